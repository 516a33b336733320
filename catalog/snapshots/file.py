"""What the file of a buyer's photo shows: the photo, what was agreed to, what it is about."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalog.models import Snapshot, SnapshotNotice
from catalog.reviews import doubts
from catalog.reviews.file import preline
from catalog.states import SnapshotNoticeState, SnapshotState
from marketplace.shared import places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, when


def of_snapshot(snapshot: Snapshot) -> Dossier:
    """The file of a photo, titled by what it shows and who took it."""
    return Dossier(
        title=_("{product} · {photo}").format(
            product=snapshot.product.title or snapshot.product.ref, photo=snapshot
        ),
        who=snapshot.seller,
        badges=[badge(snapshot)],
        says=_says(snapshot),
        main=[photo(snapshot, _("La photo"))],
        beside=[_agreed(snapshot), _about(snapshot), *_reported(snapshot)],
        rows=[snapshot],
        lead=[snapshot],
    )


def of_notice(notice: SnapshotNotice) -> Dossier:
    """The file of a notice: what is said to be wrong, and the photo that is meant."""
    snapshot = notice.snapshot
    return Dossier(
        title=str(notice),
        who=f"{notice.name} · {notice.email}",
        badges=[badge(notice)],
        says=_since(notice),
        main=[
            Panel(
                title=_("Ce qui est signalé"),
                rows=[
                    (_("Motif"), notice.get_ground_display()),
                    (_("Explication"), preline(notice.text)),
                    (_("Signalé le"), when(notice.sent_at)),
                ],
            ),
            photo(snapshot, _("La photo signalée")),
            *_decided(notice),
        ],
        beside=[
            Panel(
                title=_("La photo"),
                rows=[
                    (_("Photo"), places.link(snapshot)),
                    (_("État"), badge(snapshot)),
                    (_("Fiche produit"), places.link(snapshot.product)),
                    (_("Boutique"), places.link(snapshot.seller)),
                ],
            ),
            *_reported(snapshot, but=notice),
        ],
        rows=[notice],
        told=[snapshot],
        lead=[notice],
        letters_to=(notice.email,),
    )


def photo(snapshot: Snapshot, title: str) -> Panel:
    """The whole photo, with the words beside it."""
    return Panel(
        title=title,
        template="admin/catalog/_snapshot.html",
        values={"snapshot": snapshot},
    )


def _says(snapshot: Snapshot) -> list[str]:
    if snapshot.state != SnapshotState.QUEUED:
        return []
    told = f"{snapshot.alt}\n{snapshot.author}"
    why = dict.fromkeys(doubt.says for doubt in doubts.within(told))
    return [_("Elle attend d'être regardée avant de paraître."), *why]


def _agreed(snapshot: Snapshot) -> Panel:
    return Panel(
        title=_("L'accord donné avec elle"),
        rows=[
            (_("Texte"), preline(snapshot.consent)),
            (_("Donné le"), when(snapshot.consented_at)),
            (_("Repris le"), when(snapshot.withdrawn_at) if snapshot.withdrawn_at else ""),
            (_("Décidé par"), snapshot.decided_by),
            (_("Décidé le"), when(snapshot.decided_at) if snapshot.decided_at else ""),
        ],
    )


def _about(snapshot: Snapshot) -> Panel:
    return Panel(
        title=_("Ce qu'elle montre"),
        rows=[
            (_("Fiche produit"), places.link(snapshot.product)),
            (_("Boutique"), places.link(snapshot.seller)),
        ],
    )


def _since(notice: SnapshotNotice) -> list[str]:
    is_shown = notice.snapshot.state == SnapshotState.PUBLISHED
    if notice.state != SnapshotNoticeState.OPEN or is_shown:
        return []
    return [_("La photo n'est plus en ligne : il reste à répondre à qui l'a signalée.")]


def _decided(notice: SnapshotNotice) -> list[Panel]:
    if notice.decided_at is None:
        return []
    return [
        Panel(
            title=_("La réponse"),
            rows=[
                (_("Réponse"), preline(notice.answer) if notice.answer else ""),
                (_("Décidé par"), notice.decided_by or _("retirée par son auteur")),
                (_("Le"), when(notice.decided_at)),
            ],
        )
    ]


def _reported(snapshot: Snapshot, but: SnapshotNotice | None = None) -> list[Panel]:
    """What people reported about it, latest first."""
    sent = snapshot.notices.exclude(pk=but.pk if but else None).order_by("-pk")[:20]
    rows = [
        (
            when(notice.sent_at),
            format_html("{} {}", places.link(notice, notice.get_ground_display()), badge(notice)),
        )
        for notice in sent
    ]
    title = _("Autres signalements") if but else _("Signalements")
    return [Panel(title=title, anchor="notices", rows=rows)] if rows else []
