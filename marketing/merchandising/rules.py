"""The rule of a collection, as it is typed and as it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.attributes.filtering import YES
from catalog.attributes.vocabulary import Defined, phrase, vocabulary
from catalog.models import Attribute
from catalog.tree import tree
from marketplace.shared.labels import plainly
from marketplace.shared.templatetags.ui import money
from sellers.models import Seller
from sellers.regions import REGIONS

MOST = 8  # characteristics of one rule


class NotUnderstood(ValueError):
    """A line of characteristics that names nothing the shop knows; its words say which."""


def facets(text: str) -> dict[str, list[str]]:
    """What lines such as « Couleur : bleu, vert » ask of a sheet: by attribute, its values.

    Raises NotUnderstood.
    """
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.strip():
            attribute, values = _line(line)
            found.setdefault(attribute.key, []).extend(values)
    if len(found) > MOST:
        raise NotUnderstood(
            _("Une règle porte sur {most} caractéristiques au plus.").format(most=MOST)
        )
    return {key: list(dict.fromkeys(values)) for key, values in found.items()}


def _line(line: str) -> tuple[Defined, list[str]]:
    heading, separator, said = line.partition(":")
    if not separator:
        raise NotUnderstood(
            _("« {line} » : écrivez le nom, deux points, puis les valeurs.").format(
                line=line.strip()
            )
        )
    attribute = vocabulary().named(heading, "")
    if attribute is None or attribute.facet is None:
        raise NotUnderstood(
            _("« {name} » n'est pas une caractéristique par laquelle on filtre.").format(
                name=heading.strip()
            )
        )
    values = [_value(attribute, part) for part in said.split(",") if part.strip()]
    if not values:
        raise NotUnderstood(
            _("« {name} » : écrivez au moins une valeur.").format(name=heading.strip())
        )
    return attribute, values


def _value(attribute: Defined, text: str) -> str:
    if attribute.kind == Attribute.Kind.FLAG and phrase(text) == phrase("oui"):
        return YES
    key = attribute.phrases.get(phrase(text))
    if key is None:
        known = ", ".join(value.label for value in list(attribute.values.values())[:12])
        raise NotUnderstood(
            _(
                "« {text} » n'est pas une valeur de « {name} ». La boutique connaît : {known}."
            ).format(text=text.strip(), name=attribute.label, known=known or _("oui"))
        )
    return key


def facet_lines(held: Mapping[str, Iterable[str]]) -> str:
    """The characteristics of a rule, as they are typed."""
    known = vocabulary().by_key
    lines = []
    for key, values in held.items():
        if attribute := known.get(key):
            told = [_told(attribute, value) for value in values]
            lines.append(f"{attribute.fr} : {', '.join(told)}")
    return "\n".join(lines)


def _told(attribute: Defined, value: str) -> str:
    return attribute.values[value].fr if value in attribute.values else value


def told(rule: Mapping[str, Any]) -> list[str]:
    """What a rule asks of a sheet, one sentence a condition."""
    said = [*_places_told(rule), *_facets_told(rule), *_figures_told(rule)]
    return said or [_("Tout ce qui est en vente")]


def _places_told(rule: Mapping[str, Any]) -> Iterator[str]:
    if slug := rule.get("category"):
        place = tree().by_slug.get(slug)
        yield plainly(_("Rayon"), place.label if place else _("fermé ou renommé, rien n'y est"))
    if regions := rule.get("regions"):
        names = [REGIONS[code][0] for code in regions if code in REGIONS]
        yield plainly(_("Boutiques de"), ", ".join(names))
    if sellers := rule.get("sellers"):
        shops = Seller.objects.filter(pk__in=sellers).values_list("name", flat=True)
        yield plainly(_("Boutiques"), ", ".join(sorted(shops)))


def _facets_told(rule: Mapping[str, Any]) -> Iterator[str]:
    known = vocabulary().by_key
    for key, values in rule.get("facets", {}).items():
        if key in known:
            named = (_told(known[key], value) for value in values)
            yield plainly(known[key].label, _(" ou ").join(named))


def _figures_told(rule: Mapping[str, Any]) -> Iterator[str]:
    if rule.get("low_cents") is not None:
        yield _("Dès %(price)s") % {"price": money(rule["low_cents"])}
    if rule.get("high_cents") is not None:
        yield _("Jusqu'à %(price)s") % {"price": money(rule["high_cents"])}
    if rule.get("rating"):
        yield _("%(stars)s étoiles et plus") % {"stars": rule["rating"]}
    if rule.get("new_days"):
        yield _("Paru depuis {days} jours au plus").format(days=rule["new_days"])
    if rule.get("reduced"):
        yield _("À prix réduit")
    if rule.get("in_stock"):
        yield _("En stock")
