"""Runs of payouts: who is owed what and why, what to look at, approve; and each payout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounting.commissions.forms import UntilForm
from accounting.documents.views.files import hand_out
from accounting.models import AccountingRules, Payout, PayoutRun
from accounting.payouts import payable, payouts
from accounting.payouts import queries as payouts_queries
from accounting.states import PayoutState, RunState
from marketplace.shared import clock, gateway, policy
from marketplace.shared.admin import Because, House, Page, Verb, euros, present, register
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from sellers.models import Seller

SHOWN = 100  # orders of a payout a page
UNSENT = (PayoutState.PREPARED, PayoutState.APPROVED)


def _approve(run, request, data):
    first = payouts.asks_for_two(run)
    payouts.approve(run, **present(request))
    if first:
        messages.info(
            request, _("Votre accord est noté : une autre personne doit maintenant approuver.")
        )
        return redirect("admin:accounting_payoutrun_change", run.pk)
    return None


@dataclass(frozen=True)
class Now:
    """What would leave if a run were sent now, payout by payout, and what would stay."""

    rows: dict[int, payable.Leaving]
    cents: int
    kept_cents: int

    @property
    def count(self) -> int:
        """How many sellers would receive something."""
        return sum(1 for row in self.rows.values() if row.cents)


def _now(run) -> Now:
    """What would leave, in a fixed number of statements, however many sellers a run pays."""
    waiting = list(run.payouts.filter(state__in=UNSENT).select_related("seller"))
    rows = payable.leaving(run, waiting, clock.now())
    cents = sum(row.cents for row in rows.values())
    return Now(rows, cents, sum(payout.amount_cents for payout in waiting) - cents)


def _leaving_each(rows: Iterable[Payout]) -> dict[int, payable.Leaving]:
    """What would leave of payouts of several runs that are sent now."""
    at, by_run = clock.now(), defaultdict(list)
    for payout in rows:
        by_run[payout.run].append(payout)
    leaving: dict[int, payable.Leaving] = {}
    for run, own in by_run.items():
        leaving |= payable.leaving(run, own, at)
    return leaving


def _what_is_approved(run) -> str:
    return gettext("Approuver et verser {sum}").format(sum=money(_now(run).cents))


def _leaves_alone(payout: Payout) -> str:
    """What would leave of one payout that is sent now."""
    now = payable.leaving(payout.run, [payout], clock.now())
    return money(now[payout.pk].cents if payout.pk in now else payout.amount_cents)


def _what_leaves(run) -> str:
    """How much leaves, for how many sellers, what is held, and whether the provider has as much."""
    now = _now(run)
    leaves = ngettext(
        "{sum} partiraient maintenant vers le compte de {count} vendeur.",
        "{sum} partiraient maintenant vers les comptes de {count} vendeurs.",
        now.count,
    ).format(sum=money(now.cents), count=now.count)
    if now.kept_cents:
        leaves += " " + gettext("{sum} sont retenus : la page de la campagne dit pourquoi.").format(
            sum=money(now.kept_cents)
        )
    if payouts.asks_for_two(run):
        return (
            leaves
            + " "
            + gettext(
                "Cette campagne a été préparée automatiquement et atteint le seuil de double"
                " validation : votre accord est le premier, une autre personne l'approuve"
                " ensuite."
            )
        )
    total = now.cents
    try:
        held = gateway.current().balance_cents()
    except Refusal as refusal:
        return f"{leaves} {refusal}"
    # Approved all the same: the provider refuses what it lacks, and each refusal can be retried.
    if held >= total:
        return leaves
    return (
        leaves
        + " "
        + gettext(
            "Le prestataire ne détient que {held} : il refusera les derniers virements, à réessayer"
            " ensuite."
        ).format(held=money(held))
    )


@register(PayoutRun)
class PayoutRunAdmin(House):
    """One page a run: who is paid, who is not and why, what to look at."""

    role = "finance"  # whom it concerns is asked of all its shops at once: see `tie`
    list_display = (
        "number",
        "state",
        "until",
        "total",
        "prepared_by",
        "prepared_at",
        "approved_by",
    )
    list_filter = ("state",)
    search_fields = ("number",)
    ordering = ("-pk",)
    list_select_related = ("prepared_by", "approved_by")
    fields = (
        "number",
        "state",
        "until",
        "total",
        "prepared_by",
        "prepared_at",
        "approved_by",
        "approved_at",
    )
    readonly_fields = ("total",)
    change_form_template = "admin/accounting/payout_run.html"
    change_list_template = "admin/accounting/payout_runs.html"
    total = euros("total_cents", _("Total préparé"))
    pages = (Page("prepare/", "prepare", "prepare", role="finance", sensitive=True),)
    verbs = (
        Verb(
            "approve",
            _("Approuver et verser"),
            _approve,
            role="finance",
            sensitive=True,
            when=lambda row: row.state == RunState.PREPARED,
            tone="positive",
            named=_what_is_approved,
            sentence=_what_leaves,
            done=_(
                "La campagne est approuvée : ce qui n'est pas retenu part maintenant, versement par"
                " versement."
            ),
        ),
        Verb(
            "drop",
            _("Annuler cette campagne"),
            lambda row, request, data: payouts.drop_run(
                row, because=data["because"], **present(request)
            ),
            role="finance",
            sensitive=True,
            form=Because,
            tone="danger",
            when=lambda row: row.state == RunState.PREPARED,
            sentence=_("Rien n'est versé ; les sommes seront reprises par la prochaine campagne."),
            done=_("La campagne est annulée."),
        ),
    )

    def may(self, request, said, row=None):
        """Whoever must leave the approval to another person is not offered it."""
        if not super().may(request, said, row):
            return False
        return row is None or said.name != "approve" or not _is_for_another(row, request.user)

    def tie(self, person, row):
        """Whoever belongs to a shop that a run pays neither lets it go nor stops it."""
        own = Seller.objects.of(person).filter(payouts__run=row).order_by("pk").first()
        return own.tie(person) if own else ""

    def own(self, person, rows):
        """The runs that pay a shop of theirs."""
        return rows.filter(pk__in=Payout.objects.filter(seller__members__user=person).values("run"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Add the payouts of the run, largest first, and who is left out."""
        run = self.get_object(request, object_id)
        run_payouts = (
            list(run.payouts.select_related("seller").order_by("-amount_cents", "pk"))
            if run
            else []
        )
        now = _now(run) if run else Now({}, 0, 0)
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                "now": now,
                "kept": [
                    (payout, now.rows[payout.pk])
                    for payout in run_payouts
                    if stays(payout, now.rows)
                ],
                "for_another": bool(run) and _is_for_another(run, request.user),
                "is_refused": any(payout.state == PayoutState.FAILED for payout in run_payouts),
                "threshold": policy.rules(AccountingRules).payout_four_eyes_cents,
                "payouts": [
                    (
                        payout,
                        [payable.WARNINGS[w] for w in payout.warnings],
                        now.rows.get(payout.pk),
                    )
                    for payout in run_payouts
                ],
                **(extra_context or {}),
            },
        )

    def prepare(self, request):
        """What is due to whom until a day, and the button that makes a run of it."""
        now = clock.now()
        asked = request.POST if request.method == "POST" else request.GET or None
        form = UntilForm(asked or {"until": clock.today().isoformat()})
        until = _end_of(form.cleaned_data["until"], now) if form.is_valid() else None
        if request.method == "POST" and until is not None:
            try:
                run = payouts.prepare(until, **present(request))
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                return redirect("admin:accounting_payoutrun_change", run.pk)
        return render(
            request,
            "admin/accounting/prepare.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Préparer une campagne de versement"),
                "opts": self.opts,
                "form": form,
                "rows": _due_rows(until, now) if until else [],
                "refused": _refused(),
            },
        )


