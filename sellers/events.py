"""What the sellers app announces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event


@dataclass(frozen=True, kw_only=True)
class SellerApplied(Event):
    """An application is ready to be examined."""

    sentence = _("Candidature déposée")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerOpened(Event):
    """The operator admitted a seller: their shop is open."""

    sentence = _("Vendeur admis, boutique ouverte")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerRefused(Event):
    """The operator refused an application."""

    sentence = _("Candidature refusée")
    seller_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SellerRevived(Event):
    """The operator opened a refused application again: the applicant may correct it."""

    sentence = _("Candidature refusée rouverte")
    seller_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class SellerWithdrew(Event):
    """An applicant took their application back."""

    sentence = _("Candidature retirée par le candidat")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopRenamed(Event):
    """A shop goes by another name."""

    sentence = _("Boutique renommée")
    seller_id: int
    old: str
    new: str

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """From which name to which."""
        return gettext("« {old} » devient « {new} »").format(old=values["old"], new=values["new"])


@dataclass(frozen=True, kw_only=True)
class MakerDeclared(Event):
    """A shop says who makes what it sells: every sheet that says nothing else inherits it."""

    sentence = _("Fabricant déclaré pour toute la boutique")
    seller_id: int
    maker: str
    responsible: str

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Who makes it, and who answers for it in the Union."""
        return " · ".join(filter(None, (values["maker"], values["responsible"])))


@dataclass(frozen=True, kw_only=True)
class SellerResumed(Event):
    """An applicant took up an application they had taken back."""

    sentence = _("Candidature reprise par le candidat")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerAppliedAgain(Event):
    """A refused applicant took the same file up again, to correct it and hand it in."""

    sentence = _("Candidature refusée reprise par le candidat")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerClosed(Event):
    """The operator closed a shop: nothing of it is sold any more."""

    sentence = _("Boutique fermée")
    seller_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SellerReopened(Event):
    """The operator opened a closed shop again."""

    sentence = _("Boutique rouverte")
    seller_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class ItemsChecked(Event):
    """The operator looked at what an open shop provided again, and accepts it."""

    sentence = _("Pièces fournies à nouveau acceptées")
    seller_id: int
    kinds: list


@dataclass(frozen=True, kw_only=True)
class ItemAccepted(Event):
    """The operator read one item of the file, and accepts it."""

    sentence = _("Pièce acceptée")
    seller_id: int
    kind: str

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str:
        """Which one."""
        return _with_its_piece(cls.sentence, values)


@dataclass(frozen=True, kw_only=True)
class IdentityAsked(Event):
    """A shop asks for a change of identity that the operator checks first."""

    sentence = _("Changement d'identité demandé")
    seller_id: int
    identity_id: int


@dataclass(frozen=True, kw_only=True)
class IdentityScheduled(Event):
    """A change of identity is accepted, and comes into force on its day."""

    sentence = _("Changement d'identité accepté, à venir")
    seller_id: int
    identity_id: int


@dataclass(frozen=True, kw_only=True)
class IdentityInForce(Event):
    """A version of a shop's identity is what everybody reads from now on."""

    sentence = _("Nouvelle identité en vigueur")
    seller_id: int
    identity_id: int
    old_email: str


@dataclass(frozen=True, kw_only=True)
class IdentityRefused(Event):
    """The operator refused a change of identity."""

    sentence = _("Changement d'identité refusé")
    seller_id: int
    identity_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class IdentityTakenUp(Event):
    """The operator goes back on the refusal of a change of identity: it is checked again."""

    sentence = _("Changement d'identité refusé, repris par l'opérateur")
    seller_id: int
    identity_id: int


@dataclass(frozen=True, kw_only=True)
class IdentityWithdrawn(Event):
    """A change of identity was taken back, or replaced by another request."""

    sentence = _("Changement d'identité retiré ou remplacé")
    seller_id: int
    identity_id: int


@dataclass(frozen=True, kw_only=True)
class ShopMailboxAsked(Event):
    """A shop asks for another public address: its reader is to confirm, the old one is told."""

    sentence = _("Nouvelle adresse e-mail demandée, à confirmer par sa lettre")
    seller_id: int
    identity_id: int


@dataclass(frozen=True, kw_only=True)
class ShopMailboxAskedAgain(Event):
    """The letter to the new public address leaves once more."""

    sentence = _("Lettre de confirmation envoyée à nouveau")
    seller_id: int
    identity_id: int


