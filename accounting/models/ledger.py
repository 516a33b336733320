"""The double-entry book. Entries and lines are only ever added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from orders.models import SellerOrder
from sellers.models import Seller


class Frozen(Exception):
    """Nobody rewrites the book: a mistake is corrected by another entry."""


class AppendOnly(models.QuerySet):
    """Rows that are added and never touched again."""

    def update(self, **kwargs):
        """Refuse: see Frozen."""
        raise Frozen

    def delete(self):
        """Refuse: see Frozen."""
        raise Frozen


class Account(models.TextChoices):
    """The accounts used, mapped to the French chart (PCG); seller accounts bear the seller."""

    PSP = "517100", _("Prestataire de paiement, solde de la plateforme")
    SELLERS = "467100", _("Vendeurs, sommes encaissées à reverser")
    BUYERS = "467900", _("Acheteurs, sommes à rendre")
    COMMISSION = "706100", _("Commissions")
    VAT = "445710", _("TVA collectée")
    PSP_FEES = "627800", _("Frais du prestataire de paiement")
    DISPUTES = "467300", _("Contestations en cours")
    GOODWILL = "658900", _("Remboursements et gestes à la charge de la plateforme")
    BAD_DEBT = "654000", _("Pertes sur créances irrécouvrables")


# What entries are called: the longer first, where one begins like another.
LABELS = (
    gettext_noop("Vente {about}"),
    gettext_noop("Commission {about}"),
    gettext_noop("Reprise de commission, contestation {about}"),
    gettext_noop("Reprise de commission {about}"),
    gettext_noop("Remboursement offert {about}"),
    gettext_noop("Remboursement {about}"),
    gettext_noop("Contestation gagnée {about}"),
    gettext_noop("Contestation perdue {about}"),
    gettext_noop("Contestation {about}"),
    gettext_noop("Frais de contestation {about}"),
    gettext_noop("Frais de paiement {about}"),
    gettext_noop("Paiement tardif {about}"),
    gettext_noop("Versement {about}"),
    gettext_noop("Arrondi de TVA, commissions {about}"),
)


class Entry(models.Model):
    """One business event in the book. `source` is unique: an event is booked once.

    Entries are chained journal by journal; the seal of one is about its lines too.
    """

    source = models.CharField(_("origine"), max_length=80, unique=True)
    journal = models.CharField(_("journal"), max_length=4)
    label = models.CharField(_("libellé"), max_length=160)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    posted_at = models.DateTimeField(_("date"), db_index=True)
    rank = models.PositiveBigIntegerField(_("rang dans le journal"), default=0)
    previous = models.CharField(_("empreinte précédente"), max_length=64, default="", blank=True)
    hash = models.CharField(_("empreinte"), max_length=64, default="", blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("écriture")
        verbose_name_plural = _("écritures")

    def __str__(self):
        return self.told

    @property
    def told(self) -> str:
        """The label in the reader's language; the book itself is kept in French."""
        for sentence in LABELS:
            start = sentence.partition("{")[0]
            if self.label.startswith(start):
                return gettext(sentence).format(about=self.label[len(start) :])
        return self.label

    def chain_name(self) -> str:
        """Each journal has a chain of seals of its own, so that two of them never wait."""
        return f"book:{self.journal}"


class Line(models.Model):
    """One side of an entry: either debit or credit, never both."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.CharField(_("compte"), max_length=8, choices=Account, db_index=True)
    seller = models.ForeignKey(
        Seller, models.PROTECT, null=True, related_name="+", verbose_name=_("vendeur")
    )
    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, null=True, related_name="+", verbose_name=_("commande vendeur")
    )
    debit_cents = models.BigIntegerField(_("débit (centimes)"), default=0)
    credit_cents = models.BigIntegerField(_("crédit (centimes)"), default=0)
    note = models.CharField(_("détail"), max_length=160, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("ligne d'écriture")
        verbose_name_plural = _("lignes d'écriture")
        constraints = [
            models.CheckConstraint(
                name="one_side_only",
                condition=(
                    Q(debit_cents__gt=0, credit_cents=0) | Q(debit_cents=0, credit_cents__gt=0)
                ),
            ),
        ]
        indexes = [models.Index(fields=["account", "seller", "id"], name="ledger_by_seller")]

    def __str__(self):
        return f"{self.account} {self.debit_cents}/{self.credit_cents}"


class Unsettled(models.Model):
    """A line of a seller's account that is to be paid out and that no payout has taken yet.

    It comes with the line, leaves when a payout takes it and comes back when that payout gives it
    up: the book itself is never touched, and who is owed what is found without reading its past.
    """

    line = models.OneToOneField(
        Line, models.PROTECT, primary_key=True, related_name="unsettled", verbose_name=_("ligne")
    )
    seller = models.ForeignKey(
        Seller, models.PROTECT, related_name="+", db_index=False, verbose_name=_("vendeur")
    )
    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, null=True, related_name="+", verbose_name=_("commande vendeur")
    )
    amount_cents = models.BigIntegerField(_("montant (centimes)"))

    class Meta:
        verbose_name = _("ligne à verser")
        verbose_name_plural = _("lignes à verser")
        indexes = [models.Index(fields=["seller", "seller_order"], name="unsettled_by_seller")]

    def __str__(self):
        return str(self.amount_cents)


class MonthBalance(models.Model):
    """What an account holds of a calendar month (Europe/Paris); without `seller`, the whole of it.

    Of the sellers' account each seller's part is kept too. It counts lines until `through`, the key
    of the last: what was booked since is added every hour, to the month that its entry is dated of.
    """

    account = models.CharField(_("compte"), max_length=8, choices=Account)
    seller = models.ForeignKey(
        Seller, models.PROTECT, null=True, related_name="+", verbose_name=_("vendeur")
    )
    month = models.DateField(_("mois"))
    debit_cents = models.BigIntegerField(_("débit (centimes)"), default=0)
    credit_cents = models.BigIntegerField(_("crédit (centimes)"), default=0)
    lines = models.BigIntegerField(_("nombre de lignes"), default=0)
    through = models.BigIntegerField(_("dernière ligne comptée"), default=0, db_index=True)

    class Meta:
        verbose_name = _("solde d'un mois")
        verbose_name_plural = _("soldes mensuels")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "seller", "month"], name="month_of_a_seller_once"
            ),
            models.UniqueConstraint(
                fields=["account", "month"],
                condition=Q(seller=None),
                name="month_of_an_account_once",
            ),
        ]

    def __str__(self):
        return f"{self.account} {self.month:%m/%Y}"
