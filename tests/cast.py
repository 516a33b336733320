"""Builders of believable people and things, made with the real verbs where they exist.

Every builder takes what matters to a test by keyword and fills the rest.
"""

from __future__ import annotations

import itertools
import time
from datetime import UTC, date, datetime
from io import BytesIO

from django.contrib.auth.models import Group
from django.utils.text import slugify
from pypdf import PdfWriter
from stdnum import luhn

from accounting.commissions import commissions
from accounting.models import CommissionRule
from catalog.attributes import vocabulary
from catalog.models import (
    Attribute,
    AttributePlace,
    AttributeValue,
    Category,
    Offer,
    Price,
    Product,
    StockMove,
    Variant,
)
from catalog.states import ProductState
from marketplace.shared import clock, policy
from marketplace.shared import rules as house_rules
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import LegalText, Rules, SandboxPayment, User
from orders.buying import cart
from orders.buying.place import Buyer, place
from orders.fulfilment import acceptance, shipping
from orders.incidents import incidents
from orders.money import payments, refunds
from orders.states import SellerOrderState
from sellers.models import Acceptance, Member, Role, Seller, ShippingMethod
from sellers.states import KycState, SellerState

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
_count = itertools.count(1)


def paper() -> bytes:
    """A document that somebody hands in: an empty page, as PDF."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def user(email: str | None = None, **extra) -> User:
    """A person who signs in with `secret-secret`, their mailbox proven."""
    return User.objects.create_user(
        email or f"someone{next(_count)}@example.test",
        "secret-secret",
        **{"email_proven_at": NOON, **extra},
    )


def operator(*roles: str, email: str | None = None, **extra) -> User:
    """A person of the operator's team; with every right when no role is named."""
    person = user(
        email or f"operator{next(_count)}@example.test",
        is_staff=True,
        is_superuser=not roles,
        **extra,
    )
    for role in roles:
        person.groups.add(Group.objects.get_or_create(name=role)[0])
    return person


def proven(client, person: User):
    """A signed-in client whose person gave the password again a moment ago."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def rules(**values) -> Rules:
    """The rules of the house, these knobs set as nobody proposed them."""
    house = house_rules.lay(NOON)
    for name, value in values.items():
        house_rules.owners()[name].objects.update(**{name: value})
    policy.forget()
    return house


def siret(number: int) -> str:
    """A valid SIRET that belongs to nobody."""
    siren = f"9{number:07d}"
    siren += luhn.calc_check_digit(siren)
    full = siren + "0001"
    return full + luhn.calc_check_digit(full)


def seller(name: str = "Atelier Lune", **extra) -> Seller:
    """A shop that sells: admitted, verified, with a simple shipping grid and an owner."""
    number = next(_count)
    owner = extra.pop("owner", None) or user(f"seller{number}@example.test")
    methods = extra.pop("methods", True)
    code = extra.pop("code", f"V{number:04d}")
    values = {
        "code": code,
        "slug": f"{code.lower()}-boutique",
        "name": name,
        "state": SellerState.OPEN,
        "legal_name": f"{name} SARL",
        "legal_form": "SARL",
        "capital": "5 000 €",
        "siret": siret(number),
        "rcs": "RCS Lyon",
        "vat_number": "FR00000000000",
        "email": owner.email,
        "line1": "3 rue des Tisserands",
        "postcode": "69001",
        "city": "Lyon",
        "iban": "FR7630006000011234567890189",
        "kyc_state": KycState.VERIFIED,
        "payouts_enabled": True,
        "account_ref": f"acct_{number}",
        "created_at": NOON,
        "opened_at": NOON,
    }
    row = Seller.objects.create(**{**values, **extra})
    Member.objects.create(seller=row, user=owner, role=Role.OWNER, joined_at=NOON)
    give_mandate(row, owner)
    if methods:
        ShippingMethod.objects.create(
            seller=row,
            name="Colissimo",
            carrier="colissimo",
            first_cents=590,
            next_cents=100,
            free_from_cents=6000,
            days_min=2,
            days_max=3,
        )
    return row


def give_mandate(row: Seller, owner: User) -> None:
    """Let the operator invoice in a shop's name, since long ago."""
    kind = LegalText.Kind.INVOICING_MANDATE
    text, _made = LegalText.objects.get_or_create(
        kind=kind,
        version=1,
        defaults={"title": str(kind.label), "body": f"{kind.label}.", "published_at": NOON},
    )
    Acceptance.objects.create(
        seller=row,
        text=text,
        sha256="0" * 64,
        accepted_by=owner,
        accepted_at=datetime(2020, 1, 1, tzinfo=UTC),
    )


