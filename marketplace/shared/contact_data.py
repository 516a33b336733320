"""Contact data in what people write to each other: told apart, and masked for the other side.

What is written stays whole where it is kept: it is masked when the other side reads it, in their
language, and its author is told why (`told`). Order, tracking, company and invoice numbers, dates,
prices and sizes are no contact data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from django.conf import settings
from django.db.models import TextChoices
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import contact_patterns as patterns
from marketplace.shared import spelled
from marketplace.shared.folding import fold


class Kind(TextChoices):
    """What leads two people off the marketplace, as it is named to whoever wrote it."""

    TELEPHONE = "telephone", _("un numéro de téléphone")
    EMAIL = "email", _("une adresse e-mail")
    LINK = "link", _("un lien ou une adresse de site")
    ADDRESS = "address", _("une adresse postale")
    MESSENGER = "messenger", _("un réseau ou une messagerie")


MARKS = {
    Kind.TELEPHONE: _("[numéro masqué]"),
    Kind.EMAIL: _("[adresse e-mail masquée]"),
    Kind.LINK: _("[lien masqué]"),
    Kind.ADDRESS: _("[adresse masquée]"),
    Kind.MESSENGER: _("[messagerie masquée]"),
}


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as the other side reads it, and the kinds of contacts it held, each once."""

    text: str
    found: tuple[Kind, ...] = ()

    @property
    def told(self) -> str:
        """Why something of it is masked, said to whoever wrote it; "" when nothing is."""
        return told(self.found)


def mask(text: str, *, dispatched: bool = False, but: Collection[Kind] = ()) -> Masked:
    """A text with a mark, in the reader's language, in the place of each contact.

    `dispatched`: a parcel left, and one may speak of whom to call at the carrier's. `but`: kinds
    that are told on purpose, as the address where a return is awaited.
    """
    spans = sorted(
        (start, -end, kind)
        for start, end, kind in _found(text, dispatched=dispatched)
        if kind not in but
    )
    pieces, found, last = [], [], 0
    for start, less_end, kind in spans:
        if start >= last:
            pieces += [text[last:start], str(MARKS[kind])]
            found.append(kind)
        last = max(last, -less_end)
    return Masked("".join([*pieces, text[last:]]), tuple(dict.fromkeys(found)))


def told(found: Collection[Kind]) -> str:
    """Why something is masked, said to whoever wrote it; "" when nothing is."""
    if not found:
        return ""
    named = get_text_list([str(kind.label) for kind in found], gettext("et"))
    return gettext(
        "Votre texte contient {named} : masqué pour votre interlocuteur, lu en entier par notre"
        " service client. Les échanges restent ici, où ils vous protègent en cas de litige."
    ).format(named=named)


def _found(text: str, *, dispatched: bool) -> Iterator[tuple[int, int, Kind]]:
    plain = _plain(text)
    yield from _emails(plain)
    yield from _sites(plain)
    yield from _telephones(plain, dispatched=dispatched)
    yield from _streets(text, plain)
    for match in patterns.MESSENGERS.finditer(plain):
        yield *match.span(), Kind.MESSENGER
    for match in patterns.INVITED.finditer(plain):
        yield *match.span("name"), Kind.MESSENGER


def _emails(plain: str) -> Iterator[tuple[int, int, Kind]]:
    for at in patterns.AT.finditer(plain):
        said = at[0].strip() in ("chez", "at")
        before = patterns.LOCAL.search(plain, max(0, at.start() - 80), at.start())
        domain = (patterns.SURE if said else patterns.DOMAIN).match(plain, at.end())
        # « je suis chez Orange » is no address, « jeanne.dupont chez orange » is one
        if before and domain and not (said and _is_sentence(before[0], domain[0])):
            yield before.start(), domain.end(), Kind.EMAIL


