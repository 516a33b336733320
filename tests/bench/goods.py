"""The catalogue that is measured: sellers with grids, a tree, products; loaded with COPY."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
from django.db.models import Max
from django.utils.text import slugify

from tests.bench import traits, words
from tests.bench.loading import copy, count_on

NOW = datetime.now(UTC).replace(microsecond=0)
ROOTS, LEAVES, SELLERS, BRANDS, FILES = 10, 10, 50, 120, 100
STOCK = 1_000_000 - 1  # the most a stock may be: no run sells out


def furnish() -> None:
    """Who sells, where and on what terms: few rows, through the models."""
    from accounting.models import CommissionRule
    from catalog.models import Brand, Category
    from marketplace.shared import rules
    from marketplace.shared.models import LegalText

    for root in range(ROOTS):
        top = Category.objects.add_root({"name": f"Univers {root}", "slug": f"univers-{root}"})
        for leaf in range(LEAVES):
            Category.objects.add_child(
                Category.objects.get(pk=top.pk),
                {"name": f"Rayon {root}{leaf}", "slug": f"rayon-{root}{leaf}"},
            )
    traits.place()
    Brand.objects.bulk_create(
        Brand(name=f"Maison {n:03d}", slug=f"maison-{n:03d}") for n in range(BRANDS)
    )
    for number in range(SELLERS):
        _seller(number)
    for root in Category.objects.filter(depth=1):
        CommissionRule.objects.create(
            name=root.name,
            category=root,
            bps=900 + 50 * (root.pk % 10),
            fixed_cents=30,
            valid_from=date(2020, 1, 1),
            position=10,
        )
    CommissionRule.objects.create(name="Autres ventes", bps=1200, valid_from=date(2020, 1, 1))
    rules.lay(NOW)
    for kind, title in LegalText.Kind.choices:
        LegalText.objects.get_or_create(
            kind=kind,
            version=1,
            defaults={"title": str(title), "body": f"{title}.", "published_at": NOW},
        )


def _seller(number: int) -> None:
    from marketplace.shared.models import User
    from sellers.models import Member, Role, Seller, ShippingMethod
    from sellers.states import KycState, SellerState
    from tests.cast import siret

    owner = User(email=f"seller{number}@example.test", email_proven_at=datetime.now(UTC))
    owner.set_unusable_password()
    owner.save()
    seller = Seller.objects.create(
        code=f"V{number:04d}",
        slug=f"vendeur-{number}",
        name=f"Atelier {number}",
        state=SellerState.OPEN,
        legal_name=f"Atelier {number} SARL",
        legal_form="SARL",
        capital="5 000 €",
        siret=siret(number),
        rcs="RCS Lyon",
        vat_number="FR00000000000",
        email=owner.email,
        line1="3 rue des Tisserands",
        postcode="69001",
        city="Lyon",
        iban="FR7630006000011234567890189",
        kyc_state=KycState.VERIFIED,
        payouts_enabled=True,
        account_ref=f"acct_{number}",
        moderation=Seller.Moderation.AFTER,
        created_at=NOW,
        opened_at=NOW,
    )
    Member.objects.create(seller=seller, user=owner, role=Role.OWNER, joined_at=NOW)
    ShippingMethod.objects.bulk_create(
        [
            ShippingMethod(
                seller=seller,
                name="Colissimo",
                carrier="colissimo",
                first_cents=590,
                next_cents=100,
                free_from_cents=6000 + 100 * number,
                position=0,
            ),
            ShippingMethod(
                seller=seller,
                name="Point relais",
                carrier="mondial_relay",
                kind="relay",
                first_cents=390,
                next_cents=50,
                days_min=3,
                days_max=5,
                position=1,
            ),
            ShippingMethod(
                seller=seller,
                name="Colissimo",
                carrier="colissimo",
                zone="corse",
                first_cents=990,
                position=2,
            ),
        ]
    )


def load(link: psycopg.Connection, first: int, last: int) -> None:
    """Products `first` to `last`, each with a variant, an offer, its price, its stock and a
    photo.
    """
    from catalog.models import Brand, Category, Offer, Photo, Price, Product, StockMove, Variant
    from sellers.models import Seller

    leaves = list(Category.objects.filter(depth=2).order_by("path").values_list("pk", "path"))
    sellers = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    brands = list(Brand.objects.order_by("pk").values_list("pk", flat=True))
    span = range(first, last + 1)
    moved = (
        (StockMove.objects.aggregate(most=Max("pk"))["most"] or 0) + 1 - first
    )  # sales came in between
    with link.transaction():
        copy(link, Product, _products(span, leaves, sellers, brands))
        copy(link, Variant, ({"id": n, "product": n} for n in span))
        copy(
            link,
            Offer,
            (
                {
                    "id": n,
                    "seller": sellers[n % SELLERS],
                    "variant": n,
                    "product": n,
                    "sku": f"SKU-{n}",
                    "price_cents": _cents(n),
                    "stock": STOCK,
                    "created_at": NOW,
                    "changed_at": NOW,
                }
                for n in span
            ),
        )
        copy(
            link,
            Price,
            ({"id": n, "offer": n, "amount_cents": _cents(n), "starts_at": NOW} for n in span),
        )
        copy(
            link,
            StockMove,
            (
                {"id": moved + n, "offer": n, "delta": STOCK, "reason": "set", "moved_at": NOW}
                for n in span
            ),
        )
        copy(link, Photo, (_photo(n, sellers) for n in span))
    count_on(link, Product, Variant, Offer, Price, StockMove, Photo)
    link.execute("VACUUM ANALYZE")


def _products(span: range, leaves, sellers, brands) -> Iterator[dict]:
    dice = random.Random(f"{words.SEED}:{span.start}")
    asked = traits.asked(path for _pk, path in leaves)
    for n in span:
        title = words.sentence(dice, 4).capitalize()
        category, path = leaves[dice.randrange(len(leaves))]
        published = NOW - timedelta(minutes=7 * n % 260_000)
        yield {
            "id": n,
            "owner": sellers[n % SELLERS],
            "state": "published",
            "slug": f"{slugify(title)}-{n}",
            "ref": f"REF-{n}",
            "title": title,
            "description": words.sentence(dice, 42).capitalize() + ".",
            "category": category,
            "category_path": path,
            "brand": brands[dice.randrange(BRANDS)],
            "attributes": json.dumps(traits.tell(asked[path], dice), ensure_ascii=False),
            "axes": "[]",
            "is_sellable": True,
            "in_stock": True,
            "from_cents": _cents(n),
            "offers_count": 1,
            "best_offer": n,
            "cover": n,
            "created_at": published,
            "published_at": published,
            "changed_at": published,
            "sales_count": int(dice.paretovariate(1.2)),
        }


def _photo(n: int, sellers: list[int]) -> dict:
    shared = f"photos/shared/{n % FILES:03d}"
    return {
        "id": n,
        "seller": sellers[n % SELLERS],
        "product": n,
        "file": f"{shared}.jpg",
        "stem": shared,
        "name": f"{n}.jpg",
        "sha256": f"{n:064x}",
        "width": 1280,
        "height": 1280,
        "is_approved": True,
        "sized_at": NOW,
        "created_at": NOW,
    }


def _cents(n: int) -> int:
    return 490 + n * 7919 % 14_500