@register(Payout)
class PayoutAdmin(House):
    """What one seller is paid in a run, order by order."""

    role, concerns = "finance", ("seller",)
    list_display = ("number", "seller", "state", "amount", "sent_at", "paid_at")
    list_filter = ("state",)
    search_fields = ("number", "seller__name", "seller__code", "ref")
    ordering = ("-pk",)
    list_select_related = ("seller",)
    fields = (
        "number",
        "run",
        "seller",
        "state",
        "amount",
        "held_back",
        "ref",
        "failure",
        "sent_at",
        "paid_at",
        "invoice",
    )
    readonly_fields = ("amount", "held_back")
    change_form_template = "admin/accounting/payout.html"
    change_list_template = "admin/accounting/payouts.html"
    amount = euros("amount_cents", _("Montant"))
    held_back = euros("held_back_cents", _("Retenu au départ"))
    pages = (
        Page("<int:pk>/statement/", "statement", "statement", role="finance"),
        Page("refused/", "retry_all", "retry_all", role="finance", sensitive=True),
    )
    verbs = (
        Verb(
            "retry",
            _("Réessayer"),
            lambda row, request, data: payouts.retry(row, **present(request)),
            role="finance",
            sensitive=True,
            when=lambda row: row.state == PayoutState.FAILED,
            tone="positive",
            named=lambda row: gettext("Réessayer de verser {sum}").format(sum=_leaves_alone(row)),
            sentence=_("Un nouveau virement est demandé au prestataire."),
            done=_("Le versement repart."),
        ),
        Verb(
            "drop",
            _("Annuler ce versement"),
            lambda row, request, data: payouts.drop(
                row, because=data["because"], **present(request)
            ),
            role="finance",
            sensitive=True,
            form=Because,
            when=lambda row: row.state in payouts.WAITING,
            tone="danger",
            named=lambda row: gettext("Annuler ce versement de {sum}").format(
                sum=money(row.amount_cents)
            ),
            sentence=_("Rien n'est versé ; la somme sera reprise par la prochaine campagne."),
            done=_("Le versement est annulé."),
        ),
    )

    def get_fields(self, request, obj=None):
        """Before commissions were invoiced by month, each payout had an invoice of its own."""
        return [name for name in self.fields if name != "invoice" or (obj and obj.invoice_id)]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Add the orders that the payout settles."""
        payout = self.get_object(request, object_id)
        orders = Paginator(payouts_queries.SettledOrders(payout) if payout else [], SHOWN).get_page(
            request.GET.get("page")
        )
        now = (
            payable.leaving(payout.run, [payout], clock.now())
            if payout and payout.state in payouts.WAITING
            else {}
        )
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                "orders": orders,
                "now": now.get(payout.pk) if payout else None,
                "kept": [(payout, now[payout.pk])] if payout and stays(payout, now) else [],
                **(extra_context or {}),
            },
        )

    def retry_all(self, request):
        """The payouts that the provider refused, and the button that sends them all again."""
        own = self.own(request.user, _refused())
        theirs = _refused().exclude(pk__in=own.values("pk")).select_related("seller", "run")
        if request.method == "POST":
            count = payouts.retry_all(theirs, **present(request))
            said = ngettext(
                "{count} virement est demandé de nouveau au prestataire.",
                "{count} virements sont demandés de nouveau au prestataire.",
                count,
            )
            messages.success(request, said.format(count=count))
            return redirect("admin:accounting_payout_changelist")
        now = _leaving_each(theirs)
        for payout in theirs:
            payout.leaves_cents = now[payout.pk].cents  # type: ignore[attr-defined]
        return render(
            request,
            "admin/accounting/refused.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Versements refusés par le prestataire"),
                "opts": self.opts,
                "refused": theirs,
                "own": own,
                "cents": sum(leaving.cents for leaving in now.values()),
            },
        )

    def statement(self, request, row):
        """The PDF of a statement."""
        if not row.statement:
            raise Http404
        return hand_out(row.statement, f"releve-{row.number}.pdf")


def _is_for_another(run: PayoutRun, person) -> bool:
    return run.state == RunState.PREPARED and payouts.is_for_another(run, person)


def stays(payout: Payout, at: Mapping[int, payable.Leaving]) -> bool:
    """Whether less than a payout's amount would leave."""
    return payout.pk in at and at[payout.pk].cents < payout.amount_cents


def _end_of(day, at: datetime) -> datetime:
    return min(at, datetime.combine(day, time(23, 59, 59), clock.PARIS))


def _refused():
    """The payouts that wait for somebody to retry or drop them."""
    refused = Payout.objects.filter(state=PayoutState.FAILED)
    return refused.select_related("seller").order_by("seller__name", "pk")


def _due_rows(until: datetime, at: datetime) -> list[dict]:
    sums = payable.due_by_seller(until)
    sellers = Seller.objects.in_bulk(sums)
    dues = [
        {
            "seller": sellers[pk],
            "cents": cents,
            "why": payable.hindrance(sellers[pk], cents, at),
        }
        for pk, cents in sums.items()
    ]
    return sorted(dues, key=lambda due: -due["cents"])
