"""What the worker does for the whole marketplace: provider notices, account letters, sweeps."""

from celery import shared_task

from marketplace import notices, partitions, purchases
from marketplace.accounts import emails
from marketplace.console import colleagues, digest
from marketplace.console import emails as console_emails
from marketplace.proof import proof
from marketplace.shared import clock, kept_files, lanes, letters, mail, outbox, proposals, sealing
from marketplace.shared.gateway import current, delivery, rehearsal
from marketplace.shared.models import Appeal, MailboxMove, Pace, TeamInvitation, User


@shared_task(name="marketplace.handle_notice", lane=lanes.MONEY)
def handle_notice(*, notice_id: int, **_) -> None:
    """Settle what a provider told us."""
    notices.handle(notice_id, at=clock.now())


@shared_task(name="marketplace.apply_proposals", lane=lanes.MONEY)
def apply_proposals(**_) -> None:
    """Put in force the proposed changes whose delay is over."""
    proposals.apply_due(clock.now())


@shared_task(name="marketplace.count_purchases", lane=lanes.QUIET)
def count_purchases(**_) -> None:
    """Count what those keep whom nobody counted yet, some at a time."""
    purchases.count_some()


@shared_task(name="marketplace.tell_of_proposal")
def tell_of_proposal(*, change_id: int, **_) -> None:
    """Write to the others who hold every right that something shall change."""
    for letter in console_emails.change_proposed(change_id):
        mail.send(letter)


@shared_task(name="marketplace.tell_of_decision")
def tell_of_decision(*, change_id: int, **_) -> None:
    """Write to whoever proposed a change what became of it, unless they ended it themselves."""
    letter = console_emails.change_decided(change_id)
    if letter is not None:
        mail.send(letter)


@shared_task(name="marketplace.tell_team")
def tell_team(**_) -> None:
    """See what began to wait, and write to those who want to know at once."""
    digest.look(clock.now())
    digest.tell(Pace.AT_ONCE, task=send_digest, at=clock.now())


@shared_task(name="marketplace.tell_team_daily")
def tell_team_daily(**_) -> None:
    """Write to the team what waits this morning."""
    digest.look(clock.now())
    digest.tell(Pace.DAILY, task=send_digest, at=clock.now())


@shared_task(name="marketplace.send_digest")
def send_digest(*, user_id: int, new: dict, **_) -> None:
    """Send a letter about what waits, unless it was treated meanwhile."""
    letter = console_emails.digest(user_id, new, at=clock.now())
    if letter is not None:
        mail.send(letter)


@shared_task(name="marketplace.send_team_invitation")
def send_team_invitation(*, invitation_id: int, **_) -> None:
    """Send the letter of an invitation that still waits; only the newest letter opens it."""
    invitation = _invitation(invitation_id)
    token = colleagues.seal(invitation)
    if token:
        mail.send(console_emails.team_invitation(invitation, token=token))


@shared_task(name="marketplace.send_team_invitation_over")
def send_team_invitation_over(*, invitation_id: int, **_) -> None:
    """Tell whoever must know what became of an invitation."""
    mail.send(console_emails.team_invitation_over(_invitation(invitation_id)))


@shared_task(name="marketplace.send_appeal_received")
def send_appeal_received(*, appeal_id: int, **_) -> None:
    """Acknowledge a contested decision to whoever contests it."""
    mail.send(console_emails.appeal_received(_appeal(appeal_id)))


@shared_task(name="marketplace.send_appeal_decided")
def send_appeal_decided(*, appeal_id: int, **_) -> None:
    """Write the answer to whoever contested a decision."""
    mail.send(console_emails.appeal_decided(_appeal(appeal_id)))


@shared_task(name="sandbox.sweep", lane=lanes.MONEY)
def sweep_sandbox(**_) -> None:
    """Deliver the sandbox's late webhooks and open the disputes of its card that contests."""
    if current().is_sandbox:
        rehearsal.dispute_what_is_due(clock.now())
        delivery.sweep(clock.now())


