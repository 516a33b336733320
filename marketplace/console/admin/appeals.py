"""The console's page about contested decisions."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Review, ReviewNotice, Snapshot, SnapshotNotice, Submission
from catalog.moderation import file as sheet_file
from catalog.reviews import file as review_file
from catalog.snapshots import file as snapshot_file
from marketplace.shared import appeals, dossiers, parties, places
from marketplace.shared.admin import Filed, Verb, present, register
from marketplace.shared.appeals import Standing
from marketplace.shared.audience import ANY, OPERATOR_ROLES, is_operator
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.events import subject_of
from marketplace.shared.models import Appeal
from marketplace.shared.models.appeal import AppealState
from marketplace.shared.templatetags.ui import badge, when
from marketplace.shared.typed import MotiveField
from orders.models import Order
from sellers.models import Seller

Given = (Review, Snapshot)  # what buyers gave of what they received
NOTICES = ((ReviewNotice, "notice_id"), (SnapshotNotice, "snapshot_notice_id"))


class AnswerForm(forms.Form):
    """What whoever contests a decision reads as its answer."""

    answer = MotiveField(
        label=_("Réponse motivée, lue par la personne qui conteste"),
        max_length=appeals.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Écrivez votre réponse.")},
    )


def _decide(state: AppealState):
    def run(row, request, data):
        appeals.decide(row, state, answer=data["answer"], **present(request))

    return run


def _is_open(row) -> bool:
    return row.state == AppealState.OPEN


def _may_end(*standings: Standing):
    """Whether an open appeal may end so, as the contested decision stands now."""
    return lambda row: _is_open(row) and appeals.standing(row.fact) in standings


def _as_undone(row) -> dict:
    """The answer begins with the reason for which the decision was taken back."""
    undoing = appeals.undoing(row.fact)
    return {"answer": undoing.because} if undoing is not None and undoing.actor_id else {}


class Role(admin.SimpleListFilter):
    """Whose decisions, by the names of the roles."""

    title, parameter_name = _("rôle"), "role"

    def lookups(self, request, model_admin):
        """The roles that this person holds and whose decisions may be contested."""
        roles = [role for role in appeals.roles() if is_operator(request.user, role)]
        return [(role, OPERATOR_ROLES[role]) for role in roles]

    def queryset(self, request, queryset):
        """What the chosen role decides."""
        return queryset.filter(role=self.value()) if self.value() else queryset


@register(Appeal)
class AppealAdmin(Filed):
    """Contested decisions and their answers; each person sees those of their roles."""

    role = ANY
    by_row = True
    list_display = ("__str__", "what", "state", "asked_at", "first", "decided_by")
    list_filter = ("state", Role)
    list_select_related = ("fact__actor", "decided_by")
    search_fields = ("email", "text")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "upset",
            _("Donner raison"),
            _decide(AppealState.UPSET),
            done=_("La décision est revue : la réponse est partie."),
            role=ANY,
            sensitive=True,
            form=AnswerForm,
            initial=_as_undone,
            when=_may_end(Standing.UNDONE),
            tone="positive",
            sentence=_("La décision a été annulée : la réponse le dit et part aussitôt."),
        ),
        Verb(
            "keep",
            _("Maintenir la décision"),
            _decide(AppealState.KEPT),
            done=_("La décision est maintenue : la réponse est partie."),
            role=ANY,
            sensitive=True,
            form=AnswerForm,
            when=_may_end(Standing.STANDS),
            tone="danger",
        ),
        Verb(
            "moot",
            _("Classer sans objet"),
            _decide(AppealState.MOOT),
            done=_("Le recours est classé sans objet : la réponse est partie."),
            role=ANY,
            sensitive=True,
            form=AnswerForm,
            when=_may_end(Standing.MOOT),
            sentence=_(
                "Ce que visait la décision a changé depuis : personne ne gagne ni ne perd, la"
                " réponse le dit."
            ),
        ),
    )

    def get_queryset(self, request):
        """Only decisions that this person's roles take."""
        roles = [role for role in OPERATOR_ROLES if is_operator(request.user, role)]
        return super().get_queryset(request).filter(role__in=roles)

    def has_view_permission(self, request, obj=None):
        """Of the section everybody, of a row those whose roles decide it."""
        may = super().has_view_permission(request, obj)
        return may and (obj is None or is_operator(request.user, obj.role))

    def tie(self, person, row):
        """Whoever decided first, belongs to the shop, or reads the mailbox that is answered."""
        if _is_open(row) and appeals.is_for_another(row, person):
            return _("vous avez pris cette décision")
        if row.email.lower() == person.email.lower():
            return _("ce recours est le vôtre")
        shop = Seller.objects.filter(pk=row.fact.data.get("seller_id")).first()
        return parties.why(person, shop, (parties.ITSELF,)) if shop else ""

    def own(self, person, rows):
        """Those that they asked for themselves, or that are about their shop."""
        shops = list(Seller.objects.of(person).values_list("pk", flat=True))
        about = Q(fact__data__seller_id__in=shops) if shops else Q()
        return rows.filter(Q(email__iexact=person.email) | about)

    def resume(self, request, row):
        """Once the decision is taken back, only the answer is left to write: straight to it."""
        if not _may_end(Standing.UNDONE)(row):
            return super().resume(request, row)
        messages.info(
            request,
            gettext(
                "La décision est annulée. Il reste à répondre au recours : écrivez la réponse"
                " et envoyez-la par « Donner raison »."
            ),
        )
        return reverse(f"admin:{self.url_name('upset')}", args=[row.pk])

    def _moves(self, request, row):
        """While the decision stands, the verb that takes it back is in the place of agreeing."""
        moves = super()._moves(request, row)
        if not _is_open(row) or appeals.standing(row.fact) is not Standing.STANDS:
            return moves
        kind = appeals.kind_of(row.fact)
        about = kind.row(row.fact)
        section = self.admin_site._registry[type(about)]
        undoing = [
            {
                **move,
                "words": gettext("Pour donner raison : {undo}").format(undo=kind.undo),
                "url": f"{move['url']}?{dossiers.BACK}={subject_of(row)}",
            }
            for move in section._moves(request, about)
            if str(move["verb"].label) == str(kind.undo)
        ]
        return [*undoing, *moves]

    @admin.display(description=_("décision"))
    def what(self, row):
        """What was decided, in words."""
        return appeals.in_words(row.fact)

    @admin.display(description=_("décidée par"))
    def first(self, row):
        """Who decided first: somebody else answers."""
        return row.fact.actor or "–"

    def dossier(self, request, row) -> Dossier:
        """Who contests what, what it is about, and what was answered."""
        fact = row.fact
        about = appeals.kind_of(fact).row(fact)
        shop = Seller.objects.filter(pk=fact.data.get("seller_id")).first()
        if isinstance(about, Given):
            shop = about.seller
        return Dossier(
            title=str(row),
            who=_who(row, about, shop),
            badges=[badge(row)],
            says=[_stands(row)] if _is_open(row) else [],
            main=[
                Panel(
                    title=gettext("Ce que dit la personne"),
                    rows=[(_("Le"), when(row.asked_at)), (_("Ses mots"), row.text)],
                ),
                *_contested(about, fact),
                *_answered(row),
            ],
            beside=[
                Panel(
                    title=gettext("La décision contestée"),
                    rows=[
                        (_("Décision"), appeals.in_words(fact)),
                        (_("Prise le"), when(fact.happened_at)),
                        (_("Prise par"), fact.actor),
                        (_("Motif"), appeals.kind_of(fact).because(fact)),
                        (_("Concerne"), places.link(about)),
                        (
                            _("Fiche produit"),
                            places.link(about.product) if isinstance(about, Given) else "",
                        ),
                        (_("Boutique"), places.link(shop) if shop and shop != about else ""),
                    ],
                )
            ],
            rows=[row],
            told=[about],
            lead=[row],
        )


