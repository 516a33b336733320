"""What goes when an attribute is deleted, told before it is: in sentences, with counts."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import (
    Attribute,
    AttributeDocument,
    AttributeLack,
    AttributePlace,
    AttributeUnread,
    AttributeValue,
)
from marketplace.shared.templatetags.ui import figure


def told(attributes: Iterable[Attribute]) -> list[str]:
    """What is lost with these attributes, in a fixed number of statements."""
    rows = list(attributes)
    counts = {
        model: model.objects.filter(attribute__in=rows).count()
        for model in (AttributeValue, AttributePlace, AttributeUnread)
    }
    sheets = AttributeLack.objects.filter(attribute__in=rows).values("product").distinct().count()
    names = ", ".join(_("« {name} »").format(name=row) for row in rows)
    words = ngettext("La caractéristique {names}.", "Les caractéristiques {names}.", len(rows))
    lines = [words.format(names=names)]
    for count, sentence in (
        (
            counts[AttributeValue],
            ngettext(
                "{count} valeur, avec ses synonymes et son filtre.",
                "{count} valeurs, avec leurs synonymes et leurs filtres.",
                counts[AttributeValue],
            ),
        ),
        (
            counts[AttributePlace],
            ngettext(
                "Sa place dans {count} catégorie, qui ne la demande plus.",
                "Sa place dans {count} catégories, qui ne la demandent plus.",
                counts[AttributePlace],
            ),
        ),
        (
            sheets,
            ngettext(
                "Le rappel fait au vendeur de {count} fiche à laquelle elle manque.",
                "Les rappels faits aux vendeurs de {count} fiches auxquelles elle manque.",
                sheets,
            ),
        ),
        (
            counts[AttributeUnread],
            ngettext(
                "{count} mot de vendeur qui attendait d'être rangé parmi ses valeurs.",
                "{count} mots de vendeurs qui attendaient d'être rangés parmi ses valeurs.",
                counts[AttributeUnread],
            ),
        ),
    ):
        if count:
            lines.append(sentence.format(count=figure(count)))
    kept = _("Ce que les vendeurs ont écrit reste sur leurs fiches, en ligne libre, sans filtre.")
    return [*lines, kept]


def kept_by(attributes: Iterable[Attribute]) -> list[str]:
    """What forbids to delete these attributes; nothing when nothing does."""
    papers = AttributeDocument.objects.filter(attribute__in=list(attributes))
    count, sheets = papers.count(), papers.values("product").distinct().count()
    if not count:
        return []
    words = ngettext(
        "{count} document joint par un vendeur ({sheets}).",
        "{count} documents joints par des vendeurs ({sheets}).",
        count,
    )
    on = ngettext("sur {count} fiche", "sur {count} fiches", sheets).format(count=figure(sheets))
    return [words.format(count=figure(count), sheets=on)]
