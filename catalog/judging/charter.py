"""What a text says against the charter: which expression, where, why, and what to write instead.

The words are read once and compiled; every process keeps them (`marketplace.shared.kept`). The list
an installation starts with is dated data (`charter.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from catalog.judging.rules.sheet import sentence
from catalog.judging.rules.words import Quiet, fold
from catalog.labels import labels
from catalog.models import CharterException, CharterWord
from marketplace.shared import clock, kept
from marketplace.shared.states import Refusal

FILE = Path(__file__).parent / "charter.toml"
KEY = "catalog:charter"
FRESH = 600
FORBIDDEN = CharterWord.Kind.FORBIDDEN
SAID = _noop("« {match} » : {why} {remedy}")
GROUNDED = _noop("« {match} » : {why} {remedy} ({law})")
ARTICLES = ("le", "la", "les")
PART = re.compile(r"[^\s-]+|[\s-]+")
SPACE, HYPHEN = r"[\s-]+", r"[\s-]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """An expression of the charter with its exceptions: until when, by shop and by page."""

    pk: int
    expression: str
    expression_en: str
    kind: str
    why: str
    why_en: str
    law: str
    remedy: str
    remedy_en: str
    starts_on: date
    shops: dict[int, date] = field(default_factory=dict)
    pages: dict[str, date] = field(default_factory=dict)

    def holds(
        self, day: date, *, seller_id: int | None, path: str, proven: frozenset[str] = frozenset()
    ) -> bool:
        """Whether it is asked for on a day, there; not where a label proves it."""
        if proven and not proven.isdisjoint((key(self.expression), key(self.expression_en))):
            return False
        until = self.pages.get(path) if path else self.shops.get(seller_id or 0)
        return self.starts_on <= day and (until is None or until < day)


@dataclass(frozen=True, slots=True)
class Found:
    """What a text says against the charter, and where in it."""

    word: Word
    match: str
    start: int
    end: int

    @property
    def is_forbidden(self) -> bool:
        """Whether it must not be written; else another word is better."""
        return self.word.kind == FORBIDDEN

    @property
    def message(self) -> str:
        """The sentence that `values` fill."""
        return GROUNDED if self.word.law else SAID

    def values(self) -> dict[str, str]:
        """What a stored finding keeps: in both languages, since each reader is told in theirs."""
        word = self.word
        return {
            "word": fold(word.expression),
            "match": self.match,
            "why": word.why,
            "why_en": word.why_en,
            "remedy": word.remedy,
            "remedy_en": word.remedy_en,
            "law": word.law,
        }

    @property
    def sentence(self) -> str:
        """All of it, in the reader's language."""
        return sentence({"message": self.message, "values": self.values()})


class Charter:
    """The expressions of the house, ready to be looked for."""

    def __init__(self, words: Iterable[Word]):
        self.words = {f"w{word.pk}": word for word in words}
        every = [
            (name, text)
            for name, word in self.words.items()
            for text in (word.expression, word.expression_en)
            if text.strip()
        ]
        # the longest first: an expression must win over a word it begins with
        every.sort(key=lambda pair: -len(pair[1]))
        # a group has one name: the second expression of a word gets another
        self._names = {f"{name}_{turn}": name for turn, (name, _text) in enumerate(every)}
        parts = [
            f"(?P<{group}>{pattern(text)})"
            for group, (_name, text) in zip(self._names, every, strict=True)
        ]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None
        self.quiet = Quiet(_speaks(text for _name, text in every))

    def may_stand(self, words: set[str]) -> bool:
        """Whether a part of an expression stands in a text of these words: most hold none."""
        return self._pattern is not None and bool(self.quiet.others(words))

    def look(
        self,
        text: str,
        *,
        folded: str = "",
        day: date,
        seller_id: int | None = None,
        path: str = "",
        proven: frozenset[str] = frozenset(),
    ) -> list[Found]:
        """Each expression once, at its first place."""
        found: dict[str, Found] = {}
        if self._pattern is None or not text:
            return []
        for match in self._pattern.finditer(folded or fold(text)):
            name = self._names[match.lastgroup or ""]
            word = self.words[name]
            if name not in found and word.holds(day, seller_id=seller_id, path=path, proven=proven):
                start, end = match.span()
                found[name] = Found(word, text[start:end], start, end)
        return list(found.values())


def charter() -> Charter:
    """The charter as this process remembers it."""
    return kept.kept(KEY, _read, fresh=FRESH)


def forget() -> None:
    """Have every process read it again: a word or an exception changed."""
    kept.forget(KEY)


