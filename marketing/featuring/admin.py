"""The console's pages about shops put forward: who might be next, a timetable, what is decided."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketing.featuring import featuring, forms, proposing, scoring
from marketing.featuring.featuring import Wanted
from marketing.featuring.forms import AcceptForm, SpanForm, TimetableForm, WithdrawForm
from marketing.featuring.proposing import Line, Looked
from marketing.featuring.turns import NotOpen
from marketing.models import FeaturedShop, MarketingRules
from marketing.states import FeaturedState
from marketplace.shared import clock, policy
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.folding import fold
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import figure, when
from sellers.models import Seller

ROLE = "editorial"
TOLD = 50  # of those who may not come
WEEKS = 4
TYPED = ("le", "jours")


class NoPlaceLeft(Refusal):
    """Somebody else gave all of them meanwhile."""

    sentence = _(
        "Toutes les places de ces périodes ont été prises entre-temps : rien n'est enregistré. Le"
        " calendrier qui en résulte est écrit plus bas."
    )


class PlacesTaken(Refusal):
    """Somebody else decided meanwhile."""

    sentence = _(
        "Des places ont été prises entre-temps : relisez le calendrier obtenu, puis enregistrez-le."
    )


@register(FeaturedShop)
class FeaturedShopAdmin(Filed):
    """The shops that the house puts forward in turns."""

    role, concerns = ROLE, ("seller",)
    addable = True
    adding = _("Proposer des boutiques")
    list_display = ("seller", "starts_at", "ends_at", "stands", "decided_by")
    list_select_related = ("seller", "decided_by")
    list_filter = ("state",)
    search_fields = ("seller__name",)
    ordering = ("-starts_at", "-pk")
    change_list_template = "admin/marketing/featured_list.html"
    pages = (Page("calendrier/", "timetable", "timetable", role=ROLE),)
    verbs = (
        Verb(
            "withdraw",
            _("Retirer cette mise en avant"),
            lambda row, request, data: featuring.withdraw(
                row, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=WithdrawForm,
            tone="danger",
            when=lambda row: row.state == FeaturedState.DECIDED and not row.is_over(clock.now()),
            sentence=_(
                "Les pages ne la montrent plus aussitôt, et la boutique en est prévenue ; sa place"
                " est libre."
            ),
            done=_("La mise en avant est retirée."),
        ),
    )

    def add_view(self, request, form_url="", extra_context=None):
        """Who might be next; one gesture decides it."""
        if request.method == "POST":
            return self._accept(request)
        looked = self._looked(request)
        form = SpanForm(request.GET if "jours" in request.GET else self._begun(looked))
        return self._proposed(request, form, looked)

    def timetable(self, request: HttpRequest) -> HttpResponse:
        """Several periods, as they would be; then all of them at once."""
        looked = self._looked(request)
        sent = request.POST if request.method == "POST" else request.GET
        begun = self._begun(looked) | {"periodes": WEEKS}
        form = TimetableForm(sent if "periodes" in sent else begun)
        lines, periods, status = [], [], 200
        if form.is_valid():
            picked = forms.chosen(request.POST.dict()) if request.method == "POST" else None
            periods = form.periods(at=looked.at)
            lines = looked.timetable(periods, picked)
            try:
                self._demand_places(picked, lines)
                is_right = all(not line.refusal for line in lines)
                if "plan" in request.POST and is_right:
                    return self._plan(request, lines)
                status = 200 if is_right else 409
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
        return self._page(
            request,
            "admin/marketing/featured_timetable.html",
            {
                "title": _now("Les prochaines mises en avant"),
                "form": form,
                "lines": lines,
                "is_wrong": any(line.refusal for line in lines),
                "is_full": bool(periods) and not lines,
                "decided": featuring.decided(periods),
                "rules": policy.rules(MarketingRules),
            },
            status=status,
        )

    def _accept(self, request) -> HttpResponse:
        """One shop is put forward for the period that the page showed."""
        form, looked = AcceptForm(request.POST), self._looked(request)
        if form.is_valid():
            (span,) = form.spans(at=looked.at)
            wanted = Wanted(form.cleaned_data["shop"], span.starts_at, span.ends_at)
            try:
                (row,) = featuring.plan([wanted], by=request.user, at=looked.at)
            except (Refusal, Seller.DoesNotExist) as refusal:
                said = str(refusal) if isinstance(refusal, Refusal) else _now("Boutique inconnue.")
                asked = SpanForm(forms.shown(form, TYPED))
                return self._proposed(request, asked, looked, wrong=said)
            messages.success(request, self._told(row))
            return redirect(self._own(row))
        return self._proposed(request, SpanForm(forms.shown(form, TYPED)), looked)

    def _demand_places(self, picked: dict[str, int | None] | None, lines: list[Line]) -> None:
        """Refuse to leave out without a word what somebody chose for a place now taken."""
        there = {line.name for line in lines}
        if any(pk and name not in there for name, pk in (picked or {}).items()):
            raise PlacesTaken if lines else NoPlaceLeft

    def _plan(self, request, lines) -> HttpResponse:
        wanted = [
            Wanted(line.chosen.shop.pk, line.span.starts_at, line.span.ends_at)
            for line in lines
            if line.chosen
        ]
        rows = featuring.plan(wanted, **present(request))
        messages.success(
            request,
            ngettext(
                "{count} mise en avant est décidée.",
                "{count} mises en avant sont décidées.",
                len(rows),
            ).format(count=figure(len(rows))),
        )
        return redirect(self._list(""))

    def _proposed(self, request, form: SpanForm, looked: Looked, *, wrong: str = ""):
        """The page of candidates: those who may come, and why others may not."""
        shown: dict = {}
        if form.is_valid():
            (span,) = form.spans(at=looked.at)
            proposal = looked.proposal(span)
            named = fold(form.cleaned_data["boutique"])
            candidates = [one for one in proposal.candidates if named in fold(one.shop.name)]
            refused = [pair for pair in proposal.refused if named in fold(pair[0].name)]
            shown_ones = proposing.listed(candidates, TOLD if named else proposing.LISTED)
            shown = {
                "span": span,
                "free": proposal.free,
                "candidates": shown_ones,
                "others": len(candidates) - len(shown_ones),
                "refused": [why for _shop, why in refused[:TOLD]],
                "more": len(refused) - TOLD,
                "count": len(candidates),
                "closed": self._closed(form.cleaned_data["boutique"], looked) if named else [],
                "names": [(scoring.NAMES[key], most) for key, most in scoring.weights().items()],
                "typed": forms.shown(form, TYPED),
            }
        return self._page(
            request,
            "admin/marketing/featured.html",
            {
                "title": self.adding,
                "form": form,
                "wrong": wrong,
                "rules": policy.rules(MarketingRules),
                **shown,
            },
            status=409 if wrong else 200,
        )

    def _closed(self, name: str, looked: Looked) -> list[str]:
        """Shops of that name that are not open, and what is said of them."""
        named = Seller.objects.filter(name__icontains=name).exclude(pk__in=looked.shops)
        shown = named.exclude(opened_at=None).order_by("name").values_list("name", flat=True)
        return [str(NotOpen(shop=each)) for each in shown[:TOLD]]

    def _looked(self, request) -> Looked:
        return Looked(clock.now(), featuring.own_shops(request.user))

    def _begun(self, looked: Looked) -> dict:
        days = policy.rules(MarketingRules).featured_days
        start = proposing.next_free(looked.book, days=days, at=looked.at)
        return {"le": f"{start.astimezone(clock.PARIS):%Y-%m-%dT%H:%M}", "jours": days}

    def _told(self, row: FeaturedShop) -> str:
        return _now("« {shop} » est mise en avant du {start} au {end}.").format(
            shop=row.seller.name, start=when(row.starts_at), end=when(row.ends_at)
        )

    def _page(self, request, template: str, shown: dict, *, status: int = 200) -> HttpResponse:
        return render(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "back": self._list(""),
                **shown,
            },
            status=status,
        )

    def dossier(self, request, row) -> Dossier:
        """Who is put forward until when, and what spoke for it on the day it was decided."""
        shop = reverse("shop-seller", args=[row.seller.slug])
        told = scoring.read(row.reasons)
        points, most = sum(one.points for one in told), sum(one.most for one in told)
        return Dossier(
            title=row.seller.name,
            who=_now("Boutique mise en avant"),
            badges=[self.stands(row)],
            says=[format_html('<a href="{}">{}</a>', shop, _now("Voir la boutique"))],
            main=[
                Panel(
                    title=_now("Ce qui parlait pour elle le jour de la décision"),
                    rows=[
                        (
                            one.name,
                            _now("{points} sur {most} : {why}").format(
                                points=one.points, most=one.most, why=one.told
                            ),
                        )
                        for one in told
                    ]
                    + [
                        (
                            _now("En tout"),
                            _now("{points} sur {most}").format(points=points, most=most),
                        )
                    ],
                )
            ],
            beside=[
                Panel(
                    title=_now("La période"),
                    rows=[
                        (_("Du"), when(row.starts_at)),
                        (_("Au"), when(row.ends_at)),
                        (_("Retirée"), when(row.withdrawn_at) if row.withdrawn_at else ""),
                        (_("Décidée"), when(row.decided_at)),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("état"))
    def stands(self, row):
        """Whether it is in force."""
        return stands(row, clock.now())


def stands(row: FeaturedShop, at: datetime) -> str:
    """Where it stands at an instant, in words."""
    if row.state == FeaturedState.WITHDRAWN:
        return _now("Retirée")
    if row.starts_at > at:
        return _now("À venir")
    return _now("En cours") if row.ends_at > at else _now("Terminée")
