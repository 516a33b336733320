"""What a buyer, a shop and the operator say to each other about one subject, and who owes whom an
answer.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known
from sellers.models.seller import Seller
from sellers.states import LIVE_THREAD, ThreadState

CONTACT = "contact"  # the kind of exchange that has no subject: each is one by itself


class Side(models.TextChoices):
    """Who takes part. The house itself is no side: what it writes is automatic."""

    BUYER = "buyer", _("Acheteur")
    SELLER = "seller", _("Boutique")
    OPERATOR = "operator", _("Service client")


class Thread(models.Model):
    """One exchange about one subject: an order, an article, a shop, a payout.

    `kind` and `subject` name the subject (`sellers/conversations/subjects.py`), `about` keeps its
    name. `asker` tells apart who asks about the same subject. A side takes part once something was
    said to it; the operator, once they came in. `buyer_at` and `seller_at` are when something was
    last said that this side reads; `tell_buyer_at` and `tell_seller_at` when a letter is due.
    """

    number = models.CharField(_("numéro"), max_length=12, unique=True)
    kind = models.CharField(_("nature"), max_length=20)
    subject = models.PositiveBigIntegerField(_("objet n°"), default=0)
    asker = models.CharField(max_length=64, blank=True)
    about = models.CharField(_("objet"), max_length=200)
    topic = models.CharField(_("sujet"), max_length=20, blank=True)
    detail = models.CharField(_("article"), max_length=200, blank=True)
    state = StateField(_("état"), max_length=10, choices=ThreadState, default=ThreadState.OPEN)
    seller = models.ForeignKey(
        Seller,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="threads",
        verbose_name=_("boutique"),
    )
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="threads",
        verbose_name=_("acheteur"),
    )
    email = models.EmailField(_("adresse e-mail"), blank=True)
    name = models.CharField(_("nom"), max_length=120, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    with_buyer = models.BooleanField(_("acheteur présent"), default=False)
    with_seller = models.BooleanField(_("boutique présente"), default=False)
    with_operator = models.BooleanField(_("service client présent"), default=False)
    opened_by = models.CharField(_("ouvert par"), max_length=10, choices=Side)
    opened_at = models.DateTimeField(_("ouvert le"))
    last_at = models.DateTimeField(_("dernier message le"))
    buyer_at = models.DateTimeField(null=True, blank=True)
    seller_at = models.DateTimeField(null=True, blank=True)
    tell_buyer_at = models.DateTimeField(null=True, blank=True)
    tell_seller_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(_("en pause jusqu'au"), null=True, blank=True)
    snoozed_by = models.CharField(max_length=10, choices=Side, blank=True)
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)
    proven_at = models.DateTimeField(_("adresse prouvée le"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("remis au service client le"), null=True, blank=True)
    erased_at = models.DateTimeField(_("effacé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("échange")
        verbose_name_plural = _("messages")
        constraints = [
            known(ThreadState, "thread_state_known"),
            models.UniqueConstraint(
                fields=["kind", "subject", "asker"],
                condition=Q(state__in=LIVE_THREAD) & ~Q(kind=CONTACT),
                name="thread_open_once",
            ),
            models.CheckConstraint(
                condition=Q(with_buyer=True, with_seller=True)
                | Q(with_buyer=True, with_operator=True)
                | Q(with_seller=True, with_operator=True),
                name="thread_has_two_sides",
            ),
        ]
        indexes = [
            # the lists of a shop, of a buyer and of the operator, the latest first
            models.Index(fields=["seller", "-seller_at", "-id"], name="thread_of_seller"),
            models.Index(fields=["buyer", "-buyer_at", "-id"], name="thread_of_buyer"),
            models.Index(fields=["-last_at", "-id"], name="thread_latest"),
            models.Index(fields=["state", "closed_at"], name="thread_closed"),
            # what a job looks for every minute is few rows of many
            models.Index(
                fields=["tell_buyer_at"],
                condition=Q(tell_buyer_at__isnull=False),
                name="thread_tells_buyer",
            ),
            models.Index(
                fields=["tell_seller_at"],
                condition=Q(tell_seller_at__isnull=False),
                name="thread_tells_seller",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_live(self) -> bool:
        """Whether the exchange goes on, be it after a pause."""
        return self.state in LIVE_THREAD

    @property
    def sides(self) -> list[str]:
        """Who takes part."""
        has = {"buyer": self.with_buyer, "seller": self.with_seller, "operator": self.with_operator}
        return [side for side in Side.values if has[side]]

    def tie(self, person) -> str:
        """What makes a person a party to this exchange: it is theirs, or of their shop."""
        own = self.buyer_id == person.pk or (self.email or "-").lower() == person.email.lower()
        if own:
            return str(_("cet échange est le vôtre"))
        return self.seller.tie(person) if self.seller is not None else ""

    @staticmethod
    def ties(person, path: str = "") -> Q:
        """The exchanges to which a person is a party, seen from the end of a path."""
        own = Q(**{f"{path}buyer": person}) | Q(**{f"{path}email__iexact": person.email})
        return own | Seller.ties(person, f"{path}seller__")


class Message(models.Model):
    """What a side said, and to whom. Nobody rewrites it.

    `text` is what its readers read. Where it told how to be reached elsewhere, that is hidden in
    it, `masked` names what was, and `whole` is what was typed: the operator alone reads it.
    An `automatic` one is the house's, its words follow from its name; before a reason that somebody
    gave, they introduce it. What the operator says to the operator alone is a note of the team.
    """

    class Automatic(models.TextChoices):
        JOINED = (
            "joined",
            _("Le service client a rejoint cet échange : il en lit tous les messages."),
        )
        ESCALATED = (
            "escalated",
            _(
                "La boutique n'a pas répondu dans le délai : le service client est prévenu et lit"
                " cet échange."
            ),
        )

        WAIVED = "waived", _("Aucune réponse n'est nécessaire :")

    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="messages", verbose_name=_("échange")
    )
    side = models.CharField(_("qui"), max_length=10, choices=Side, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    to_buyer = models.BooleanField(default=False)
    to_seller = models.BooleanField(default=False)
    to_operator = models.BooleanField(default=False)
    automatic = models.CharField(max_length=12, choices=Automatic, blank=True)
    text = models.TextField(_("texte"), max_length=6000, blank=True)
    whole = models.TextField(_("texte entier"), max_length=4000, blank=True)
    masked = models.JSONField(_("masqué"), default=list, blank=True)
    said_at = models.DateTimeField(_("dit le"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages écrits")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_buyer=True) | Q(to_seller=True) | Q(to_operator=True),
                name="message_to_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.thread_id} · {self.side or self.automatic}"

    @property
    def recipients(self) -> list[str]:
        """The sides that it was said to."""
        to = {"buyer": self.to_buyer, "seller": self.to_seller, "operator": self.to_operator}
        return [side for side in Side.values if to[side]]


class Enclosure(models.Model):
    """A picture that we encoded again, or a PDF, sent with a message: its readers alone open it."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="enclosures")
    file = models.FileField(upload_to="messages/%Y/%m/", storage=private_storage)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(default=0)  # pixels; none of a PDF
    height = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["pk"]

    def __str__(self):
        return self.file.name

    @property
    def is_picture(self) -> bool:
        """Whether pages show it; a PDF is downloaded."""
        return self.media_type.startswith("image/")


class AnswerDue(models.Model):
    """An answer that a side owes to another, since an instant.

    The delay is counted from `counts_from`, which moves on while the shop is on holiday: since
    `paused_at` it does not run.
    """

    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="dues", verbose_name=_("échange")
    )
    side = models.CharField(_("doit répondre"), max_length=10, choices=Side)
    asker = models.CharField(_("attend la réponse"), max_length=10, choices=Side)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(_("attendue depuis"))
    counts_from = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(_("relancé le"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("remis au service client le"), null=True, blank=True)

    class Meta:
        verbose_name = _("réponse attendue")
        verbose_name_plural = _("réponses attendues")
        constraints = [
            models.UniqueConstraint(fields=["thread", "side", "asker"], name="answer_due_once"),
            # a shop's own clock bears its name, so that its first page counts it alone
            models.CheckConstraint(
                condition=Q(side="seller", seller__isnull=False)
                | (~Q(side="seller") & Q(seller=None)),
                name="answer_due_seller",
            ),
        ]
        indexes = [
            models.Index(fields=["side", "counts_from"], name="answer_due_clock"),
        ]

    def __str__(self):
        return f"{self.thread_id} · {self.side}"
