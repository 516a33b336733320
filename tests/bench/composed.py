"""A page of twelve blocks, composed and put online once in a database that is measured."""

from __future__ import annotations

SLUG = "douze-blocs"


def compose() -> None:
    """Write and publish it, unless it is there."""
    from catalog.models import Product
    from marketing.blocks import typed
    from marketing.models import Page
    from marketing.pages import drafts, life
    from marketplace.shared.clock import now
    from sellers.models import Seller

    if Page.objects.filter(slug=SLUG).exists():
        return
    goods = "\n".join(
        f"#{pk} Bol" for pk in Product.objects.public().values_list("pk", flat=True)[:8]
    )
    shops = list(Seller.objects.values_list("pk", flat=True)[:6])
    kinds = [
        ("hero", {"title": "Douze blocs", "beside": "products"}),
        ("text", {"text": "## Un titre\n\nDu **texte** et un [lien](/journal/)."}),
        ("grid", {"title": "Neuf", "source": "fresh", "most": "8"}),
        ("grid", {"title": "Vendu", "source": "sold", "most": "8", "layout": "row"}),
        ("grid", {"title": "Choisi", "source": "hand", "products": goods}),
        ("spotlight", {"product": goods.splitlines()[0]}),
        ("tiles", {"title": "Rayons"}),
        ("sellers", {"title": "Boutiques", "shops": "\n".join(f"#{pk} Boutique" for pk in shops)}),
        ("portrait", {"shop": f"#{shops[0]} Boutique"}),
        ("reviews", {"title": "Avis"}),
        ("stories", {"title": "Journal"}),
        ("numbers", {"products": True, "sellers": True}),
    ]
    version = drafts.create("landing", name="Douze blocs", slug=SLUG, by=None, at=now())
    blocks = [typed.new(kind, data) for kind, data in kinds]
    content = {"title": "Douze blocs", "blocks": blocks}
    drafts.save(version, content, revision=0, by=None, at=now())
    life.approve(
        version, starts_at=None, ends_at=None, revision=version.revision, by=None, at=now()
    )