def _sites(plain: str) -> Iterator[tuple[int, int, Kind]]:
    own = (urlsplit(settings.BASE_URL).hostname or "").removeprefix("www.")
    for match in patterns.SITES.finditer(plain):
        site = match[0].rstrip(").,;:!?»\"'")
        host = re.sub(r"^https?://", "", site).split("/")[0].split(":")[0].removeprefix("www.")
        if host != own and not patterns.ALLOWED_SITES.search(site):
            yield match.start(), match.start() + len(site), Kind.LINK


def _telephones(plain: str, *, dispatched: bool) -> Iterator[tuple[int, int, Kind]]:
    for start, end, number in _numbers(plain):
        if not (dispatched and _of_carriers(number)):
            yield start, end, Kind.TELEPHONE


def _numbers(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in patterns.INTERNATIONAL.finditer(plain):
        if _is_reached(match[0]):
            yield *match.span(), match[0]
    for pattern in patterns.IN_PAIRS:
        for match in pattern.finditer(plain):
            yield *match.span(), match[0]
    for pattern in patterns.NATIONAL:
        for match in pattern.finditer(plain):
            if not _is_reference(plain, match.start()) and _is_somewhere(match[0]):
                yield *match.span(), match[0]
    yield from _called(plain)
    yield from spelled.telephones(plain)


def _called(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in patterns.CALLED.finditer(plain):
        called = plain[match.start() : match.start("number")]
        if not patterns.MEANT_OTHERWISE.search(called) and _is_somewhere(match["number"]):
            yield *match.span("number"), match["number"]
    for match in patterns.SHORT.finditer(plain):
        yield *match.span("number"), match["number"]


def _streets(text: str, plain: str) -> Iterator[tuple[int, int, Kind]]:
    for match in patterns.STREETS.finditer(plain):
        names = patterns.MORE_NAMES.match(text, match.end())
        end = names.end() if names else match.end()
        town = patterns.TOWN.match(text, end)
        # « 3 cours de poterie », « 1 chemin de table »: such a word alone is no street
        if match["strong"] or town or text[match.start("name")].isupper():
            yield match.start(), town.end() if town else end, Kind.ADDRESS
    for match in patterns.STREETS_ABROAD.finditer(text):
        town = patterns.TOWN.match(text, match.end())
        yield match.start(), town.end() if town else match.end(), Kind.ADDRESS


def _is_sentence(before: str, domain: str) -> bool:
    return domain.isalpha() and not re.search(r"[\d._]|\bpoint\b", before)


def _is_reference(plain: str, start: int) -> bool:
    return patterns.REFERENCE.search(plain, max(0, start - 60), start) is not None


def _is_reached(number: str) -> bool:
    """Whether a number that names its country exists there."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    whole = f"+{digits[2:] if digits.startswith('00') else digits}"
    try:
        parsed = phonenumbers.parse(whole)
    except phonenumbers.NumberParseException:
        return False
    if "+" in number:
        return phonenumbers.is_possible_number(parsed)
    return phonenumbers.is_valid_number(parsed)


def _is_somewhere(number: str) -> bool:
    """Whether a number without its country exists in one of those we deliver to."""
    digits = re.sub(r"\D", "", number.replace("o", "0"))
    for country in patterns.COUNTRIES:
        try:
            parsed = phonenumbers.parse(digits, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return False


def _of_carriers(number: str) -> bool:
    """Whether a number is one that carriers publish, or a special one (36xx, 08…)."""
    digits = re.sub(r"^(?:0033|33)0?", "0", re.sub(r"\D", "", number.replace("o", "0")))
    return digits in patterns.CARRIERS or re.fullmatch(r"3\d{3}|08\d{8}", digits) is not None


def _plain(text: str) -> str:
    """Small letters and plain digits, each in its place: what is found is cut out of the text."""
    if text.isascii():
        return text.lower()
    return "".join(map(_one, text))


@lru_cache(maxsize=2000)
def _one(sign: str) -> str:
    return (fold(sign) or sign)[:1]
