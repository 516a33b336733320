"""What the file of a correction shows: the sheet as it stands beside what a shop says of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.attributes import vocabulary
from catalog.models import Correction
from catalog.sheets import panels
from catalog.states import CorrectionState
from marketplace.shared import differing, places
from marketplace.shared.dossiers import Delay, Dossier, Panel
from marketplace.shared.templatetags.ui import badge, dated, figure, when

GOAL = timedelta(days=5)  # within which the team means to answer; shops are promised none
About = Correction.About


def of_correction(row: Correction) -> Dossier:
    """The file of a correction: present and proposed side by side, then the whole sheet."""
    return Dossier(
        title=_("{about} : {sheet}").format(
            about=row.get_about_display(), sheet=row.product.title or row.product.ref
        ),
        who=_("Correction n° {pk}, proposée par {shop}").format(pk=row.pk, shop=row.seller),
        badges=[badge(row)],
        says=[_("Elle attend une réponse depuis le {day}.").format(day=when(row.proposed_at))]
        if row.state == CorrectionState.WAITING
        else [],
        main=[
            _side_by_side(row),
            *_answer(row),
            panels.content(row.product),
            panels.told(row.product),
        ],
        beside=[_asked(row), _shop(row)],
        rows=[row],
        told=[row.product],
        lead=[row],
        delays=_delays(row),
    )


def _delays(row: Correction) -> list[Delay]:
    if row.state != CorrectionState.WAITING:
        return []
    until: datetime = row.proposed_at + GOAL
    return [
        Delay(
            until=until,
            what=_("à examiner avant le {day}").format(day=dated(until)),
            turn=_("À l'opérateur de répondre."),
            row=row,
        )
    ]


def _side_by_side(row: Correction) -> Panel:
    pair = differing.prose(str(row.get_about_display()), _present(row), row.text)
    return Panel(
        title=_("Ce qui serait corrigé"),
        template="admin/house/_side_by_side.html",
        values=differing.shown(
            [pair], before=_("Sur la fiche aujourd'hui"), after=_("Correction proposée")
        ),
    )


def _present(row: Correction) -> str:
    """What the sheet says now of what the correction is about."""
    product = row.product
    if row.about == About.TITLE:
        return product.title
    if row.about == About.DESCRIPTION:
        return product.description
    if row.about == About.TRAITS:
        return "\n".join(
            _("{place} : {text}").format(place=vocabulary.said(name), text=text)
            for name, text in product.attributes.items()
        )
    if row.about == About.CODE:
        variants = product.variants.order_by("position", "pk").values_list("label", "gtin")
        return "\n".join(" · ".join(filter(None, pair)) or "–" for pair in variants)
    if row.about == About.CATEGORY:
        return product.category.label if product.category else ""
    count = product.photos.count()
    words = ngettext(
        "{count} photo, montrée ci-dessous", "{count} photos, montrées ci-dessous", count
    )
    return words.format(count=figure(count))


def _answer(row: Correction) -> list[Panel]:
    if row.decided_at is None:
        return []
    return [
        Panel(
            title=_("La réponse"),
            rows=[
                (_("Réponse"), row.answer),
                (_("Décidée par"), row.decided_by),
                (_("Décidée le"), when(row.decided_at)),
            ],
        )
    ]


def _asked(row: Correction) -> Panel:
    return Panel(
        title=_("La correction"),
        rows=[
            (_("Porte sur"), row.get_about_display()),
            (_("Fiche produit"), places.link(row.product)),
            (_("Auteur de la fiche"), places.link(row.product.owner) if row.product.owner else ""),
            (_("Proposée par"), row.proposed_by),
            (_("Proposée le"), when(row.proposed_at)),
        ],
    )


def _shop(row: Correction) -> Panel:
    """How the corrections of this shop fared before."""
    found = Correction.objects.filter(seller=row.seller_id).aggregate(
        kept=Count("pk", filter=Q(state=CorrectionState.KEPT)),
        refused=Count("pk", filter=Q(state=CorrectionState.REFUSED)),
        waiting=Count("pk", filter=Q(state=CorrectionState.WAITING)),
    )
    return Panel(
        title=_("La boutique qui la propose"),
        rows=[
            (_("Boutique"), places.link(row.seller)),
            (_("Corrections retenues"), figure(found["kept"])),
            (_("Corrections refusées"), figure(found["refused"])),
            (_("Corrections en attente"), figure(found["waiting"])),
        ],
    )
