"""Prepares an installation, with a shop that sells two things: `python -m tests.ops.goods`."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from catalog import search  # noqa: E402
from marketplace.shared import clock  # noqa: E402
from tests import cast  # noqa: E402


def main() -> None:
    """Write what is there to the standard output."""
    call_command("migrate", interactive=False, verbosity=0)
    with clock.at(cast.NOON):
        shop = cast.seller("Atelier Lune", code="LUNE")
        place = cast.category("Bols")
        offers = [
            cast.offer(shop, title=title, category=place, price_cents=2490)
            for title in ("Bol bleu", "Bol blanc")
        ]
        search.index([offer.product_id for offer in offers])
    call_command("plant", stdout=sys.stderr)  # last: it takes stock of what came in by no fact
    told = {
        "email": cast.owner_of(shop).email,
        "shop": shop.slug,
        "category": place.slug,
        "sheet": offers[0].product.slug,
        "offer": offers[0].pk,
        "other": offers[1].pk,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
