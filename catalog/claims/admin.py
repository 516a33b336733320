"""The console's pages about labels: their definitions, and the claims that wait for a decision."""

from __future__ import annotations

from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.claims import claims, file
from catalog.labels import labels
from catalog.models import Label, LabelClaim, LabelPaper
from catalog.states import LabelState
from marketplace.shared import clock
from marketplace.shared.admin import (
    Because,
    Editable,
    Filed,
    Page,
    Verb,
    present,
    register,
)
from marketplace.shared.audience import is_operator
from marketplace.shared.columns import by_end
from marketplace.shared.dossiers import Dossier
from marketplace.shared.english import English
from sellers.application.views.documents import hand_out

ROLE = "moderation"
SHOWN_HERE = "ici"  # in the address of a paper: it is shown in its frame


@register(Label)
class LabelAdmin(Editable):
    """What each label means, who delivers it, which proof is asked, how long one holds."""

    adding = _("Ajouter un label")
    role, readers = ROLE, ("editorial", "sellers")
    list_display = ("name", "about", "body", "months", "starts_on", "stands")
    list_filter = ("about", English, ("ends_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "name_en", "slug", "body")
    ordering = ("position", "name")
    fieldsets = (
        (
            None,
            {"fields": ("name", "name_en", "slug", "about", "mark", "starts_on", "ends_on")},
        ),
        (
            _("Ce que les visiteurs lisent"),
            {"fields": ("meaning", "meaning_en", "body", "body_en", "body_url", "law")},
        ),
        (
            _("La preuve"),
            {
                "fields": (
                    "proof",
                    "proof_en",
                    "number_forms",
                    "number_example",
                    "months",
                    "covers",
                    "categories",
                    "position",
                )
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """Its address and what it is about stay: sheets bear it under them."""
        return ("slug", "about") if obj else ()

    def save_related(self, request, form, formsets, change):
        """Every page reads the definitions again."""
        super().save_related(request, form, formsets, change)
        labels.forget()

    @admin.display(description=_("état"))
    def stands(self, label):
        """Whether it is in force today."""
        day = clock.today()
        if label.ends_on and label.ends_on < day:
            return _now("Terminé")
        return _now("En vigueur") if label.starts_on <= day else _now("Programmé")


class Stands(admin.SimpleListFilter):
    """Where claims stand today: an accepted one whose proof has ended is no accepted one."""

    title = _("état")
    parameter_name = "state__exact"
    ended = "termine"

    def lookups(self, request, model_admin):
        """The states, and the end that no state tells."""
        return [*LabelState.choices, (self.ended, _("Terminé"))]

    def queryset(self, request, queryset):
        """By the state and the last day of the proof."""
        chosen, today = self.value(), clock.today()
        accepted = queryset.filter(state=LabelState.APPROVED)
        if chosen == self.ended:
            return accepted.filter(valid_until__lt=today)
        if chosen == LabelState.APPROVED:
            return accepted.filter(valid_until__gte=today)
        return queryset.filter(state=chosen) if chosen in LabelState.values else queryset


def _is(*states: str):
    return lambda row: row.state in states


def _verb(name: str, label, run, when, *, done, sentence, tone="plain") -> Verb:
    """A decision about a claim that says why."""
    return Verb(
        name,
        label,
        lambda row, request, data: run(row, because=data["because"], **present(request)),
        role=ROLE,
        form=Because,
        when=when,
        tone=tone,
        sentence=sentence,
        done=done,
    )


@register(LabelClaim)
class LabelClaimAdmin(Filed):
    """A claim of a label: its paper beside what it must prove, and the decision."""

    role, readers, concerns = ROLE, ("sellers",), ("seller",)
    list_display = ("label", "seller", "state", "number", "valid_until", "claimed_at")
    list_filter = (Stands, "label", by_end("valid_until", _("valable jusqu'au")))
    list_select_related = ("label", "seller", "decided_by")
    search_fields = ("seller__name", "label__name", "number")
    ordering = ("-claimed_at", "-pk")
    pages = (Page("<int:pk>/piece/<int:paper>/", "paper", "paper", role=ROLE),)
    verbs = (
        Verb(
            "approve",
            _("Accepter"),
            lambda row, request, data: claims.approve(row, **present(request)),
            role=ROLE,
            tone="positive",
            when=_is(LabelState.WAITING),
            sentence=_(
                "Lisez le document : le nom, le numéro, ce qu'il couvre et son dernier jour. Le"
                " label est montré aussitôt, jusqu'à ce jour."
            ),
            done=_("Le label est accepté : il est montré."),
        ),
        _verb(
            "ask",
            _("Demander de compléter"),
            claims.ask,
            _is(LabelState.WAITING),
            sentence=_("La boutique reçoit votre remarque et complète sa demande."),
            done=_("La boutique est priée de compléter sa demande."),
        ),
        _verb(
            "refuse",
            _("Refuser"),
            claims.refuse,
            _is(LabelState.WAITING, LabelState.ASKED),
            tone="danger",
            sentence=_("La boutique reçoit votre motif, et peut contester la décision."),
            done=_("Le label est refusé : la lettre donne le motif."),
        ),
        _verb(
            "take-up",
            _("Reprendre la demande"),
            claims.take_up,
            _is(LabelState.REFUSED),
            sentence=_("Le refus est annulé : la demande attend de nouveau une décision."),
            done=_("La demande est reprise."),
        ),
        _verb(
            "suspend",
            _("Retirer"),
            claims.suspend,
            lambda row: row.state == LabelState.APPROVED and not row.is_over,
            tone="danger",
            sentence=_(
                "Le label quitte toutes les pages aussitôt. La boutique reçoit votre motif, et peut"
                " contester la décision."
            ),
            done=_("Le label n'est plus montré : la lettre donne le motif."),
        ),
        _verb(
            "reinstate",
            _("Rétablir"),
            claims.reinstate,
            _is(LabelState.SUSPENDED),
            tone="positive",
            sentence=_("Le label est montré de nouveau, jusqu'au dernier jour de sa preuve."),
            done=_("Le label est montré de nouveau."),
        ),
    )

    def get_queryset(self, request):
        """With all that both the list and the file name of each."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    def dossier(self, request, row) -> Dossier:
        """The paper beside what it must prove; whoever may decide opens it."""
        examines = is_operator(request.user, ROLE)
        return file.of_claim(row, examines=examines)

    def paper(self, request, row, paper: int):
        """A paper of the claim, shown in the frame of its file or downloaded."""
        found = get_object_or_404(LabelPaper, pk=paper, claim=row)
        return hand_out(found, shown=SHOWN_HERE in request.GET)
