"""The buyer's order, what each seller owes of it, and its lines: frozen at placement."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Offer
from marketplace.shared import parties
from marketplace.shared.language import Foreign, Local, Mixed, local
from marketplace.shared.models import LegalText, PostalFields
from marketplace.shared.money import MoneyProperty
from marketplace.shared.states import StateField, known
from orders.states import TOLD, PaymentState, SellerOrderState
from sellers.models import Seller

GIFT_SIGNS = 300  # of the message that goes with a gift


class OrderQuerySet(models.QuerySet):
    """Orders, by who may see them."""

    def of(self, user):
        """The orders of a buyer."""
        return self.filter(buyer=user)


class Order(PostalFields):
    """What a buyer ordered at once and pays at once. The postal columns say where it goes.

    `key` is the submission key of the checkout: one key, one order. `token` opens the order's
    page to a guest through a signed link.
    """

    number = models.CharField(_("numéro"), max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=43, unique=True)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="orders",
        verbose_name=_("acheteur"),
    )
    email = models.EmailField(_("adresse e-mail"))
    language = models.CharField(_("langue"), max_length=2, default="fr")
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    goods_cents = models.BigIntegerField(_("articles (centimes)"))
    shipping_cents = models.BigIntegerField(_("livraison (centimes)"))
    total_cents = models.BigIntegerField(_("total TTC (centimes)"))
    total = MoneyProperty("total_cents")
    terms = models.ForeignKey(
        LegalText,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("conditions acceptées"),
    )
    placed_at = models.DateTimeField(_("passée le"), db_index=True)
    pay_by = models.DateTimeField(_("à payer avant"))

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("commande")
        verbose_name_plural = _("commandes")
        constraints = [
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(total_cents=F("goods_cents") + F("shipping_cents")),
            ),
            models.CheckConstraint(name="order_total_positive", condition=Q(total_cents__gte=0)),
        ]
        # as `email__iexact` asks: the orders of a mailbox
        indexes = [
            models.Index(Upper("email"), name="order_mailbox"),
            models.Index(fields=["-placed_at", "-id"], name="order_placed"),
        ]

    def __str__(self):
        return self.number

    @property
    def business(self):
        """The company it is bought for, as last said; None when a person buys."""
        # read from memory where the page fetched them at once
        last = max(self.businesses.all(), key=lambda row: row.pk, default=None)
        return last if last and last.name else None

    def tie(self, person) -> str:
        """What makes a person a party to this order's decisions: their account or their address."""
        own = self.buyer_id == person.pk or self.email.lower() == person.email.lower()
        return parties.bought() if own else ""

    @staticmethod
    def ties(person, path: str = "") -> Q:
        """The orders to whose decisions a person is a party, seen from the end of a path."""
        return Q(**{f"{path}buyer": person}) | Q(**{f"{path}email__iexact": person.email})


