"""The console's section of messages: every exchange whole, and what the operator may do in it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.audience import ANY, OPERATOR_ROLES, is_operator
from marketplace.shared.dossiers import Dossier
from marketplace.shared.parties import ITSELF
from marketplace.shared.typed import MotiveField
from sellers.conversations import conversations, enclosures, file, reading, subjects, working
from sellers.conversations.conversations import Words
from sellers.conversations.forms import MessageField
from sellers.conversations.reading import LATE, of_desk, waiting
from sellers.models import Side, Thread
from sellers.states import ThreadState

SIDE = Side.OPERATOR


class AnswerForm(forms.Form):
    """What the operator says, to whom, and whether they wait for an answer."""

    to = forms.ChoiceField(
        label=_("À qui"),
        choices=[
            ("buyer", _("L'acheteur")),
            ("seller", _("La boutique")),
            ("buyer,seller", _("Les deux")),
        ],
        widget=forms.RadioSelect,
    )
    text = MessageField(rows=6)
    awaits = forms.BooleanField(label=_("J'attends une réponse"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        there = set(self.initial.get("sides", Side.values))
        self.fields["to"].choices = [
            pair for pair in self.fields["to"].choices if there.issuperset(pair[0].split(","))
        ]


class TeamNoteForm(forms.Form):
    """What the team writes to itself."""

    note = forms.CharField(
        label=_("Note pour l'équipe"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Écrivez votre note.")},
    )


class UntilForm(forms.Form):
    """Until which day an exchange is set aside."""

    day = forms.DateField(
        label=_("Jusqu'au"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Il revient ce matin-là, ou dès qu'un message arrive."),
    )


class WhyForm(forms.Form):
    """Why no answer is needed."""

    because = MotiveField(
        label=_("Pourquoi aucune réponse n'est nécessaire"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _answer(row, request, data):
    words = Words(text=data["text"], to=data["to"].split(","), awaits=data["awaits"])
    conversations.say(row, words, side=SIDE, **present(request))


def _first(row) -> dict:
    """To whoever waits, else to whoever asked first; only the sides that there are."""
    due = row.dues.filter(side=SIDE).order_by("pk").first()
    sides = conversations.may_address(row, SIDE)
    to = due.asker if due else row.opened_by
    return {"to": to if to in sides else next(iter(sides), ""), "sides": sides}


def _join(row, request, data):
    conversations.join(row, **present(request))


def _snooze(row, request, data):
    until = working.midnight(data["day"]) + timedelta(hours=8)
    conversations.snooze(row, until=until, side=SIDE, **present(request))


def _reopen(row, request, data):
    conversations.reopen(row, side=SIDE, **present(request))


def _close(row, request, data):
    conversations.close(row, side=SIDE, **present(request))


def _waive(row, request, data):
    conversations.no_answer_needed(row, side=SIDE, because=data["because"], **present(request))


def _note(row, request, data):
    conversations.note(row, data["note"], **present(request))


def _lives(row) -> bool:
    return row.erased_at is None


def _said(row) -> tuple[str, dict]:
    return file.TEMPLATE, file.words(row)


class Waits(admin.SimpleListFilter):
    """Who owes an answer now."""

    title, parameter_name = _("réponse attendue"), "waits"

    def lookups(self, request, model_admin):
        """Whose answer is awaited, and what was handed over."""
        return [
            (LATE, _("De la boutique, remise au service client")),
            (Side.OPERATOR, _("Du service client")),
            (Side.SELLER, _("De la boutique")),
            (Side.BUYER, _("De l'acheteur")),
        ]

    def queryset(self, request, queryset):
        """The exchanges in which the chosen side owes an answer."""
        chosen = self.value()
        return waiting(queryset, chosen) if chosen else queryset


class About(admin.SimpleListFilter):
    """What exchanges are about."""

    title, parameter_name = _("nature"), "about"

    def lookups(self, request, model_admin):
        """Every kind of subject."""
        return [(name, str(words).format(about="…")) for name, words in subjects.names()]

    def queryset(self, request, queryset):
        """The exchanges about the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class Desk(admin.SimpleListFilter):
    """Which role answers."""

    title, parameter_name = _("rôle"), "desk"

    def lookups(self, request, model_admin):
        """The roles of this person that answer messages."""
        roles = [role for role in OPERATOR_ROLES if subjects.kinds_of_desk([role])]
        return [(role, OPERATOR_ROLES[role]) for role in roles if is_operator(request.user, role)]

    def queryset(self, request, queryset):
        """What the chosen role answers."""
        return of_desk(queryset, self.value()) if self.value() else queryset


