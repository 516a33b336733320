"""The console's section about those who might sell here."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import Filed, Verb, present, register
from marketplace.shared.dossiers import Dossier
from marketplace.shared.templatetags.ui import when
from sellers.models import Prospect
from sellers.prospects import file, prospects
from sellers.prospects.forms import InviteForm, NoteForm, WhyForm
from sellers.states import ProspectState

ROLE = "sellers"


def _contact(row, request, data):
    prospects.contact(row, note=data["note"], seen=data["seen"], **present(request))


def _invite(row, request, data):
    prospects.invite(row, message=data["message"], seen=data["seen"], **present(request))


def _invite_again(row, request, data):
    prospects.invite_again(row, message=data["message"], seen=data["seen"], **present(request))


def _told_twice(row) -> str:
    """When they were invited, before another letter leaves."""
    return _now(
        "Une invitation est déjà partie le {day}. Une lettre de plus part avec votre mot et un lien"
        " vers la candidature ; celui de la première vaut toujours."
    ).format(day=when(row.invited_at))


def _decline(row, request, data):
    prospects.decline(row, note=data["note"], seen=data["seen"], **present(request))


def _close(row, request, data):
    prospects.close(row, note=data["note"], seen=data["seen"], **present(request))


def _take_up(row, request, data):
    prospects.take_up(row, **present(request))


def _erase(row, request, data):
    prospects.erase(row, **present(request))


@register(Prospect)
class ProspectAdmin(Filed):
    """Who asked about selling here, and how far it went."""

    role, concerns = ROLE, ()
    notes = False  # what is said of them stands on the row, which is erased
    list_display = ("__str__", "state", "place", "makes", "campaign", "asked_at", "heard_at")
    list_filter = ("state", "language", "asked_at")
    list_select_related = ("seller",)
    search_fields = ("name", "company", "email", "place", "makes")
    ordering = ("-heard_at", "-pk")
    verbs = (
        Verb(
            "contacter",
            _("Noter un contact"),
            _contact,
            role=ROLE,
            form=NoteForm,
            seen=prospects.mark,
            when=lambda row: row.is_open,
            sentence=_("Vous lui avez parlé ou écrit : la note reste ici, il n'en lit rien."),
            done=_("Le contact est noté."),
        ),
        Verb(
            "inviter",
            _("Inviter à candidater"),
            _invite,
            role=ROLE,
            form=InviteForm,
            seen=prospects.mark,
            tone="positive",
            when=lambda row: row.is_open and row.seller_id is None and not row.invited_at,
            sentence=_(
                "Une lettre part avec votre mot et un lien vers la candidature. Le dossier qui"
                " commence par ce lien est relié à ce prospect."
            ),
            done=_("L'invitation part par lettre."),
        ),
        Verb(
            "reinviter",
            _("Inviter de nouveau"),
            _invite_again,
            role=ROLE,
            form=InviteForm,
            seen=prospects.mark,
            when=lambda row: row.is_open and row.seller_id is None and row.invited_at is not None,
            sentence=_told_twice,
            done=_("Une nouvelle invitation part par lettre."),
        ),
        Verb(
            "decliner",
            _("Ne souhaite pas vendre"),
            _decline,
            role=ROLE,
            form=WhyForm,
            seen=prospects.mark,
            when=lambda row: row.is_open,
            sentence=_("Il l'a dit : il n'est plus contacté. Aucune lettre ne part."),
            done=_("Le prospect est classé."),
        ),
        Verb(
            "clore",
            _("Classer sans suite"),
            _close,
            role=ROLE,
            form=WhyForm,
            seen=prospects.mark,
            when=lambda row: row.is_open,
            sentence=_("Vous n'allez pas plus loin. Aucune lettre ne part."),
            done=_("Le prospect est classé."),
        ),
        Verb(
            "reprendre",
            _("Reprendre"),
            _take_up,
            role=ROLE,
            when=lambda row: (
                row.state in (ProspectState.DECLINED, ProspectState.CLOSED) and not row.erased_at
            ),
            sentence=_("Il revient parmi ceux qui sont à contacter."),
            done=_("Le prospect est de nouveau à contacter."),
        ),
        Verb(
            "effacer",
            _("Effacer"),
            _erase,
            role=ROLE,
            tone="danger",
            when=lambda row: not row.erased_at,
            sentence=_(
                "À la demande de la personne : son nom, ses adresses et les échanges sont effacés"
                " pour de bon. Qu'elle ait écrit, d'où et quand, reste pour compter."
            ),
            done=_("Le prospect est effacé."),
        ),
    )

    def dossier(self, request, row) -> Dossier:
        """Who it is and what was said."""
        return file.of_prospect(row)

    @admin.display(description=_("campagne"))
    def campaign(self, row):
        """The marks of the campaign that brought them."""
        marks = (row.source.get(mark, "") for mark in file.MARKS[:3])
        return " · ".join(filter(None, marks)) or "–"
