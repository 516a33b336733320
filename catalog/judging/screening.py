"""What the rules compare sheets with, read once a batch, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from django.core.cache import cache

from catalog.attributes import doubts, makers
from catalog.attributes.vocabulary import vocabulary
from catalog.judging import charter, rules
from catalog.judging.rules.sheet import Context, Finding, Place, Sheet
from catalog.judging.rules.words import any_of, fold
from catalog.labels import labels
from catalog.models import CatalogRules, Category, ForbiddenWord, Product
from marketplace.shared import clock, policy

STRICT: dict[str, int] = {
    Category.Policy.OPEN: 0,
    Category.Policy.REVIEWED: 1,
    Category.Policy.FORBIDDEN: 2,
}
SAMPLE = 8  # fewer sheets than this say nothing of a usual price
FRESH = 600


def context(category_ids: Iterable[int | None]) -> Context:
    """All that the rules need to look at sheets of these categories."""
    words = list(ForbiddenWord.objects.values_list("word", "blocks", "note"))
    house = policy.rules(CatalogRules)
    return Context(
        places=_places({pk for pk in category_ids if pk}),
        words=any_of(word for word, _blocks, _note in words),
        blocking=frozenset(_key(word) for word, blocks, _note in words if blocks),
        notes={_key(word): note for word, _blocks, note in words},
        charter=charter.charter(),
        labels=labels.labels(),
        day=clock.today(),
        vocabulary=vocabulary(),
        least_pixels=house.image_min_pixels,
        factor=house.price_outlier_factor,
    )


def asking(paths: Mapping[int | None, str]) -> Context:
    """What the rule that an author is asked by needs: where the categories of sheets lie."""
    places = {pk: Place("", "", "", None, path) for pk, path in paths.items() if pk and path}
    return Context(places=places, vocabulary=vocabulary())


def look(
    content: Mapping,
    within: Context,
    *,
    prices: Sequence[int],
    sizes: Mapping[int, tuple[int, int]],
    inherited: makers.Inherited | None = None,
    seller_id: int | None = None,
    borne: str = "",
    among: Sequence[rules.Rule] = rules.RULES,
) -> list[Finding]:
    """What these rules find in a proposed content; `borne` are the labels of its sheet."""
    return rules.look(
        Sheet(
            context=within,
            title=content.get("title", ""),
            description=content.get("description", ""),
            title_en=content.get("title_en", ""),
            description_en=content.get("description_en", ""),
            category_id=content.get("category_id"),
            seller_id=seller_id,
            proven=charter.proofs(within.labels, borne, seller_id, within.day)
            if within.day
            else frozenset(),
            brand=content.get("brand", ""),
            attributes=content.get("attributes") or {},
            inherited=inherited or {},
            choices=doubts.chosen(content),
            labels=tuple(
                variant["label"] for variant in content.get("variants", ()) if variant["label"]
            ),
            alts=tuple((content.get("photo_alts") or {}).values()),
            prices=tuple(prices),
            photos=tuple(sizes[pk] for pk in content.get("photo_ids", ()) if pk in sizes),
        ),
        among,
    )


def asked(content: Mapping, *, inherited: makers.Inherited | None = None) -> list[Finding]:
    """What the category of a content asks for today and it does not tell, or not soundly.

    The rule that its author was asked by, read again on the day of a decision: a characteristic may
    have become obligatory since.
    """
    pk = content.get("category_id")
    path = Category.objects.filter(pk=pk).values_list("path", flat=True).first()
    if path is None:
        return []
    within = asking({pk: path})
    return look(content, within, prices=(), sizes={}, inherited=inherited, among=rules.ASKING)


def policy_of(category: Category) -> str:
    """The policy that binds a category: its own or the strictest above it."""
    return policies([category])[category.pk][0]


def policies(categories: Iterable[Category]) -> dict[int, tuple[str, str]]:
    """The policy that binds each of these categories, with its note."""
    # a path is its ancestors' paths end to end: the lines above need no query of their own
    step, categories = Category.steplen, list(categories)
    lines = {c.pk: [c.path[:end] for end in range(step, len(c.path) + 1, step)] for c in categories}
    above = {path for line in lines.values() for path in line}
    rows = Category.objects.filter(path__in=above).values_list("path", "policy", "policy_note")
    ruled = {path: (state, note) for path, state, note in rows}
    return {
        pk: max(
            (ruled[path] for path in line), key=lambda policy_and_note: STRICT[policy_and_note[0]]
        )
        for pk, line in lines.items()
    }


def _places(pks: set[int]) -> dict[int, Place]:
    if not pks:
        return {}
    named = list(
        Category.objects.filter(pk__in=pks).only(
            "pk", "path", "name", "name_en", "policy", "policy_note"
        )
    )
    ruled, medians = policies(named), _medians(pks)
    return {c.pk: Place(c.name, *ruled[c.pk], medians.get(c.pk), c.path) for c in named}


def _medians(pks: set[int]) -> dict[int, int | None]:
    keys = {pk: f"median:{pk}" for pk in pks}
    medians = cache.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in medians]
    if missing:
        prices: dict[int, list[int]] = {pk: [] for pk in missing}
        on_sale = (
            Product.objects.public()
            .filter(category__in=missing)
            .values_list("category_id", "from_cents")
        )
        for pk, cents in on_sale[:20_000]:
            prices[pk].append(cents)
        new = {
            keys[pk]: int(median(amounts)) if len(amounts) >= SAMPLE else 0
            for pk, amounts in prices.items()
        }
        # 0 stands for "too few to tell", so that it is remembered too
        cache.set_many(new, FRESH)
        medians |= new
    return {pk: medians[key] or None for pk, key in keys.items()}


def _key(word: str) -> str:
    return " ".join(fold(word).split())
