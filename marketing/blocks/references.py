"""Products, shops, stories and pictures as a block names them: a line each, `#12 Bol en grès`.

The number is what counts; the words after it are for whoever reads the form. What is typed instead,
a bar code, an address of the shop, the exact name of a shop or of a story, is found when the block
is saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.db.models import Q

from catalog.models import Product, Variant
from marketing.models import Article, Picture
from sellers.models import Seller

NUMBERED = re.compile(r"#(\d{1,12})(?:\s.*)?")
MOST = 24
Found = dict[str, tuple[int, str]]


def numbers(text: object, *, most: int = MOST) -> list[int]:
    """The keys that a field names, in its order, each once."""
    keys = [int(mark[1]) for line in lines(text) if (mark := NUMBERED.fullmatch(line))]
    return list(dict.fromkeys(keys))[:most]


def number(text: object) -> int | None:
    """The one key that a field names."""
    return next(iter(numbers(text)), None)


def name(line: str) -> str:
    """What a line names, without its number; the line itself where it has no name."""
    return re.sub(r"^#\d{1,12}\s+", "", line)


def lines(text: object) -> list[str]:
    """The lines of a field that hold something."""
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def unfound(text: object) -> list[str]:
    """The lines that name nothing."""
    return [line for line in lines(text) if not NUMBERED.fullmatch(line)]


def settled(kind: str, text: object) -> str:
    """The field with what it names found, and each name as it is today."""
    return _settled(text, FINDERS[kind])


def settled_own(owner: int, text: object) -> str:
    """The same among the sheets of one shop: of those of others, not even the name is told."""
    return _settled(text, lambda keys, words: _products(keys, words, owner=owner))


def _settled(text: object, find: Callable) -> str:
    typed = lines(text)
    keys = [int(mark[1]) for line in typed if (mark := NUMBERED.fullmatch(line))]
    words = [line for line in typed if not NUMBERED.fullmatch(line)]
    by_key, by_word = find(keys, {word: _last(word) for word in words})
    told = []
    for line in typed:
        mark = NUMBERED.fullmatch(line)
        key = int(mark[1]) if mark else by_word.get(line)
        told.append(f"#{key} {by_key[key]}" if key in by_key else line)
    return "\n".join(told)


def _last(word: str) -> str:
    """The last part of an address of the shop; the word itself when it is none."""
    if "/" not in word:
        return word
    try:
        return urlsplit(word).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return word


def _products(
    keys: list[int], words: dict[str, str], owner: int | None = None
) -> tuple[dict[int, str], dict[str, int]]:
    named = Q(pk__in=keys) | Q(slug__in=words.values())
    if owner:
        named |= Q(title__in=words)  # few enough for a title to name one
    if words:
        named |= Q(pk__in=Variant.objects.filter(gtin__in=words).values("product"))
    own = Product.objects.filter(owner=owner) if owner else Product.objects.all()
    rows = own.filter(named).values_list("pk", "slug", "title", "variants__gtin")
    return _sorted(rows, words)


def _shops(keys: list[int], words: dict[str, str]) -> tuple[dict[int, str], dict[str, int]]:
    named = Q(pk__in=keys) | Q(slug__in=words.values()) | Q(name__in=words)
    return _sorted(Seller.objects.filter(named).values_list("pk", "slug", "name"), words)


def _stories(keys: list[int], words: dict[str, str]) -> tuple[dict[int, str], dict[str, int]]:
    named = Q(pk__in=keys) | Q(slug__in=words.values()) | Q(title__in=words)
    return _sorted(Article.objects.filter(named).values_list("pk", "slug", "title"), words)


def _pictures(keys: list[int], words: dict[str, str]) -> tuple[dict[int, str], dict[str, int]]:
    named = Q(pk__in=keys) | Q(alt__in=words)
    return _sorted(Picture.objects.filter(named).values_list("pk", "alt", "alt"), words)


def _sorted(rows: Iterable[tuple], words: dict[str, str]) -> tuple[dict[int, str], dict[str, int]]:
    """The name of each key, and the key of each word that names one row by any of its signs."""
    names: dict[int, str] = {}
    signs: dict[str, int] = {}
    for pk, slug, name, *others in rows:
        names[pk] = " ".join(name.split())
        for sign in (slug, name, *others):
            if sign:
                signs.setdefault(sign, pk)
    by_word = {word: signs.get(word) or signs.get(last) for word, last in words.items()}
    return names, {word: pk for word, pk in by_word.items() if pk}


FINDERS: dict[str, Callable] = {
    "products": _products,
    "shops": _shops,
    "stories": _stories,
    "pictures": _pictures,
}
