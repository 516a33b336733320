"""Runs of payouts: who is owed what and why, what to look at, approve; and each payout."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounting.commissions.forms import UntilForm
from accounting.documents.views.files import hand_out
from accounting.models import Payout, PayoutRun
from accounting.payouts import departures, file, payable, payouts
from accounting.states import PayoutState, RunState
from marketplace.shared import clock, gateway
from marketplace.shared.admin import Because, Filed, Page, Verb, euros, present, register
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from sellers.models import Seller


def _approve(run, request, data):
    first = payouts.asks_for_two(run)
    payouts.approve(run, **present(request))
    if first:
        messages.info(
            request, _("Votre accord est noté : une autre personne doit maintenant approuver.")
        )
        return redirect("admin:accounting_payoutrun_change", run.pk)
    return None


def _what_is_approved(run) -> str:
    return gettext("Approuver et verser {sum}").format(sum=money(departures.of_run(run).cents))


def _prepared(run) -> str:
    """What was just prepared, and that nothing has left."""
    count = run.payouts.count()
    return ngettext(
        "La campagne {number} est préparée : {sum} pour {count} vendeur. Rien ne part avant son"
        " approbation.",
        "La campagne {number} est préparée : {sum} pour {count} vendeurs. Rien ne part avant son"
        " approbation.",
        count,
    ).format(number=run.number, sum=money(run.total_cents), count=count)


def _what_leaves(run) -> str:
    """How much leaves, for how many sellers, what is held, and whether the provider has as much."""
    now = departures.of_run(run)
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
class PayoutRunAdmin(Filed):
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

    def dossier(self, request, row):
        """Whom it pays, whom it does not, and what would leave now."""
        return file.of_run(row, is_for_another=_is_for_another(row, request.user))

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
                messages.success(request, _prepared(run))
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
class PayoutAdmin(Filed):
    """What one seller is paid in a run, order by order."""

    role, concerns = "finance", ("seller",)
    list_display = ("number", "seller", "state", "amount", "sent_at", "paid_at")
    list_filter = ("state",)
    search_fields = ("number", "seller__name", "seller__code", "ref")
    ordering = ("-pk",)
    list_select_related = ("seller",)
    change_list_template = "admin/accounting/payouts.html"
    amount = euros("amount_cents", _("Montant"))
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
            named=lambda row: gettext("Réessayer de verser {sum}").format(
                sum=money(departures.alone(row))
            ),
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

    def get_queryset(self, request):
        """With what its file says of the run and of the document it bills."""
        return super().get_queryset(request).select_related("run", "seller", "invoice")

    def dossier(self, request, row):
        """What it settles, to which account, and what the provider answered."""
        return file.of_payout(row, request)

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
        now = departures.of_each(theirs)
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