@dataclass(frozen=True, kw_only=True)
class IdentityConfirmed(Event):
    """A shop confirms, as it was asked, that its identity is unchanged."""

    sentence = _("Identité confirmée par le vendeur")
    seller_id: int
    topic: str


@dataclass(frozen=True, kw_only=True)
class ModerationSet(Event):
    """The operator decided whether a seller's products are read before they are published."""

    sentence = _("Niveau de modération modifié")
    seller_id: int
    level: str


@dataclass(frozen=True, kw_only=True)
class ItemAskedAgain(Event):
    """The operator sent one item of the file back."""

    sentence = _("Pièce demandée de nouveau")
    seller_id: int
    kind: str
    note: str

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str:
        """Which one."""
        return _with_its_piece(cls.sentence, values)


@dataclass(frozen=True, kw_only=True)
class ItemProvided(Event):
    """A seller provided an item of the file."""

    sentence = _("Pièce fournie")
    seller_id: int
    kind: str

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str:
        """Which one."""
        return _with_its_piece(cls.sentence, values)


@dataclass(frozen=True, kw_only=True)
class SellerSuspended(Event):
    """Nothing of this seller can be bought any more."""

    sentence = _("Vendeur suspendu")
    seller_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SellerReinstated(Event):
    """A suspension ended."""

    sentence = _("Suspension levée")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerChanged(Event):
    """Something changed that decides whether a seller's offers may be seen (holidays, closing)."""

    sentence = _("Disponibilité de la boutique modifiée")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class KycChanged(Event):
    """The payment provider judges a seller's account otherwise than before."""

    sentence = _("Vérification d'identité mise à jour")
    seller_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class KycAsked(Event):
    """The payment provider wants to know more of a seller, or restricts the account."""

    sentence = _("Renseignements demandés par le prestataire de paiement")
    seller_id: int
    asked: list


@dataclass(frozen=True, kw_only=True)
class AccountUpdateAsked(Event):
    """The payment provider is to learn who and where a seller is."""

    sentence = _("Identité à transmettre au prestataire de paiement")
    seller_id: int
    update_id: int


@dataclass(frozen=True, kw_only=True)
class AccountUpdated(Event):
    """The payment provider has a seller's new identity, from us or from its own pages."""

    sentence = _("Identité reprise par le prestataire de paiement")
    seller_id: int
    update_id: int


@dataclass(frozen=True, kw_only=True)
class AccountUpdateRefused(Event):
    """The payment provider does not take a seller's new identity from us."""

    sentence = _("Identité refusée par le prestataire de paiement")
    seller_id: int
    update_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class BankGiven(Event):
    """A seller said where payouts go: the IBAN's print and end, and whether payouts pause."""

    sentence = _("IBAN déclaré")
    seller_id: int
    values: dict


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """The provider opened the account to which a seller's payouts are transferred."""

    sentence = _("Compte ouvert chez le prestataire de paiement")
    seller_id: int
    values: dict


@dataclass(frozen=True, kw_only=True)
class TeamBegun(Event):
    """Whoever opened an application is the first who answers for the shop."""

    sentence = _("Premier responsable de la boutique")
    seller_id: int
    values: dict


@dataclass(frozen=True, kw_only=True)
class BankChanged(Event):
    """A seller's IBAN changed: payouts pause, the old address is told."""

    sentence = _("IBAN modifié")
    seller_id: int
    old_email: str


@dataclass(frozen=True, kw_only=True)
class AgreementRenewed(Event):
    """A text between the operator and shops has a new version: their owners are written to."""

    sentence = _("Lettre aux boutiques concernées")
    text_id: int
    shops: int


@dataclass(frozen=True, kw_only=True)
class MandateRevoked(Event):
    """A seller took back the mandate to invoice in their name."""

    sentence = _("Mandat de facturation révoqué")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class MandateGiven(Event):
    """A seller gave the mandate again: what waited for it is invoiced."""

    sentence = _("Mandat de facturation donné à nouveau")
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentRead(Event):
    """An operator opened a private document."""

    sentence = _("Document consulté par l'opérateur")
    seller_id: int
    document_id: int

    @classmethod
    def gathered(cls, count: int) -> str:
        """Whoever examines a file opens its papers one after the other."""
        return ngettext(
            "{count} document consulté par l'opérateur",
            "{count} documents consultés par l'opérateur",
            count,
        ).format(count=count)


