"""Shops that were there before: admitted, verified, with sheets and photos online."""

from __future__ import annotations

from django.db import transaction

from catalog.models import Category
from catalog.sheets import photos as pictures
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from marketplace.shared import clock, events
from marketplace.shared.models import SandboxAccount
from sellers.application import onboarding
from sellers.events import AccountOpened, BankGiven, TeamBegun
from sellers.models import Seller
from sellers.team import team
from tests import cast
from tests.browser.goods import picture

# kind, reference, title, price, stock, colour, axis and its values
TEXTILES = (
    ("scarf", "EC-1", "Écharpe en laine mérinos", 5900, 8, "bordeaux", ("bordeaux", "bleu nuit")),
    ("cushion", "CO-1", "Housse de coussin en lin", 3400, 15, "ocre", ()),
    ("napkin", "SE-1", "Lot de quatre serviettes", 2800, 3, "sauge", ()),
)


def weaver() -> Seller:
    """Maison Brun, Roubaix: weaves, exempt from VAT, trusted by the moderation."""
    shop = cast.seller(
        "Maison Brun",
        code="BRUN",
        city="Roubaix",
        postcode="59100",
        moderation=Seller.Moderation.AFTER,
        vat_regime="franchise",
        vat_number="",
        story="Nous tissons à Roubaix, sur des métiers de 1962.",
        phone="+33 3 20 00 00 00",
    )
    SandboxAccount.objects.create(
        ref=shop.account_ref,
        key=shop.account_ref,
        email=shop.email,
        legal_name=shop.legal_name,
        state="verified",
        created_at=clock.now(),
    )
    tell(shop)
    return stock_up(shop, Category.objects.get(name="Textile"), TEXTILES)


@transaction.atomic
def tell(shop: Seller) -> None:
    """The facts of an opening, as if it had applied: where it is paid, and who answers for it."""
    owner, at = shop.members.get(), clock.now()
    events.publish(
        BankGiven(seller_id=shop.pk, values=onboarding.bank_told(shop.iban, shop.iban_changed_at)),
        about=shop,
        at=at,
    )
    events.publish(
        AccountOpened(seller_id=shop.pk, values={"account_ref": shop.account_ref}),
        about=shop,
        at=at,
    )
    events.publish(
        TeamBegun(seller_id=shop.pk, values=team.told(owner)), about=owner, within=shop, at=at
    )


def stock_up(shop: Seller, place: Category, goods) -> Seller:
    """Put sheets online, through the door that imports use."""
    at, drafts = clock.now(), []
    for seed, (kind, ref, title, cents, stock, colour, values) in enumerate(goods):
        photo = pictures.receive(shop, None, picture(kind, seed, colour), f"{kind}.jpg", at=at)
        asked = {"price_cents": cents, "stock": stock}
        pieces = [Piece(f"{ref}-{n}", values=(value,), **asked) for n, value in enumerate(values)]
        drafts.append(
            Draft(
                ref=ref,
                title=title,
                category_id=place.pk,
                photos=[photo.pk],
                axes=["Couleur"] if values else [],
                description=(
                    "Tissé à Roubaix en petites séries, lavable à trente degrés, fini à la main."
                ),
                attributes={"Matière": "Laine et lin", "Fabrication": "Roubaix"},
                pieces=pieces or [Piece(ref, **asked)],
            )
        )
    with transaction.atomic():
        products.save_many(shop, drafts, by=cast.owner_of(shop), at=at)
    return shop