@register(Thread)
class ThreadAdmin(Filed):
    """Who wrote to whom about what; each person sees those that their roles answer."""

    role = ANY
    by_row = True
    concerns = (ITSELF,)
    notes = False  # a note stands in the exchange, and is erased with it
    list_display = ("what", "state", "name", "seller", "awaited", "last_at")
    list_filter = (Waits, Desk, "state", About, "last_at")
    list_select_related = ("seller",)
    search_fields = ("number", "about", "name", "email")
    ordering = ("-last_at", "-pk")
    pages = (Page("<int:pk>/piece/<int:enclosure>/", "piece", "piece", role=ANY),)
    verbs = (
        Verb(
            "repondre",
            _("Écrire"),
            _answer,
            role=ANY,
            form=AnswerForm,
            initial=_first,
            beside=_said,
            when=_lives,
            tone="positive",
            sentence=_(
                "Chacun lit à qui le message s'adresse. Ce qui est dit à un seul côté n'est pas lu"
                " de l'autre."
            ),
            done=_("Le message est envoyé."),
        ),
        Verb(
            "note",
            _("Laisser une note"),
            _note,
            role=ANY,
            form=TeamNoteForm,
            when=_lives,
            sentence=_("L'équipe seule la lit ; elle s'efface avec l'échange."),
            done=_("La note est gardée."),
        ),
        Verb(
            "rejoindre",
            _("Rejoindre l'échange"),
            _join,
            role=ANY,
            when=lambda row: _lives(row) and not row.with_operator,
            sentence=_("Les deux côtés sont prévenus que vous lisez tout, et peuvent vous écrire."),
            done=_("Vous avez rejoint l'échange : les deux côtés sont prévenus."),
        ),
        Verb(
            "sans-reponse",
            _("Aucune réponse n'est nécessaire"),
            _waive,
            role=ANY,
            form=WhyForm,
            when=lambda row: (
                row.dues.filter(side=SIDE).exists() or row.dues.filter(asker=SIDE).exists()
            ),
            sentence=_("Votre raison reste dans l'historique de l'échange."),
            done=_("C'est noté : aucune réponse n'est plus attendue."),
        ),
        Verb(
            "pause",
            _("Mettre de côté"),
            _snooze,
            role=ANY,
            form=UntilForm,
            when=lambda row: row.is_live and _lives(row),
            sentence=_("Les délais de réponse continuent de courir."),
            done=_("L'échange est mis de côté."),
        ),
        Verb(
            "rouvrir",
            _("Rouvrir"),
            _reopen,
            role=ANY,
            when=lambda row: row.state != ThreadState.OPEN and _lives(row),
            sentence=_("L'échange reprend sa place parmi ceux qui sont en cours."),
            done=_("L'échange est rouvert."),
        ),
        Verb(
            "clore",
            _("Clore"),
            _close,
            role=ANY,
            when=lambda row: row.is_live and _lives(row),
            sentence=_(
                "Les deux côtés l'apprennent par lettre ; un nouveau message rouvre l'échange."
            ),
            done=_("L'échange est clos."),
        ),
    )

    def get_queryset(self, request):
        """Only what this person's roles answer."""
        roles = [role for role in OPERATOR_ROLES if is_operator(request.user, role)]
        rows = super().get_queryset(request).filter(kind__in=subjects.kinds_of_desk(roles))
        return rows.prefetch_related("dues")

    def has_view_permission(self, request, obj=None):
        """Of the section everybody, of a row those whose role answers it."""
        may = super().has_view_permission(request, obj)
        return may and (obj is None or is_operator(request.user, subjects.desk_of(obj)))

    def dossier(self, request, row) -> Dossier:
        """What it is about, all that was said, and who owes whom an answer."""
        return file.of_thread(row, at=clock.now())

    def piece(self, request, row, enclosure):
        """A file that was sent with a message of this exchange."""
        return enclosures.hand_out(reading.enclosure(row, SIDE, enclosure))

    @admin.display(description=_("objet"), ordering="about")
    def what(self, row):
        """What it is about."""
        return subjects.title(row)

    @admin.display(description=_("attendue de"))
    def awaited(self, row):
        """Who owes an answer."""
        words = dict(Side.choices)
        sides = dict.fromkeys(str(words[due.side]) for due in row.dues.all())
        return ", ".join(sides) or "–"