@shared_task(name="marketplace.forget_done", lane=lanes.QUIET)
def forget_done(**_) -> None:
    """Drop what was done a month ago, and what is remembered of letters for long enough."""
    outbox.forget_old(clock.now())
    letters.forget_old(clock.now())


@shared_task(name="marketplace.sweep_kept_files", lane=lanes.QUIET)
def sweep_kept_files(**_) -> None:
    """Delete the files of refused forms that nobody sent again."""
    kept_files.sweep(clock.now())


@shared_task(name="marketplace.cut_ahead", lane=lanes.QUIET)
def cut_ahead(**_) -> None:
    """Make the next parts of the tables that are cut, long before their keys come."""
    partitions.cut_ahead()


@shared_task(name="marketplace.seal", lane=lanes.MONEY)
def seal(**_) -> None:
    """Seal what was written since the last minute."""
    sealing.seal_new(clock.now())


@shared_task(name="marketplace.prove", lane=lanes.QUIET)
def prove(**_) -> None:
    """Verify what came since the last proof, and all that may change; keep what was found."""
    proof.run(since_last=True)


@shared_task(name="marketplace.prove_whole", lane=lanes.QUIET)
def prove_whole(**_) -> None:
    """Verify everything from the first row on and keep what was found."""
    proof.run()


@shared_task(name="marketplace.send_proof")
def send_proof(*, user_id: int, **_) -> None:
    """Send the link that proves a mailbox, unless it was proven meanwhile."""
    user = User.objects.filter(pk=user_id, email_proven_at=None).first()
    if user is not None:
        mail.send(emails.proof(user))


@shared_task(name="marketplace.send_exists")
def send_exists(*, user_id: int, **_) -> None:
    """Tell the owner of an account that somebody wanted to create it."""
    mail.send(emails.exists(User.objects.get(pk=user_id)))


@shared_task(name="marketplace.send_reset")
def send_reset(*, user_id: int, **_) -> None:
    """Send the link to a new password."""
    mail.send(emails.reset(User.objects.get(pk=user_id)))


@shared_task(name="marketplace.send_password_chosen")
def send_password_chosen(*, user_id: int, **_) -> None:
    """Tell a person that their password was replaced."""
    mail.send(emails.password_chosen(User.objects.get(pk=user_id)))


@shared_task(name="marketplace.send_second_factor")
def send_second_factor(*, user_id: int, what: str, **_) -> None:
    """Tell a person that a second factor came or went."""
    mail.send(emails.second_factor(User.objects.get(pk=user_id), what))


@shared_task(name="marketplace.send_guessed_at")
def send_guessed_at(*, user_id: int, **_) -> None:
    """Tell a person that somebody tries passwords on their account."""
    mail.send(emails.guessed_at(User.objects.get(pk=user_id)))


@shared_task(name="marketplace.send_move_asked")
def send_move_asked(*, move_id: int, **_) -> None:
    """Write to both mailboxes of a change of login address."""
    for letter in emails.move_asked(_move(move_id)):
        mail.send(letter)


@shared_task(name="marketplace.send_moved")
def send_moved(*, move_id: int, **_) -> None:
    """Tell the old mailbox that the login address changed."""
    mail.send(emails.moved(_move(move_id)))


@shared_task(name="marketplace.send_move_objected")
def send_move_objected(*, move_id: int, **_) -> None:
    """Tell the new mailbox that the old one said no."""
    mail.send(emails.move_objected(_move(move_id)))


def _move(move_id: int) -> MailboxMove:
    return MailboxMove.objects.select_related("user").get(pk=move_id)


def _invitation(invitation_id: int) -> TeamInvitation:
    return TeamInvitation.objects.select_related("invited_by").get(pk=invitation_id)


def _appeal(appeal_id: int) -> Appeal:
    return Appeal.objects.select_related("fact").get(pk=appeal_id)
