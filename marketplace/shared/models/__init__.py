"""What every app shares."""

from marketplace.shared.models.allowance import Allowance
from marketplace.shared.models.appeal import Appeal
from marketplace.shared.models.fact import Fact, Heartbeat, Pending
from marketplace.shared.models.gateway import (
    GatewayNotice,
    SandboxAccount,
    SandboxMove,
    SandboxNotice,
    SandboxPayment,
    SandboxSettings,
)
from marketplace.shared.models.invitation import TeamInvitation
from marketplace.shared.models.kept_file import KeptFile
from marketplace.shared.models.letter import Letter, LetterState
from marketplace.shared.models.look import LOOK, Look, LookState
from marketplace.shared.models.policy import Brand, LegalEntity, LegalText, Rules, RulesRow
from marketplace.shared.models.proof import Block, Chain, Proof
from marketplace.shared.models.proposal import ProposedChange
from marketplace.shared.models.saying import Saying
from marketplace.shared.models.sequence import Sequence
from marketplace.shared.models.user import Address, MailboxMove, MoveState, PostalFields, User
from marketplace.shared.models.watch import Pace, WaitingSince, Watch

__all__ = [
    "Address",
    "Allowance",
    "Appeal",
    "Block",
    "Brand",
    "Chain",
    "Fact",
    "GatewayNotice",
    "Heartbeat",
    "KeptFile",
    "LOOK",
    "LegalEntity",
    "LegalText",
    "Letter",
    "LetterState",
    "Look",
    "LookState",
    "MailboxMove",
    "MoveState",
    "Pace",
    "Pending",
    "PostalFields",
    "ProposedChange",
    "Proof",
    "Rules",
    "RulesRow",
    "SandboxAccount",
    "SandboxMove",
    "SandboxNotice",
    "SandboxPayment",
    "SandboxSettings",
    "Saying",
    "Sequence",
    "TeamInvitation",
    "User",
    "WaitingSince",
    "Watch",
]
