"""The console's pages about the machinery: facts, proofs, numbers."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.console import payloads
from marketplace.shared import facts, trail
from marketplace.shared.admin import House, register
from marketplace.shared.audience import ANY
from marketplace.shared.models import (
    Fact,
    Proof,
    Sequence,
)
from marketplace.shared.trail import plain

# Where a fact happens, by the app that announces it.
ROOMS = {
    "orders": _("Commandes"),
    "sellers": _("Vendeurs"),
    "catalog": _("Catalogue"),
    "marketing": _("Animation et trafic"),
    "accounting": _("Comptabilité"),
}
HOUSE = _("La maison et ses comptes")


class Sentence(admin.SimpleListFilter):
    """What happened, chosen by its sentence among those of its room, or by words of it."""

    title, parameter_name = _("fait"), "name"
    template = "admin/house/sentences.html"

    def lookups(self, request, model_admin):
        """Every fact by its sentence, by room and as French is read; a sentence stands once."""
        by_sentence = {said: name for name, said in trail.sentences().items()}
        return sorted(((name, said) for said, name in by_sentence.items()), key=_place)

    def choices(self, changelist):
        """The choices by room, and the words that were typed beside what else is asked for."""
        names = ["", *(name for name, _said in self.lookup_choices)]
        kept = [pair for pair in changelist.params.items() if pair[0] != self.parameter_name]
        typed = "" if self.value() in trail.sentences() else self.value() or ""
        for choice, name in zip(super().choices(changelist), names, strict=True):
            yield choice | {"room": _room(name) if name else "", "kept": kept, "typed": typed}

    def queryset(self, request, queryset):
        """The facts that are told by the chosen sentence, or by one that holds the typed words."""
        asked, said = self.value(), trail.sentences()
        if not asked:
            return queryset
        if asked in said:
            same = [name for name, sentence in said.items() if sentence == said[asked]]
        else:
            same = [name for name, words in said.items() if plain(asked) in plain(words)]
        return queryset.filter(name__in=same)


def _room(name: str) -> str:
    return str(ROOMS.get(name.partition(".")[0], HOUSE))


def _place(choice: tuple[str, str]) -> tuple[int, str]:
    """Rooms in the order of the console's menu; in each, accents and capitals do not count."""
    app = choice[0].partition(".")[0]
    return [*ROOMS, app].index(app), plain(choice[1])


class Trail(ChangeList):
    """A page of facts, with what each is about."""

    def get_results(self, request):
        """Read what the facts of the page are about, all at once."""
        super().get_results(request)
        self.result_list = trail.tell(self.result_list)


@register(Fact)
class FactAdmin(House):
    """The audit trail: who did what, when and why, as far as the reader's roles open it."""

    role = ANY
    list_display = ("happened_at", "what", "about", "where", "who", "why")
    list_filter = (Sentence,)
    search_fields = ("because",)
    search_help_text = _(
        "Un mot du fait ou de sa raison, un nom de personne, un numéro de commande ou de vendeur."
    )
    list_select_related = ("actor",)
    ordering = ("-happened_at", "-pk")
    fields = ("happened_at", "what", "about", "where", "who", "why", "details")
    readonly_fields = fields

    def get_queryset(self, request):
        """Only what this person's roles may read."""
        return trail.readable(super().get_queryset(request), request.user)

    def get_changelist(self, request, **values):
        """The list that tells its facts in words."""
        return Trail

    def get_search_results(self, request, queryset, search_term):
        """By words that people see: the sentence, the reason, the person, the number."""
        return trail.found(queryset, search_term), False

    def get_object(self, request, object_id, from_field=None):
        """A fact, with what it is about."""
        fact = super().get_object(request, object_id, from_field)
        return fact if fact is None else trail.tell([fact])[0]

    def get_fields(self, request, obj=None):
        """The values that were kept, for those who look into the machine."""
        return [name for name in self.fields if name != "details" or request.user.is_superuser]

    @admin.display(description=_("fait"), ordering="name")
    def what(self, fact):
        """The sentence of the fact."""
        return facts.title(fact)

    @admin.display(description=_("objet"))
    def about(self, fact):
        """What it happened to."""
        return fact.about

    @admin.display(description=_("dossier"))
    def where(self, fact):
        """The larger thing in which it happened."""
        return fact.where or "–"

    @admin.display(description=_("auteur"), ordering="actor__last_name")
    def who(self, fact):
        """Whoever did it, by name."""
        return trail.person(fact.actor)

    @admin.display(description=_("données"))
    def details(self, fact):
        """The values that the fact kept, each in words."""
        return format_html_join("", "{}<br>", ((line,) for line in payloads.told(fact))) or "–"

    @admin.display(description=_("raison"), ordering="because")
    def why(self, fact):
        """The reason or the outcome, in the reader's language."""
        return facts.why(fact.name, fact.data, fact.because)


@register(Proof)
class ProofAdmin(House):
    """What the verification of each night found."""

    role = "finance"
    list_display = ("ran_at", "reach", "outcome", "seconds", "rank")
    list_filter = ("extent",)
    ordering = ("-rank",)
    fields = ("ran_at", "reach", "outcome", "told", "seconds", "rank", "seal")
    readonly_fields = ("reach", "outcome", "told", "seal")

    @admin.display(description=_("étendue"), ordering="extent")
    def reach(self, proof):
        """Whether all was verified, or of what grows what came since the proof before."""
        return proof.reach

    @admin.display(description=_("résultat"))
    def outcome(self, proof):
        """How many anomalies the verification found."""
        if not proof.found:
            return _("rien à signaler")
        return ngettext("{count} anomalie", "{count} anomalies", proof.found).format(
            count=proof.found
        )

    @admin.display(description=_("ce qui ne va pas"))
    def told(self, proof):
        """What was found, as `manage.py verify` says it."""
        return format_html_join("", "{}<br>", ([finding] for finding in proof.findings)) or "-"

    @admin.display(description=_("empreinte"))
    def seal(self, proof):
        """In groups of eight, to be compared with the logs by eye."""
        return " ".join(proof.hash[at : at + 8] for at in range(0, len(proof.hash), 8))


@register(Sequence)
class SequenceAdmin(House):
    """The last number of each series of documents."""

    role = "finance"
    list_display = ("series", "last", "last_on")
    search_fields = ("series",)
    ordering = ("series",)