def look(
    text: str,
    *,
    seller_id: int | None = None,
    path: str = "",
    day: date | None = None,
    borne: str = "",
) -> list[Found]:
    """What a text says against the charter on a day: of a shop's sheet, with the labels it bears,
    or at a page's address.
    """
    known = charter()
    if not known.may_stand(set(text.split())):
        return []
    day = day or clock.today()
    proven = proofs(labels.labels(), borne, seller_id, day)
    return known.look(text, day=day, seller_id=seller_id, path=path, proven=proven)


class NotToSay(Refusal):
    """What the charter forbids does not go online."""

    sentence = _("Ces mots ne peuvent pas être publiés, et rien n'est changé. {why}")


def forbidden(
    texts: Iterable[str], *, before: Iterable[str] = (), path: str = "", day: date | None = None
) -> list[Found]:
    """What texts of the house's own say that it must not, at a page's address on a day.

    `before` is what stood there already: who mends one word is not held up by another's.
    """
    found = [one for one in _said(texts, path, day) if one.is_forbidden]
    if not found:
        return []
    there = {one.word.pk for one in _said(before, path, day)}
    return [one for one in found if one.word.pk not in there]


def demand(
    texts: Iterable[str], *, before: Iterable[str] = (), path: str = "", day: date | None = None
) -> None:
    """Refuse what must not be said in texts of the house's own that go online. Raises NotToSay."""
    for one in forbidden(texts, before=before, path=path, day=day):
        raise NotToSay(why=one.sentence)


def _said(texts: Iterable[str], path: str, day: date | None) -> list[Found]:
    return look("\n".join(text for text in texts if text), path=path, day=day)


def proofs(known: labels.Labels, borne: str, seller_id: int | None, day: date) -> frozenset[str]:
    """The expressions that the labels of a sheet (its column) and of its shop prove on a day."""
    return frozenset(map(key, known.proven(borne, seller_id, day)))


def key(expression: str) -> str:
    """An expression as proofs of it are compared."""
    return " ".join(fold(expression).split())


def standing(text: str) -> str:
    """The expression of the charter that a text already is, in any gender and number; or none."""
    folded = fold(text).strip()
    for said, other in CharterWord.objects.filter(ended_at=None).values_list(
        "expression", "expression_en"
    ):
        if any(each and re.fullmatch(pattern(each), folded) for each in (said, other)):
            return said
    return ""


def plant() -> None:
    """Put in the words that an installation starts with; one that was ended does not come back."""
    there = set(CharterWord.objects.values_list("expression", flat=True))
    CharterWord.objects.bulk_create(
        [word for word in _shipped() if word.expression not in there], ignore_conflicts=True
    )
    forget()


def _shipped() -> list[CharterWord]:
    words = tomllib.loads(FILE.read_text(encoding="utf-8"))["word"]
    return [CharterWord(starts_on=each.pop("from"), **each) for each in words]


def _read() -> Charter:
    rows = CharterWord.objects.filter(ended_at=None).order_by("pk")
    words = {
        row.pk: Word(
            pk=row.pk,
            expression=row.expression,
            expression_en=row.expression_en,
            kind=row.kind,
            why=row.reason,
            why_en=row.reason_en,
            law=row.law,
            remedy=row.remedy,
            remedy_en=row.remedy_en,
            starts_on=row.starts_on,
        )
        for row in rows
    }
    excepted = CharterException.objects.filter(ended_at=None, word__in=words) if words else ()
    for one in excepted:
        where: dict = words[one.word_id].shops if one.seller_id else words[one.word_id].pages
        place = one.seller_id or one.path
        where[place] = max(one.ends_on, where.get(place, one.ends_on))
    return Charter(words.values())


def pattern(text: str) -> str:
    """The expression whole, in any gender and number, its blanks and hyphens alike."""
    return "".join(_form(part) for part in PART.findall(fold(text).strip()))


@cache
def _form(part: str) -> str:
    if not part.strip(" -"):
        # « éco-responsable » is also written in one word or in two
        return HYPHEN if "-" in part else SPACE
    if part in ARTICLES:
        return f"(?:{'|'.join(ARTICLES)})"
    if part.endswith("eux"):
        return f"{re.escape(part[:-1])}(?:x|ses?)"
    return f"{re.escape(part)}(?:e?s?|x)"


def _speaks(texts: Iterable[str]) -> Callable[[str], bool]:
    signs = set()
    for text in texts:
        longest = max(PART.findall(fold(text).strip()), key=len)
        signs.add(longest.removesuffix("x"))
    return lambda word: any(sign in word for sign in signs)
