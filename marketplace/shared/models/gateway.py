"""What payment providers told us, and the sandbox's own books."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, States


class GatewayNotice(models.Model):
    """A webhook, kept once by its id before anything is done about it."""

    gateway = models.CharField(_("prestataire"), max_length=20)
    uid = models.CharField(_("identifiant"), max_length=100)
    kind = models.CharField(_("événement"), max_length=60)
    subject_ref = models.CharField(_("objet"), max_length=100, blank=True)
    payload = models.JSONField(_("contenu reçu"), default=dict)
    received_at = models.DateTimeField(_("reçu le"))
    handled_at = models.DateTimeField(_("traité le"), null=True)
    outcome = models.CharField(_("suite"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("notification du prestataire")
        verbose_name_plural = _("notifications du prestataire")
        constraints = [models.UniqueConstraint(fields=["gateway", "uid"], name="notice_once")]

    def __str__(self):
        return f"{self.kind} {self.subject_ref}"


class SandboxState(States):
    """Where an account, a payment or a movement stands in the sandbox."""

    PENDING = "pending", "elsewhere", _("En cours")
    VERIFIED = "verified", "good", _("Vérifié")
    RESTRICTED = "restricted", "bad", _("Restreint")
    PAID = "paid", "good", _("Payé")
    FAILED = "failed", "bad", _("Échec")
    CANCELLED = "cancelled", "neutral", _("Annulé")
    OPEN = "open", "house", _("Ouvert")
    WON = "won", "good", _("Gagné")
    LOST = "lost", "bad", _("Perdu")


class SandboxAccount(models.Model):
    """A seller's account in the sandbox."""

    ref = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=100, unique=True)
    email = models.EmailField()
    legal_name = models.CharField(max_length=120)
    siret = models.CharField(max_length=14, blank=True)
    state = StateField(max_length=20, choices=SandboxState, default="pending")
    requirements = models.JSONField(default=list)
    updates = models.JSONField(default=list)  # what was told of the seller since, each with its key
    return_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("compte d'essai")
        verbose_name_plural = _("comptes d'essai")

    def __str__(self):
        return self.ref

    @property
    def told(self) -> dict:
        """The latest identity the marketplace gave; empty before its first change."""
        return self.updates[-1] if self.updates else {}


class SandboxPayment(models.Model):
    """A payment in the sandbox: its hosted page moves it."""

    ref = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=100, unique=True)
    order_ref = models.CharField(max_length=100)
    description = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    return_url = models.CharField(max_length=500)
    state = StateField(max_length=20, choices=SandboxState, default="pending")
    failure = models.CharField(max_length=60, blank=True)
    card = models.CharField(max_length=4, blank=True)
    needs_challenge = models.BooleanField(default=False)
    disputes_later = models.BooleanField(default=False)
    fee_cents = models.BigIntegerField(default=0)
    refunded_cents = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("paiement d'essai")
        verbose_name_plural = _("paiements d'essai")
        constraints = [
            models.CheckConstraint(
                name="sandbox_refunds_within_payment",
                condition=models.Q(refunded_cents__gte=0)
                & models.Q(refunded_cents__lte=models.F("amount_cents")),
            )
        ]

    def __str__(self):
        return self.ref


class SandboxMove(models.Model):
    """A refund, transfer or dispute in the sandbox."""

    class Kind(models.TextChoices):
        REFUND = "refund", _("Remboursement")
        TRANSFER = "transfer", _("Virement")
        DISPUTE = "dispute", _("Contestation")

    ref = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    target_ref = models.CharField(max_length=40, db_index=True)
    amount_cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    state = StateField(max_length=20, choices=SandboxState, default="paid")
    failure = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    told = models.JSONField(default=dict)  # our answer to a dispute, and its key
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mouvement d'essai")
        verbose_name_plural = _("mouvements d'essai")

    def __str__(self):
        return self.ref


class SandboxNotice(models.Model):
    """A webhook the sandbox must deliver over HTTP, until it is answered with a 2xx."""

    uid = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    last_answer = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("webhook d'essai")
        verbose_name_plural = _("webhooks d'essai")

    def __str__(self):
        return f"{self.kind} {self.subject_ref}"


class SandboxSettings(models.Model):
    """How badly the sandbox behaves. One row."""

    duplicate_notices = models.BooleanField(_("envoyer chaque webhook deux fois"), default=False)
    shuffle_notices = models.BooleanField(_("envoyer les webhooks dans le désordre"), default=False)
    delay_seconds = models.PositiveIntegerField(_("retarder les webhooks (secondes)"), default=0)
    drop_percent = models.PositiveIntegerField(_("perdre des webhooks (%)"), default=0)
    fail_transfers = models.BooleanField(_("refuser les virements"), default=False)
    refuse_updates = models.BooleanField(
        _("refuser les changements d'identité des vendeurs"), default=False
    )
    is_down = models.BooleanField(_("ne plus répondre du tout"), default=False)
    loses_answers = models.BooleanField(_("faire le travail sans répondre"), default=False)

    class Meta:
        verbose_name = _("réglages du bac à sable")
        verbose_name_plural = _("réglages du bac à sable")

    def __str__(self):
        return capfirst(str(self._meta.verbose_name))