def _who(row: Appeal, about, shop: Seller | None) -> str:
    """Who contests: by name whoever bought or reported, or the shop; and the address answered."""
    for model, key in NOTICES:
        notice = model.objects.filter(pk=row.fact.data.get(key)).first()
        if notice is not None:
            return f"{notice.name} · {row.email}"
    if isinstance(about, Given):
        orders = Order.objects.filter(seller_orders__lines=about.purchase)
        name = orders.values_list("recipient", flat=True).first() or about.author
    else:
        name = shop.name if shop else ""
    return f"{name} · {row.email}" if name else row.email


def _contested(about, fact) -> list[Panel]:
    """All that was refused or left, words and photos, to be judged where the appeal is."""
    if isinstance(about, Review):
        is_left = fact.name == "catalog.ReviewKept"
        title = gettext("L'avis laissé en ligne") if is_left else gettext("L'avis contesté")
        return [review_file.words(about, title)]
    if isinstance(about, Snapshot):
        is_left = fact.name == "catalog.SnapshotKept"
        title = gettext("La photo laissée en ligne") if is_left else gettext("La photo contestée")
        return [snapshot_file.photo(about, title)]
    if isinstance(about, Product):
        proposed = Submission.objects.filter(pk=fact.data.get("submission_id")).first()
        return sheet_file.judged(about, proposed)
    return []


def _answered(row: Appeal) -> list[Panel]:
    if not row.answer:
        return []
    return [
        Panel(
            title=gettext("La réponse"),
            rows=[
                (_("Réponse"), row.answer),
                (_("Décidé par"), row.decided_by),
                (_("Le"), when(row.decided_at)),
            ],
        )
    ]


def _stands(row: Appeal) -> str:
    """What became of the decision, and what that leaves to answer."""
    undo = appeals.kind_of(row.fact).undo
    return {
        Standing.STANDS: gettext(
            "La décision produit encore son effet : pour donner raison, annulez-la d'abord par"
            " « {undo} »."
        ).format(undo=undo),
        Standing.UNDONE: gettext("La décision a été annulée : il reste à l'écrire à la personne."),
        Standing.MOOT: gettext(
            "Ce que visait la décision a changé depuis, sans que l'équipe l'annule."
        ),
    }[appeals.standing(row.fact)]