class Payment(models.Model):
    """The one payment of an order. `uid` is the idempotency key told to the provider.

    A refused attempt is followed by another under a new `uid` (kept in `attempts`).
    """

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="payment", verbose_name=_("commande")
    )
    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    state = StateField(
        _("état"), max_length=12, choices=PaymentState, default=PaymentState.INTENDED
    )
    gateway = models.CharField(_("prestataire"), max_length=20)
    ref = models.CharField(_("référence du prestataire"), max_length=100, null=True, unique=True)  # noqa: DJ001
    redirect_url = models.CharField(max_length=500, blank=True)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    refunded_cents = models.BigIntegerField(_("remboursé (centimes)"), default=0)
    fee_cents = models.BigIntegerField(_("frais (centimes)"), default=0)
    failure = models.CharField(_("raison du refus"), max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    paid_at = models.DateTimeField(_("payé le"), null=True)
    created_at = models.DateTimeField(_("créé le"))

    class Meta:
        verbose_name = _("paiement")
        verbose_name_plural = _("paiements")
        constraints = [
            known(PaymentState, "payment_state_known"),
            models.CheckConstraint(
                name="refunds_within_payment",
                condition=Q(refunded_cents__gte=0, refunded_cents__lte=F("amount_cents")),
            ),
        ]

    def __str__(self):
        return self.uid


class SellerOrderQuerySet(models.QuerySet):
    """Seller orders, by who works on them."""

    def of(self, seller):
        """What a seller may see: only what was paid, or once was."""
        return self.filter(seller=seller).exclude(paid_at=None)


class SellerOrder(models.Model):
    """One seller's part of an order: one contract, one delivery, one invoice.

    `delivered_at` is proven: somebody received the last parcel. `presumed_at` is a presumption of
    the timetable, that only payouts may read.
    `is_gift`: its slip bears no price, and `gift_message`, if there is one.
    `seller_snapshot` is the seller's legal identity as it stood when the contract was made.
    `look_at` is when `orders/fulfilment/late.py` looks at it next: a reminder, a promise that ends.
    `relay` is the point where the buyer collects the parcel, when they chose one; since
    `relay_closed_at` it keeps no parcels any more, and nothing leaves until they chose another.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="seller_orders", verbose_name=_("commande")
    )
    seller = models.ForeignKey(
        Seller, models.PROTECT, related_name="orders", verbose_name=_("vendeur")
    )
    number = models.CharField(_("numéro"), max_length=24, unique=True)
    state = StateField(
        _("état"),
        max_length=20,
        choices=SellerOrderState,
        default=SellerOrderState.AWAITING_PAYMENT,
    )
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    goods_cents = models.BigIntegerField(_("articles (centimes)"))
    shipping_cents = models.BigIntegerField(_("livraison (centimes)"))
    total_cents = models.BigIntegerField(_("total TTC (centimes)"))
    total = MoneyProperty("total_cents")
    refunded_cents = models.BigIntegerField(_("remboursé (centimes)"), default=0)
    shipping_refunded_cents = models.BigIntegerField(
        _("livraison remboursée (centimes)"), default=0
    )
    shipping_name = models.CharField(_("mode de livraison"), max_length=80)
    shipping_carrier = models.CharField(_("transporteur"), max_length=30)
    shipping_kind = models.CharField(max_length=10)
    relay = models.JSONField(_("point relais"), default=dict, blank=True)
    relay_closed_at = models.DateTimeField(_("point relais fermé depuis"), null=True)
    is_gift = models.BooleanField(_("cadeau"), default=False)
    gift_message = models.CharField(
        _("message joint au cadeau"), max_length=GIFT_SIGNS, blank=True, default=""
    )
    promised_from = models.DateField(_("livraison promise dès le"))
    promised_until = models.DateField(_("livraison promise au plus tard le"))
    seller_snapshot = models.JSONField(_("identité du vendeur"))
    withdrawal_days = models.PositiveSmallIntegerField(default=14)
    paid_at = models.DateTimeField(_("payée le"), null=True)
    accept_by = models.DateTimeField(_("à accepter avant"), null=True)
    reminded_at = models.DateTimeField(_("vendeur relancé le"), null=True)
    ship_by = models.DateTimeField(_("à expédier avant"), null=True)
    ship_reminders = models.PositiveSmallIntegerField(_("rappels d'expédition"), default=0)
    look_at = models.DateTimeField(_("à revoir le"), null=True)
    accepted_at = models.DateTimeField(_("acceptée le"), null=True)
    shipped_at = models.DateTimeField(_("expédiée le"), null=True)
    presumed_at = models.DateTimeField(_("présumée livrée le"), null=True)
    delivered_at = models.DateTimeField(_("reçue le"), null=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True)
    cancelled_because = models.CharField(_("motif d'annulation"), max_length=200, blank=True)

    objects = SellerOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("commande vendeur")
        verbose_name_plural = _("commandes vendeurs")
        ordering = ["pk"]
        constraints = [
            known(SellerOrderState, "seller_order_state_known"),
            models.UniqueConstraint(fields=["order", "seller"], name="one_part_a_seller"),
            models.CheckConstraint(
                name="seller_order_total_adds_up",
                condition=Q(total_cents=F("goods_cents") + F("shipping_cents")),
            ),
            models.CheckConstraint(
                name="seller_order_refunds_within",
                condition=Q(refunded_cents__gte=0, refunded_cents__lte=F("total_cents")),
            ),
            models.CheckConstraint(
                name="shipping_refunds_within",
                condition=Q(
                    shipping_refunded_cents__gte=0, shipping_refunded_cents__lte=F("shipping_cents")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "state"], name="seller_order_queue"),
            models.Index(fields=["seller", "-paid_at", "-id"], name="seller_order_sales"),
            # of hundreds of thousands of open parts, the few that are due now
            models.Index(
                fields=["look_at", "id"],
                name="seller_order_look",
                condition=Q(look_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def told(self) -> str:
        """The state in the buyer's words."""
        if self.state == SellerOrderState.CANCELLED and self.paid_at is None:
            return str(PaymentState.CANCELLED.label)
        return str(TOLD.get(self.state) or self.get_state_display())

    @property
    def payable_from(self) -> datetime | None:
        """The instant from which payouts count: the proven receipt, else the presumption."""
        return self.delivered_at or self.presumed_at

    def relay_lines(self) -> list[str]:
        """The point as it is written on a parcel; nothing when the parcel goes elsewhere."""
        point = self.relay
        code = _("Code du point : {code}").format(code=point["code"]) if point.get("code") else ""
        town = f"{point.get('postcode', '')} {point.get('city', '')}".strip()
        return [line for line in (point.get("name"), point.get("line1"), town, code) if line]


def points_of(parts: Iterable[SellerOrder]) -> list[list[str]]:
    """The points where the parcels of an order are collected, each once, as they are written."""
    return [
        list(lines) for lines in dict.fromkeys(tuple(part.relay_lines()) for part in parts) if lines
    ]


class OrderLine(models.Model):
    """So many of one article. Quantities say what became of it: ordered, cancelled, shipped…

    `withdrawn` are those of the cancelled that the buyer withdrew from; `came_back` left and came
    back to the seller without anybody having said that they were received.
    Everything shown or charged is a copy made at placement; `offer` only leads back.
    """

    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, related_name="lines", verbose_name=_("commande vendeur")
    )
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="order_lines")
    title = models.CharField(pgettext_lazy("vendu", "article"), max_length=160)
    variant = models.CharField(_("déclinaison"), max_length=120, blank=True)
    # what a reader of English saw in its place; empty where the sheet has no English, or an equal
    title_en = models.CharField(max_length=160, blank=True, default="")
    variant_en = models.CharField(max_length=120, blank=True, default="")
    sku = models.CharField(_("référence"), max_length=80)
    image = models.CharField(max_length=200, blank=True)
    category_path = models.CharField(max_length=255, blank=True)
    withdrawal_exception = models.CharField(max_length=20, blank=True)
    quantity = models.PositiveIntegerField(_("quantité"))
    cancelled = models.PositiveIntegerField(_("annulés"), default=0)
    withdrawn = models.PositiveIntegerField(_("dont rétractés"), default=0)
    shipped = models.PositiveIntegerField(_("expédiés"), default=0)
    delivered = models.PositiveIntegerField(_("livrés"), default=0)
    returned = models.PositiveIntegerField(_("retournés"), default=0)
    came_back = models.PositiveIntegerField(_("revenus sans remise"), default=0)
    unit_cents = models.BigIntegerField(_("prix unitaire TTC (centimes)"))
    total_cents = models.BigIntegerField(_("total TTC (centimes)"))
    refunded_cents = models.BigIntegerField(_("remboursé (centimes)"), default=0)
    vat_class = models.CharField(max_length=12)
    vat_bps = models.PositiveIntegerField(_("TVA (points de base)"))

    class Meta:
        verbose_name = _("ligne de commande")
        verbose_name_plural = _("lignes de commande")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="line_total_is_units", condition=Q(total_cents=F("unit_cents") * F("quantity"))
            ),
            models.CheckConstraint(
                name="line_quantities_fit", condition=Q(quantity__gte=F("cancelled") + F("shipped"))
            ),
            models.CheckConstraint(name="line_quantity_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="line_delivered_fits", condition=Q(delivered__lte=F("shipped"))
            ),
            models.CheckConstraint(
                name="line_withdrawn_fits", condition=Q(withdrawn__lte=F("cancelled"))
            ),
            models.CheckConstraint(
                name="line_came_back_fits",
                condition=Q(shipped__gte=F("delivered") + F("came_back")),
            ),
            models.CheckConstraint(
                name="line_returned_fits", condition=Q(returned__lte=F("delivered"))
            ),
            models.CheckConstraint(
                name="line_refund_fits",
                condition=Q(refunded_cents__gte=0, refunded_cents__lte=F("total_cents")),
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.title}"

    @property
    def title_told(self) -> Local:
        """The title as its buyer read it before ordering, in the language of whoever reads now."""
        return local(self.title, self.title_en)

    @property
    def variant_told(self) -> str:
        """The variant as its buyer read it, in the language of whoever reads now; the seller's own
        words that stand in it are said to be French.
        """
        told = local(self.variant, self.variant_en)
        if told.lang:
            return Foreign(told.text)
        if told.text == self.variant:
            return told.text
        return Mixed.joined(" / ", (_marked(part, self.variant) for part in told.text.split(" / ")))

    @property
    def whole_told(self) -> str:
        """The title with its variant, as its buyer read them."""
        told, variant = self.title_told, self.variant_told
        title = Foreign(told.text) if told.lang else told.text
        return Mixed(title, " (", variant, ")") if variant else title

    @property
    def waiting(self) -> int:
        """How many are still to be shipped."""
        return self.quantity - self.cancelled - self.shipped


def _marked(value: str, house: str) -> str:
    """A value told in English, with the seller's words in brackets where the house's hold them:
    Blue (Bleu nuit).
    """
    name, opened, own = value.removesuffix(")").partition(" (")
    is_own = bool(opened) and value.endswith(")") and own in house
    return Mixed(name, opened, Foreign(own), ")") if is_own else value
