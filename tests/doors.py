"""What the walk of all addresses needs to know: one of every record, and the addresses open to all."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django.core.files.base import ContentFile

from accounting import payouts
from catalog.models import Import, Review
from marketplace.shared.clock import now
from marketplace.shared.models import SandboxAccount
from orders import acceptance, returns, shipping
from orders.models import SellerOrder
from sellers.models import Document, Item
from tests import cast

NOT_OURS = ("account_", "mfa_", "usersessions_", "javascript-catalog")
# Addresses that name a kind, not a record of the seller.
# Addresses that only exist later in the life of the record made here.
NOT_YET = {"seller-import-report"}
NOT_A_RECORD = {"seller-file-step", "seller-file-upload", "seller-commissions", "seller-commissions-csv"}
OPEN = {
    "health-alive",
    "health-ready",
    "media",
    "robots",
    "humans",
    "sitemap",
    "sitemap-section",
    "webhook",  # proven by its signature
    "set_language",
    "style",  # shows itself to operators only, outside debug
    # the sandbox plays a stranger's site: whoever holds the reference of a payment may pay it
    "sandbox-payment",
    "sandbox-challenge",
    "sandbox-account",
    # the shop
    "shop-home",
    "shop-sell",
    "shop-help",
    "shop-text",
    "shop-category",
    "shop-search",
    "shop-suggestions",
    "shop-product",
    "shop-seller",
    "shop-ranking",
    "shop-articles",
    "shop-article",
    "shop-newsletter",
    "shop-unsubscribe",
    # a visitor's own cart, found by their own cookie
    "shop-cart",
    "shop-cart-add",
    "shop-cart-line",
    "shop-cart-agree",
    "shop-cart-delivery",
    "shop-checkout",
    # without sign-in by law or by purpose; they say nothing of other people's orders
    "shop-order-lookup",
    "shop-withdrawal",
    "shop-withdrawal-done",
}
# Addresses of an order: its buyer, or whoever holds its link.
BY_LINK = {
    "shop-payment",
    "shop-refill",
    "shop-order",
    "shop-parcel-received",
    "shop-order-cancel",
    "shop-return-new",
    "shop-return-keep",
    "shop-review-new",
    "shop-document",
}


class World:
    """A small marketplace with one of everything."""

    def __init__(self):
        self.seller = cast.seller("Atelier Lune", code="LUNE")
        self.other = cast.seller("Maison Brun", code="BRUN")
        self.buyer = cast.user("acheteuse@example.test")
        self.owner, self.other_owner = cast.owner_of(self.seller), cast.owner_of(self.other)
        self.offer = cast.offer(self.seller)

    def arguments(self, name: str, pattern) -> list:
        """Values for the parameters of an address."""
        if not pattern.converters:
            return []
        special = getattr(self, "for_" + name.replace("-", "_"), None)
        if special is not None:
            return list(special())
        return [self.value(name, parameter) for parameter in pattern.converters]

    def value(self, name: str, parameter: str):
        """The usual value of a parameter, by the page's subject."""
        if parameter == "pk":
            return self.record(name).pk
        if parameter == "number":
            return self.part.number
        usual = {
            "slug": self.offer.product.slug,
            "kind": "registration",
                "path": "rien.jpg",
            "gateway": "sandbox",
            "ref": "rien",
            "what": "rien",
            "page": 1,
            "name": "produits",
            "token": "rien",
            "key": "rien",
            "month": f"{now():%Y-%m}",
        }
        return usual[parameter]

    def record(self, name: str):
        """The record an address with a `pk` is about."""
        if "import" in name:
            return self.file
        if "offer" in name or "preview" in name and "commission" in name:
            return self.offer
        if "document" in name:
            return self.document
        if "member" in name:
            return self.seller.members.get()
        if "method" in name:
            return self.seller.shipping_methods.get()
        return self.offer.product

    @cached_property
    def part(self) -> SellerOrder:
        """A delivered order of the seller."""
        order = cast.paid_order(self.offer, buyer=self.buyer, at=now())
        part = order.seller_orders.get()
        acceptance.accept(part, by=self.owner, now=now())
        part.refresh_from_db()
        parcel = shipping.ship(part, carrier="autre", tracking="", by=self.owner, now=now())
        shipping.deliver(parcel, how="buyer", by=self.buyer, now=now())
        part.refresh_from_db()
        return part

    @cached_property
    def back(self):
        """A return of that order."""
        line = self.part.lines.get()
        return returns.ask(
            self.part, pieces={line.pk: 1}, reason="withdrawal", by=self.buyer, now=now()
        )

    @cached_property
    def file(self) -> Import:
        """An import of the seller."""
        row = Import(seller=self.seller, name="catalogue.csv", sha256="0" * 64, created_at=now())
        row.file.save("catalogue.csv", ContentFile(b"sku;titre\n1;Bol\n"), save=False)
        row.save()
        return row

    @cached_property
    def document(self) -> Document:
        """A private document of the seller."""
        item, _made = Item.objects.get_or_create(seller=self.seller, kind="registration")
        row = Document(
            item=item,
            name="kbis.pdf",
            media_type="application/pdf",
            size=4,
            sha256="0" * 64,
            uploaded_at=now(),
        )
        row.file.save("kbis.pdf", ContentFile(b"%PDF"), save=False)
        row.save()
        return row

    @cached_property
    def order_number(self) -> str:
        """The order of that part."""
        return self.part.order.number

    @cached_property
    def payout(self):
        """A payout of that order, a month later."""
        later = now() + timedelta(days=30)
        SandboxAccount.objects.create(
            ref=self.seller.account_ref, key="compte", email=self.seller.email,
            legal_name=self.seller.legal_name, state="verified", created_at=later)
        self.part  # noqa: B018 it is what is paid
        run = payouts.prepare(later, by=None, now=later)
        payouts.approve(run, by=None, now=later)
        payouts.send(run.payouts.get().pk, now=later)
        return run.payouts.get()

    def for_seller_payout(self):
        """A payout is named by its number."""
        return [self.payout.number]

    for_seller_payout_statement = for_seller_payout_csv = for_seller_payout

    def for_seller_invoice(self):
        """The invoice of the order."""
        return [self.part.invoices.get().pk]

    def for_shop_document(self):
        """The order and its invoice."""
        return [self.part.order.number, self.part.invoices.get().pk]

    def for_seller_return(self):
        """A return is named by its number."""
        return [self.back.number]

    def for_seller_review_reply(self):
        """A review of the seller's product."""
        review = Review.objects.create(
            product=self.offer.product, seller=self.seller, purchase=1, author="A.", rating=5,
            bought_on=now().date(), written_at=now(), state="published")  # fmt: skip
        return [review.pk]

    def for_shop_payment(self):
        """The order, for the addresses that name nothing else."""
        return [self.order_number]

    for_shop_refill = for_shop_order = for_shop_payment

    def for_shop_parcel_received(self):
        """The order and its parcel."""
        return [self.order_number, self.part.shipments.get().pk]

    def for_shop_order_cancel(self):
        """The order and the part."""
        return [self.order_number, self.part.pk]

    for_shop_return_new = for_shop_order_cancel

    def for_shop_return_keep(self):
        """The order and the return."""
        return [self.order_number, self.back.number]

    def for_shop_review_new(self):
        """The order and the line."""
        return [self.order_number, self.part.lines.get().pk]