def owner_of(row: Seller) -> User:
    """The person who owns a shop."""
    return row.members.select_related("user").get(role=Role.OWNER).user


def by_relay(row: Seller, *, cents: int = 390) -> ShippingMethod:
    """A shop's cheapest delivery: to a point where the buyer collects the parcel."""
    return ShippingMethod.objects.create(
        seller=row,
        name="Mondial Relay",
        carrier="mondial_relay",
        kind=ShippingMethod.Kind.RELAY,
        first_cents=cents,
        days_min=3,
        days_max=5,
    )


def attribute(label: str, *values: str, kind: str = "choices", where=None, **extra) -> Attribute:
    """Something that may be said of goods, everywhere or `where`; "Grès|Stoneware|grès émaillé"
    is a value, its English name and one of its synonyms.
    """
    where_level = extra.pop("level", AttributePlace.Level.RECOMMENDED)
    made = Attribute.objects.create(
        **{
            "key": slugify(label),
            "kind": kind,
            "label": label,
            "facet": 10 * next(_count) % 30_000 + 10,  # it fits, however many tests ran before
            **extra,
        }
    )
    for position, told in enumerate(values):
        fr, en, *names = told.split("|") if "|" in told else (told, "")
        AttributeValue.objects.create(
            attribute=made,
            key=slugify(fr),
            label=fr,
            label_en=en,
            names="\n".join(names),
            position=position,
        )
    AttributePlace.objects.create(attribute=made, category=where, level=where_level)
    vocabulary.forget()
    return made


def category(name: str = "Bols", **extra) -> Category:
    """A place in the tree, at its top unless a parent is given."""
    parent = extra.pop("parent", None)
    values = {"name": name, "slug": f"categorie-{next(_count)}", **extra}
    return (
        Category.objects.add_child(parent, values) if parent else Category.objects.add_root(values)
    )


def offer(of: Seller | None = None, *, price_cents: int = 2490, stock: int = 10, **extra) -> Offer:
    """Something on sale: a published sheet with one variant, its price and its stock."""
    number = next(_count)
    of = of or seller()
    place = extra.pop("category", None) or category()
    state = extra.pop("state", ProductState.PUBLISHED)
    live = state == ProductState.PUBLISHED
    values = {
        "title": f"Bol en grès n° {number}",
        "description": "Tourné à la main.",
        "vat_class": "standard",
    }
    values |= {
        key: extra.pop(key)
        for key in list(extra)
        if key
        in {
            *("title", "description", "title_en", "description_en", "vat_class", "attributes"),
            "brand",
        }
        | {"withdrawal_exception"}
    }
    product = Product.objects.create(
        owner=of,
        state=state,
        slug=f"bol-{number}",
        ref=f"REF-{number}",
        category=place,
        category_path=place.path,
        is_sellable=live,
        in_stock=live and stock > 0,
        from_cents=price_cents,
        offers_count=1,
        created_at=NOON,
        changed_at=NOON,
        published_at=NOON if live else None,
        **values,
    )
    variant = Variant.objects.create(product=product)
    row = Offer.objects.create(
        seller=of,
        variant=variant,
        product=product,
        sku=f"SKU-{number}",
        price_cents=price_cents,
        stock=stock,
        created_at=NOON,
        changed_at=NOON,
        **extra,
    )
    Price.objects.create(offer=row, amount_cents=price_cents, starts_at=NOON)
    if stock:
        StockMove.objects.create(offer=row, delta=stock, reason=StockMove.Reason.SET, moved_at=NOON)
    Product.objects.filter(pk=product.pk).update(best_offer=row)
    product.refresh_from_db()
    return row


def legal_texts() -> None:
    """A published version of every legal text."""
    for kind, title in LegalText.Kind.choices:
        LegalText.objects.get_or_create(
            kind=kind,
            version=1,
            defaults={"title": str(title), "body": f"{title}.", "published_at": NOON},
        )


# --- Buying -------------------------------------------------------------------------------------