@dataclass(frozen=True, kw_only=True)
class MemberInvited(Event):
    """A letter invites somebody into a seller's team (again, when it was sent before)."""

    sentence = _("Personne invitée dans l'équipe")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """The shop no longer invites this person."""

    sentence = _("Invitation retirée")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Event):
    """The person does not want to join the team."""

    sentence = _("Invitation déclinée")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """The reader of the invited mailbox is in the team."""

    sentence = _("Personne arrivée dans l'équipe")
    invitation_id: int
    member_id: int = 0
    values: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MemberAppointed(Event):
    """A member has another role."""

    sentence = _("Rôle modifié dans l'équipe")
    seller_id: int
    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """A person is no longer in the team: they left, or an owner took them out."""

    sentence = _("Personne sortie de l'équipe")
    seller_id: int
    user_id: int
    removed: bool


def _with_its_piece(sentence, values: Mapping[str, Any]) -> str:
    """A sentence about a piece of a seller's file, with the name of the piece."""
    kinds = dict(apps.get_model("sellers", "Item").Kind.choices)
    piece = kinds.get(values.get("kind", ""))
    return f"{sentence} : {piece}" if piece else str(sentence)


@dataclass(frozen=True, kw_only=True)
class ProspectAsked(Event):
    """Somebody asks about selling here; `again` when they are known already."""

    sentence = _("A écrit au sujet de la vente chez nous")
    prospect_id: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class ProspectContacted(Event):
    """The operator spoke with a prospect; what was said stands on the prospect's own page."""

    sentence = _("Prospect contacté")
    prospect_id: int


@dataclass(frozen=True, kw_only=True)
class ProspectInvited(Event):
    """A prospect gets a letter that leads to their application."""

    sentence = _("Prospect invité à candidater")
    prospect_id: int


@dataclass(frozen=True, kw_only=True)
class ProspectBegan(Event):
    """A prospect began an application."""

    sentence = _("Candidature commencée par un prospect")
    prospect_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ProspectApplied(Event):
    """The application of a prospect is ready to be examined."""

    sentence = _("Prospect devenu candidat")
    prospect_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ProspectEnded(Event):
    """A prospect does not want to sell here, or the operator goes no further."""

    sentence = _("Prospect classé")
    prospect_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ProspectTakenUp(Event):
    """The operator takes a prospect up again."""

    sentence = _("Prospect repris")
    prospect_id: int


@dataclass(frozen=True, kw_only=True)
class ProspectErased(Event):
    """What said who a prospect is was erased: as they asked, or long after the last contact."""

    sentence = _("Prospect effacé")
    prospect_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Event):
    """Somebody wrote for the first time about a subject."""

    sentence = _("Échange de messages ouvert")
    thread_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class MessageSaid(Event):
    """A side wrote in an exchange; what it wrote stands in the exchange alone."""

    sentence = _("Message écrit")
    thread_id: int
    message_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(Event):
    """A side answered another, after so many working minutes."""

    sentence = _("Réponse donnée")
    thread_id: int
    side: str
    asker: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class OperatorJoined(Event):
    """The operator came into an exchange: both sides are told."""

    sentence = _("Service client entré dans l'échange")
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadSnoozed(Event):
    """A side set an exchange aside until an instant."""

    sentence = _("Échange mis en pause")
    thread_id: int
    side: str
    until: str


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(Event):
    """An exchange goes on: something was said, its pause ended, or a side took it up."""

    sentence = _("Échange rouvert")
    thread_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(Event):
    """A side closed an exchange; the other sides are told."""

    sentence = _("Échange clos")
    thread_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class AnswerWaived(Event):
    """An answer is awaited no more: who asked says so, or who was asked says why."""

    sentence = _("Plus de réponse attendue")
    thread_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class AnswerReminded(Event):
    """A side owes an answer for as long as the rule says: it is reminded once."""

    sentence = _("Relance d'un message sans réponse")
    thread_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class AnswerEscalated(Event):
    """A shop did not answer within the rule's delay: the operator takes the exchange."""

    sentence = _("Message sans réponse remis au service client")
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class MessagesDue(Event):
    """A side is written to about what was said since its last letter."""

    sentence = _("Lettre d'un nouveau message")
    is_inward = True
    thread_id: int
    side: str
    message_id: int  # the first that the letter tells


@dataclass(frozen=True, kw_only=True)
class ThreadErased(Event):
    """What was said in a closed exchange was erased: its time is over."""

    sentence = _("Échange effacé")
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ContactAsked(Event):
    """Somebody wrote to the operator without an order: a letter leads back to the exchange."""

    sentence = _("A écrit au service client")
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadNoted(Event):
    """Somebody of the operator's left a note in an exchange: the team alone reads it there."""

    sentence = _("Note de l'équipe")
    is_inward = True
    thread_id: int
