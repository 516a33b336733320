"""What sellers are paid, run by run."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounting.models.invoice import Invoice
from accounting.models.ledger import Line
from accounting.states import PayoutState, RunState
from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known
from sellers.models import Seller


class PayoutRun(models.Model):
    """One time that the operator pays the sellers what is due until a day.

    `left_out`: who is due something and is not paid this time: [{"seller_id", "name",
    "amount_cents", "reason"}].
    """

    number = models.CharField(_("numéro"), max_length=20, unique=True)
    state = StateField(_("état"), max_length=12, choices=RunState, default=RunState.PREPARED)
    until = models.DateTimeField(_("sommes dues au"))
    total_cents = models.BigIntegerField(_("total (centimes)"), default=0)
    left_out = models.JSONField(_("reportés ou bloqués"), default=list)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("préparé par"),
    )
    prepared_at = models.DateTimeField(_("préparé le"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approuvé par"),
    )
    approved_at = models.DateTimeField(_("approuvé le"), null=True)

    class Meta:
        verbose_name = _("campagne de versement")
        verbose_name_plural = _("campagnes de versement")
        constraints = [known(RunState, "run_state_known")]

    def __str__(self):
        return self.number


class Payout(models.Model):
    """What one seller is paid in a run. `uid` is the idempotency key told to the provider.

    `account_ref` is the provider's account it was sent to, as it stood when it left.
    `invoice`: only of payouts of before commissions were invoiced by month.
    `statement_data`: what the statement comes to and its seal; its lines are `StatementRow`s, of
    statements of before that "rows" of these data.
    """

    run = models.ForeignKey(
        PayoutRun, models.PROTECT, related_name="payouts", verbose_name=_("campagne")
    )
    seller = models.ForeignKey(
        Seller, models.PROTECT, related_name="payouts", verbose_name=_("vendeur")
    )
    number = models.CharField(_("numéro"), max_length=24, unique=True)
    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    state = StateField(_("état"), max_length=12, choices=PayoutState, default=PayoutState.PREPARED)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    held_back_cents = models.BigIntegerField(_("retenu au départ (centimes)"), default=0)
    warnings = models.JSONField(_("points d'attention"), default=list)
    ref = models.CharField(_("référence du prestataire"), max_length=100, blank=True)
    account_ref = models.CharField(_("compte crédité"), max_length=100, blank=True)
    failure = models.CharField(_("raison de l'échec"), max_length=160, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    paid_at = models.DateTimeField(_("versé le"), null=True)
    invoice = models.ForeignKey(
        Invoice,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("facture de commission"),
    )
    statement = models.FileField(
        _("relevé"), upload_to="statements/%Y/%m/", storage=private_storage, blank=True
    )
    statement_data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("versement")
        verbose_name_plural = _("versements")
        constraints = [
            known(PayoutState, "payout_state_known"),
            models.UniqueConstraint(fields=["run", "seller"], name="one_payout_a_run"),
            models.CheckConstraint(name="payout_positive", condition=models.Q(amount_cents__gt=0)),
        ]

    def __str__(self):
        return self.number


class PayoutItem(models.Model):
    """A line of the book that a payout settles: in one payout at most."""

    payout = models.ForeignKey(Payout, models.CASCADE, related_name="items")
    line = models.OneToOneField(Line, models.PROTECT, related_name="payout_item")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))

    class Meta:
        verbose_name = _("élément de versement")
        verbose_name_plural = _("éléments de versement")

    def __str__(self):
        return str(self.amount_cents)


class StatementRow(models.Model):
    """A line of the book as a seller's statement tells it: once, in the order of the lines.

    `balance_cents` is what the account held after it. `document` bills a commission; where there
    was none yet, `billed_on` is the day on which it was to come.
    """

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="statement_rows")
    line = models.OneToOneField(Line, models.PROTECT, related_name="stated")
    balance_cents = models.BigIntegerField(_("solde (centimes)"))
    document = models.CharField(_("document"), max_length=40, blank=True)
    billed_on = models.DateField(_("à facturer le"), null=True)

    class Meta:
        verbose_name = _("ligne de relevé")
        verbose_name_plural = _("lignes de relevé")

    def __str__(self):
        return str(self.balance_cents)