HOME = {
    "recipient": "Alice Martin",
    "line1": "8 rue des Lilas",
    "line2": "",
    "postcode": "75011",
    "city": "Paris",
    "country": "FR",
    "phone": "+33 6 12 34 56 78",
}


POINT = {
    "name": "Tabac de l'Odéon",
    "line1": "12 rue de Buci",
    "postcode": "75006",
    "city": "Paris",
    "code": "01234",
}


def grid(bps: int = 1200) -> CommissionRule:
    """A commission grid of one line for every sale, unless there is one already."""
    commissions.forget()
    return CommissionRule.objects.first() or CommissionRule.objects.create(
        name="Toutes les ventes", bps=bps, valid_from=date(2020, 1, 1)
    )


def cart_with(*wanted, user: User | None = None, at: datetime = NOON):
    """A cart with these offers, each alone or as (offer, quantity)."""
    filled = None
    for item in wanted:
        row, quantity = item if isinstance(item, tuple) else (item, 1)
        filled = cart.add(filled, row.pk, quantity, user=user, at=at)
    return filled


def placed_order(
    *wanted, buyer: User | None = None, at: datetime = NOON, gift: str | None = None, **address
):
    """An order that waits for its payment; with a message, all its parcels are gifts."""
    grid()
    full = cart_with(*(wanted or (offer(),)), user=buyer, at=at)
    quote = cart.quote_of(full, at=at)
    who = Buyer(
        email=buyer.email if buyer else "guest@example.test",
        address={**HOME, **address},
        relay={"mondial_relay": POINT},
        gifts={} if gift is None else {group.seller.pk: gift for group in quote.sold},
        user=buyer,
    )
    return place(quote, who, cart=full, key=cart.key_of(full), at=at)


def pay(order, card: str = "4242424242424242", *, at: datetime = NOON):
    """Pay an order at the sandbox, as its buyer would, and let the marketplace ask how it went."""
    with clock.at(at):
        payment = payments.start(order.payment.pk)
        rehearsal.pay(SandboxPayment.objects.get(ref=payment.ref), card, at=at)
        payments.sync(payment.ref, at=at)
    order.refresh_from_db()
    return order


def paid_order(*wanted, buyer: User | None = None, at: datetime = NOON, **address):
    """An order that is paid: each seller's part waits to be accepted."""
    return pay(placed_order(*wanted, buyer=buyer, at=at, **address), at=at)


# --- After the sale -----------------------------------------------------------------------------

PARCEL = {"carrier": "colissimo", "tracking": "6A12345678901"}
BY_POINT = {"carrier": "mondial_relay", "tracking": "12345678"}


def part_of(order, of: Seller | None = None):
    """One seller's part of an order, as it is now: the only one unless a seller is named."""
    rows = order.seller_orders.select_related("order", "seller")
    return rows.get(seller=of) if of else rows.get()


def accepted(part, *, refused=None, at: datetime = NOON):
    """A part its seller accepted."""
    acceptance.accept(part, refused=refused, by=owner_of(part.seller), at=at)
    return part_of(part.order, part.seller)


def shipped(part, *, pieces=None, at: datetime = NOON):
    """The parcel of a part that left, whole unless pieces are named; accepted first if need be."""
    if part.state == SellerOrderState.TO_ACCEPT:
        part = accepted(part, at=at)
    label = BY_POINT if part.relay else PARCEL
    return shipping.ship(part, pieces=pieces, by=owner_of(part.seller), at=at, **label)


def delivered(part, *, at: datetime = NOON):
    """A part whose only parcel arrived."""
    shipping.deliver(shipped(part, at=at), how="buyer", by=None, at=at)
    return part_of(part.order, part.seller)


def sold(*wanted, buyer: User | None = None, at: datetime = NOON):
    """The delivered part of an order from one seller."""
    return delivered(part_of(paid_order(*wanted, buyer=buyer, at=at)), at=at)


def sent(refund, *, at: datetime = NOON):
    """A refund the provider carried out."""
    with clock.at(at):
        refunds.send(refund.pk)
    refund.refresh_from_db()
    return refund


def heard(row):
    """A complaint its seller answered: their delay is over."""
    incidents.answer(row, side="seller", text="Nous avons regardé.", by=None, at=row.opened_at)
    row.refresh_from_db()
    return row
