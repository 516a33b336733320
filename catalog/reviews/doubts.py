"""Why a review is read before it appears: contact data, insults, watched words, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.judging.rules.contact_data import PATTERNS
from catalog.judging.rules.forbidden_words import WATCHED
from catalog.judging.rules.words import any_of, fold
from catalog.models import ForbiddenWord, Review

INSULTS = (
    "abruti",
    "abrutie",
    "arnaqueur",
    "batard",
    "connard",
    "connasse",
    "débile",
    "enculé",
    "enculée",
    "escroc",
    "escrocs",
    "imbécile",
    "merde",
    "ordure",
    "pourriture",
    "pute",
    "salaud",
    "salope",
    "voleur",
    "voleurs",
    "voleuse",
)
INSULT = _("Le mot « {word} » est une insulte.")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a text that is read first: where it stands, and what it is."""

    start: int
    end: int
    says: str


def written(title: str, body: str, author: str) -> str:
    """All that a review lets people read."""
    return f"{title}\n{body}\n{author}"


def within(text: str) -> Iterator[Doubt]:
    """What is doubtful in a text, kind by kind."""
    plain = fold(text)
    for message, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            yield Doubt(*match.span(), gettext(message))
    insults = any_of(INSULTS)
    for match in insults.finditer(plain) if insults else ():
        word = text[match.start() : match.end()]
        yield Doubt(*match.span(), str(INSULT).format(word=word))
    watched = any_of(ForbiddenWord.objects.values_list("word", flat=True))
    for match in watched.finditer(plain) if watched else ():
        word = text[match.start() : match.end()]
        yield Doubt(*match.span(), gettext(WATCHED).format(word=word))


def marked(review: Review) -> tuple[list[str], dict[str, SafeString]]:
    """Why a review is doubtful, in sentences, and its texts with the words in question marked."""
    text = written(review.title, review.body, review.author)
    found = sorted(within(text), key=lambda doubt: (doubt.start, -doubt.end))
    shown, at = {}, 0
    for name in ("title", "body", "author"):
        value = getattr(review, name)
        shown[name] = _marked(value, [(d.start - at, d.end - at) for d in found])
        at += len(value) + 1
    return list(dict.fromkeys(doubt.says for doubt in found)), shown


def _marked(text: str, spans: list[tuple[int, int]]) -> SafeString:
    pieces, last = [], 0
    for start, end in spans:
        begin, stop = max(start, last), min(end, len(text))
        if begin < stop:
            pieces += [
                conditional_escape(text[last:begin]),
                format_html("<mark>{}</mark>", text[begin:stop]),
            ]
            last = stop
    return mark_safe("".join([*pieces, conditional_escape(text[last:])]))  # noqa: S308 (escaped above)
