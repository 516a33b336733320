"""The console's pages about buyers' photos: those to look at, all the others, what is reported."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.models import Snapshot, SnapshotNotice
from catalog.snapshots import file, notices, snapshots
from catalog.states import SnapshotNoticeState, SnapshotState
from marketplace.shared import copies
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier
from marketplace.shared.typed import MotiveField

ROLE = "moderation"


class RefuseForm(forms.Form):
    """Why a photo is refused, in words its author will read."""

    because = MotiveField(label=_("Motif, lu par la personne qui a pris la photo"))


class KeepForm(forms.Form):
    """Why a reported photo stays, in words that whoever reported it will read."""

    because = MotiveField(
        label=_("Motif, lu par la personne qui a signalé la photo"), max_length=notices.LONGEST
    )


def _publish(snapshot, request, data):
    snapshots.publish(snapshot, **present(request))


def _refuse(snapshot, request, data):
    snapshots.refuse(snapshot, because=data["because"], **present(request))


@register(Snapshot)
class SnapshotAdmin(Filed):
    """The queue of photos that must be looked at first, and all the others."""

    role, concerns = ROLE, ("seller",)
    list_display = ("seen", "product", "author", "seller", "state", "consented_at")
    list_filter = ("state", "consented_at")
    list_select_related = ("product", "seller")
    search_fields = ("author", "alt", "product__title")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "publish",
            _("Montrer la photo"),
            _publish,
            role=ROLE,
            tone="positive",
            done=_("La photo est en ligne."),
            when=lambda row: (
                row.state in (SnapshotState.QUEUED, SnapshotState.REFUSED) and bool(row.file)
            ),
        ),
        Verb(
            "refuse",
            _("Refuser la photo"),
            _refuse,
            role=ROLE,
            form=RefuseForm,
            tone="danger",
            done=_("La photo est refusée : la personne qui l'a prise reçoit une lettre."),
            when=lambda row: row.state in (SnapshotState.QUEUED, SnapshotState.PUBLISHED),
            sentence=_(
                "Une photo n'est pas refusée parce qu'elle montre un défaut : seulement si elle"
                " enfreint l'accord donné avec elle, la loi, ou ne montre pas le produit."
            ),
        ),
    )
    pages = (Page("<int:pk>/image/", "image", "image", role=ROLE),)

    def image(self, request, row):
        """The whole photo, as it was made ours."""
        return copies.hand_out(row.file.name)

    def dossier(self, request, row) -> Dossier:
        """What was sent, what its author agreed to, and what it is about."""
        return file.of_snapshot(row)

    @admin.display(description=_("photo"))
    def seen(self, row):
        """A small look at what is online, else its number: the whole photo is on its page."""
        if not row.stem:
            return str(row)
        return format_html(
            '<img src="{}" alt="{}" width="80">', copies.url(row.stem, 320), row.alt or str(row)
        )


def _take_down(notice, request, data):
    snapshots.refuse(notice.snapshot, because=data["because"], **present(request))


def _keep(notice, request, data):
    notices.keep(notice, answer=data["because"], **present(request))


def _waits(notice: SnapshotNotice) -> bool:
    return notice.state == SnapshotNoticeState.OPEN


@register(SnapshotNotice)
class SnapshotNoticeAdmin(Filed):
    """What people report about buyers' photos, examined and answered with reasons."""

    role, concerns = ROLE, ("self", "snapshot__seller")
    list_display = ("__str__", "snapshot", "product", "ground", "state", "sent_at", "decided_by")
    list_filter = ("state", "ground")
    list_select_related = ("snapshot__product", "decided_by")
    search_fields = ("text", "email", "snapshot__product__title")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "uphold",
            _("Retirer la photo"),
            _take_down,
            role=ROLE,
            form=RefuseForm,
            tone="danger",
            done=_("La photo est retirée : son auteur et qui l'a signalée reçoivent une lettre."),
            when=lambda notice: _waits(notice) and notice.snapshot.state == SnapshotState.PUBLISHED,
            sentence=_(
                "Son auteur lit ce motif, comme la personne qui l'a signalée ; il peut contester."
            ),
        ),
        Verb(
            "keep",
            _("Garder la photo"),
            _keep,
            role=ROLE,
            form=KeepForm,
            done=_("La photo reste : la réponse est partie."),
            when=_waits,
            sentence=_("La photo reste en ligne ; la personne qui l'a signalée peut contester."),
        ),
    )

    @admin.display(description=_("fiche produit"), ordering="snapshot__product")
    def product(self, notice):
        """What the photo is about."""
        return notice.snapshot.product

    def dossier(self, request, row) -> Dossier:
        """What is said to be wrong, the photo itself, and who says so."""
        return file.of_notice(row)
