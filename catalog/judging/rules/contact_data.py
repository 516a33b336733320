"""Addresses, numbers and links that would lead buyers off the marketplace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import LOOK, Finding, Sheet, around
from catalog.judging.rules.words import Quiet
from marketplace.shared import contact_patterns
from marketplace.shared.folding import fold

RULE = "contact_data"
PATTERNS = (
    (_("Le texte contient une adresse e-mail."), contact_patterns.EMAIL),
    (_("Le texte contient un lien ou une adresse de site."), contact_patterns.LINK),
    (_("Le texte contient un numéro de téléphone."), contact_patterns.TELEPHONE),
    (_("Le texte contient un numéro de téléphone."), contact_patterns.TELEPHONE_ABROAD),
    # on a sheet the name of a network is enough; in a message one may have seen a photo there
    (
        _("Le texte renvoie vers un réseau ou une messagerie."),
        re.compile(
            r"\b(?:whatsapp|telegram|instagram|facebook|tiktok|snapchat|leboncoin|vinted)\b|(?<!\w)@[a-z_][\w.]{3,}"
        ),
    ),
)
# most texts hold none of these: quick looks spare five slow ones
WORDS = (
    *("@", "(at)", "[at]", "arobase", "http", "www", "whatsapp", "telegram", "instagram"),
    *("facebook", "tiktok", "snapchat", "leboncoin", "vinted"),
)
# Regulation (EU) 2023/988, art. 19: the name, the postal and the electronic address
ANSWERING = frozenset({"fabricant", "responsable-ue", "personne-responsable", "exploitant"})
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,120}")
DIGIT, DIGITS = re.compile(r"\d"), re.compile(r"\d\d.?\d\d")
SITE = re.compile(r"\.[a-z]{2}")


def look(sheet: Sheet) -> list[Finding]:
    """One finding for each kind of contact in each field."""
    findings: list[Finding] = []
    if not _may_hold(sheet):
        return findings
    for field, text, folded in _texts(sheet):
        messages: set[str] = set()
        for message, pattern in PATTERNS:
            match = pattern.search(folded)
            if match and message not in messages:
                messages.add(message)
                values = {"match": text[match.start() : match.end()]}
                findings.append(
                    Finding(RULE, LOOK, field, message, around(text, *match.span()), values)
                )
    return findings


def _texts(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """The texts of a sheet, but for the e-mail addresses of who answers for the goods: the law
    wants them told.
    """
    place = sheet.context.places.get(sheet.category_id or 0)
    path, known = (place.path if place else ""), sheet.context.vocabulary
    for field, text, folded in sheet.texts:
        if field != "attributes" or "@" not in text:
            yield field, text, folded
            continue
        lines = []
        for name, value in sheet.attributes.items():
            answers = any(each.key in ANSWERING for each in known.meant(str(name), path))
            line = f"{name} {value}"
            lines.append(EMAIL.sub("…", line) if answers else line)
        rest = " · ".join(lines)
        yield field, rest, fold(rest)


def _may_hold(sheet: Sheet) -> bool:
    if QUIET.others(sheet.words):
        return True
    # figures are a number together with the next ones
    return bool(FIGURED.others(sheet.words)) and any(
        DIGITS.search(text) for _field, text in sheet.named
    )


def _is_part(word: str) -> bool:
    """Whether a word may be part of an address or name a messenger."""
    return any(part in word for part in WORDS) or SITE.search(word) is not None


QUIET, FIGURED = Quiet(_is_part), Quiet(lambda word: DIGIT.search(word) is not None)
