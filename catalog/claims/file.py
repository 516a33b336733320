"""What the file of a claim shows: the paper beside what it must prove, the decision, the past."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from catalog.models import LabelClaim
from catalog.states import LabelState
from marketplace.shared import places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, dated, figure, when

SHOWN = 40  # sheets that are named
OTHERS = 10


def of_claim(row: LabelClaim, *, examines: bool) -> Dossier:
    """The file of a claim. `examines`: whether its reader opens its papers."""
    return Dossier(
        title=f"{row.label} · {row.seller.name}",
        who=_("Demande n° {pk}, du {day}").format(pk=row.pk, day=when(row.claimed_at)),
        badges=[badge(row)],
        says=_says(row),
        main=[
            Panel(
                title=_("La preuve"),
                anchor="preuve",
                template="admin/catalog/_label_proof.html",
                values={
                    "papers": list(row.papers.all()),
                    "examines": examines,
                    "claim": row,
                    "told": _told(row),
                },
            ),
            *_sheets(row),
        ],
        beside=[_definition(row), _decision(row), *_others(row)],
        rows=[row],
        lead=[row],
    )


def _told(row: LabelClaim) -> list[tuple[str, str]]:
    seller = row.seller
    told = [
        (_("Numéro"), row.number),
        (_("Valable jusqu'au"), dated(row.valid_until)),
        (_("Raison sociale"), seller.legal_name),
        (_("SIRET"), seller.siret),
        (_("Ville"), f"{seller.postcode} {seller.city}".strip()),
    ]
    return [(name, value) for name, value in told if value]


def _says(row: LabelClaim) -> list[str]:
    if row.is_over:
        return [_("La preuve a pris fin : le label n'est plus montré.")]
    if row.state == LabelState.APPROVED:
        until = dated(row.valid_until)
        return [_("Montré jusqu'au {day}.").format(day=until)]
    return []


def _sheets(row: LabelClaim) -> list[Panel]:
    if row.label.is_of_shops:
        return []
    total = row.products.count()
    shown = list(row.products.order_by("title", "pk")[:SHOWN])
    links = format_html_join(", ", "{}", ((places.link(sheet),) for sheet in shown))
    title = _("Fiches concernées ({total})").format(total=figure(total))
    return [Panel(title=title, rows=[(_("Fiches"), links)])]


def _definition(row: LabelClaim) -> Panel:
    label = row.label
    site = ""
    if label.body_url:
        site = format_html('<a href="{}" rel="noopener">{}</a>', label.body_url, label.body_url)
    return Panel(
        title=_("Le label"),
        rows=[
            (_("Nom"), places.link(label)),
            (_("Qui le délivre"), label.by.text),
            (_("Site"), site),
            (_("Preuve demandée"), label.asked.text),
            (_("Forme du numéro"), label.number_forms.replace("\n", " · ")),
            (_("Base légale"), label.law),
        ],
    )


def _decision(row: LabelClaim) -> Panel:
    return Panel(
        title=_("La décision"),
        rows=[
            (_("Remarque"), row.note),
            (_("Décidée par"), row.decided_by),
            (_("Décidée le"), when(row.decided_at) if row.decided_at else ""),
            (_("Acceptée le"), when(row.approved_at) if row.approved_at else ""),
        ],
    )


def _others(row: LabelClaim) -> list[Panel]:
    """What else the shop claims or has claimed."""
    others = LabelClaim.objects.filter(seller=row.seller_id).exclude(pk=row.pk)
    rows = list(others.select_related("label").order_by("-pk")[:OTHERS])
    if not rows:
        return []
    told = [
        (
            places.link(other, str(other.label)),
            _("{state}, jusqu'au {day}").format(
                state=other.get_state_display(), day=dated(other.valid_until)
            )
            if other.overlay is None
            else other.overlay[1],
        )
        for other in rows
    ]
    return [Panel(title=_("Ses autres demandes"), rows=told)]
