"""A sheet that lacks what its category asks for: ingredients, fibres, the age of a toy."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.attributes import doubts, makers, reading
from catalog.attributes.vocabulary import Defined
from catalog.judging.rules.sheet import ATTRIBUTES, BLOCK, LOOK, Finding, Sheet
from catalog.models import Attribute

RULE = ATTRIBUTES
MISSING = _("« {name} » manque : cette catégorie le demande. {law}")
MAKERLESS = _(
    "« {name} » manque : cette catégorie le demande. Dites-le une fois pour toutes vos fiches dans"
    " « Ma boutique », ou sur celle-ci. {law}"
)
UNTOLD = _(
    "« {name} » : « {text} » ne dit pas ce que cette catégorie demande ; écrivez par exemple"
    " « {example} ». {law}"
)
UNREAD = _("« {name} » : « {text} » n'est pas compris.")
SHARES = _("« {name} » : les parts font {sum} %, et non 100 %.")
BEYOND = _("« {name} » : « {text} » donne une part négative ou au-dessus de 100 %.")
SHARELESS = _("« {name} » : « {text} » ne dit pas la part de chaque fibre.")
BARE = _(
    "« {name} » : « {text} » est sans unité ; écrivez l'unité, par exemple « {example} ». {law}"
)
PAST = _("« {name} » : « {text} » est une date passée.")
DOUBTFUL = {
    doubts.BEYOND: BEYOND,
    doubts.SHARELESS: SHARELESS,
    doubts.PAST: PAST,
    doubts.NAUGHT: UNREAD,
}
READ = {
    Attribute.Kind.CHOICE,
    Attribute.Kind.CHOICES,
    Attribute.Kind.NUMBER,
    Attribute.Kind.FLAG,
    Attribute.Kind.DATE,
    Attribute.Kind.DOCUMENT,
}


def look(sheet: Sheet) -> list[Finding]:
    """What is required and not told stops the sheet, nonsense too; what is told in unknown words is
    looked at.
    """
    place = sheet.context.places.get(sheet.category_id or 0)
    if place is None:
        return []
    known = sheet.context.vocabulary
    required = sheet.context.required(place.path)
    if not required:
        return []
    told = {
        line.attribute.key: line
        for line in reading.read(
            makers.completed(sheet.attributes, sheet.inherited, place.path, known),
            place.path,
            known,
        )
        if line.attribute
    }
    # what tells variants apart is told by each of them, or by none
    chosen = set()
    for axis, texts in sheet.choices.items():
        for each in known.meant(axis, place.path):
            if (void := doubts.void_choice(each, axis, texts)) is None:
                chosen.add(each.key)
            else:
                told.setdefault(each.key, void)
    findings = []
    for attribute in required:
        if attribute.key in chosen:
            continue
        line = told.get(attribute.key)
        key = (attribute.key, line.text if line else None)
        if key not in sheet.context.told:
            sheet.context.told[key] = _about(attribute, line)
        if finding := sheet.context.told[key]:
            findings.append(finding)
    return findings


def _about(attribute: Defined, line: reading.Said | None) -> Finding | None:
    if line is None:
        values = {"name": attribute.fr, "law": attribute.law}
        sentence = MAKERLESS if attribute.key == makers.MAKER else MISSING
        return Finding(RULE, BLOCK, "attributes", sentence, "", values)
    values = {"name": attribute.fr, "text": line.text}
    if doubts.is_void(line):
        values |= {"law": attribute.law, "example": doubts.example(line)}
        sentence = BARE if doubts.of(line) == doubts.BARE else UNTOLD
        return Finding(RULE, BLOCK, "attributes", sentence, "", values)
    doubt = doubts.of(line)
    if doubt in DOUBTFUL:
        return Finding(RULE, LOOK, "attributes", DOUBTFUL[doubt], "", values)
    if doubt == doubts.SHARES:
        values = {"name": attribute.fr, "sum": doubts.sum_of(line.text)}
        return Finding(RULE, LOOK, "attributes", SHARES, "", values)
    if attribute.kind not in READ or reading.is_understood(line):
        return None
    return Finding(RULE, LOOK, "attributes", UNREAD, "", values)
