"""What the files of a payout and of a run show: who is paid what, and what the bank said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.events import (
    PayoutApproved,
    PayoutDropped,
    PayoutFailed,
    PayoutPaid,
    PayoutRetried,
)
from accounting.models import AccountingRules, Entry, Payout, PayoutRun
from accounting.payouts import departures, held, payable, payouts, queries
from accounting.states import PayoutState
from marketplace.shared import clock, exports, facts, places, policy, trail
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.dossiers import Entry as Told
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import badge, day, figure, money, reason, when

SHOWN = 100  # orders of a payout a page
LAST_RUNS = 5
ASKED = (name_of(PayoutApproved), name_of(PayoutRetried))
ENDED = {
    name_of(PayoutPaid): (gettext_lazy("Versé"), "positive"),
    name_of(PayoutFailed): (gettext_lazy("Refusé par le prestataire"), "danger"),
    name_of(PayoutDropped): (gettext_lazy("Annulé"), "neutral"),
}


@dataclass
class Attempt:
    """One time that a transfer was asked for: when, by whom, and what became of it."""

    asked_at: datetime | None
    by: Any = ""
    ended_at: datetime | None = None
    became: str = ""
    why: str = ""


# --- A payout -----------------------------------------------------------------------------------


def of_payout(payout: Payout, request: HttpRequest) -> Dossier:
    """The file of a payout, read with its run and its seller."""
    now = {}
    if payout.state in payouts.WAITING:
        now = payable.leaving(payout.run, [payout], clock.now())
    return Dossier(
        title=_("Versement {number}").format(number=payout.number),
        who=format_html(
            "{} · {}", places.link(payout.seller), places.link(payout.run, _campaign(payout.run))
        ),
        amount=money(payout.amount_cents),
        badges=[badge(payout)],
        says=[*_says(payout), *_would_leave(now.get(payout.pk))],
        main=[
            *_kept([payout], now),
            _settled(payout, request),
            *_attempts(payout),
        ],
        beside=[_transfer(payout), *held.money(payout.seller)],
        rows=[payout],
        lead=[payout],
        entries=_of_its_run(payout),
    )


def _campaign(run: PayoutRun) -> str:
    return _("campagne {number}").format(number=run.number)


def _says(payout: Payout) -> list[str]:
    """What happens next, or why nothing does."""
    if payout.state == PayoutState.PREPARED:
        return [_("Rien ne part avant que la campagne soit approuvée.")]
    if payout.state == PayoutState.SENDING:
        return [
            _(
                "Le prestataire n'a pas encore dit ce que devient ce virement. Nous le lui"
                " redemandons toutes les cinq minutes : il n'y a rien à faire."
            )
        ]
    if payout.state == PayoutState.FAILED:
        return [
            _(
                "Le prestataire a refusé ({why}). Les sommes restent à ce versement jusqu'à ce"
                " qu'il soit réessayé ou annulé."
            ).format(why=reason(payout.failure))
        ]
    if payout.state == PayoutState.DROPPED and payout.failure:
        return [
            _("Annulé : {why} Les sommes sont dues de nouveau.").format(
                why=_ended(reason(payout.failure))
            )
        ]
    return []


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _would_leave(now: payable.Leaving | None) -> list[str]:
    if now is None:
        return []
    return [_("Partirait maintenant : {sum}.").format(sum=money(now.cents))]


def _kept(rows: Iterable[Payout], now: Mapping[int, payable.Leaving]) -> list[Panel]:
    """What would stay of payouts that are sent now, and why."""
    kept = [(payout, now[payout.pk]) for payout in rows if departures.stays(payout, now)]
    if not kept:
        return []
    return [
        Panel(
            title=_("Ce qui est retenu maintenant, et pourquoi"),
            anchor="kept",
            tone="warning",
            template="admin/accounting/_kept.html",
            values={"kept": kept},
        )
    ]


def _settled(payout: Payout, request: HttpRequest) -> Panel:
    """The orders it pays, what each brings, and what was taken off."""
    orders = queries.SettledOrders(payout)
    page = Paginator(orders, SHOWN).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    return Panel(
        title=_("Ce que ce versement règle"),
        anchor="orders",
        template="admin/accounting/_settled.html",
        values={
            "orders": page,
            "sums": orders.sums(),
            "held_back_cents": payout.held_back_cents,
            "request": request,
        },
    )


def _attempts(payout: Payout) -> list[Panel]:
    """Each time that the transfer was asked for, with the provider's answer."""
    told = Fact.objects.filter(subject=subject_of(payout), name__in=(*ASKED, *ENDED))
    attempts: list[Attempt] = []
    for fact in told.select_related("actor").order_by("pk"):
        if fact.name in ASKED:
            attempts.append(Attempt(asked_at=fact.happened_at, by=trail.person(fact.actor)))
            continue
        if not attempts or attempts[-1].became:
            attempts.append(Attempt(asked_at=None))
        label, tone = ENDED[fact.name]
        last = attempts[-1]
        last.became, last.ended_at = badge(fact.name, str(label), tone), fact.happened_at
        last.why = facts.reason(fact.because)
    if not attempts:
        return []
    if not attempts[-1].became:
        attempts[-1].became = badge(payout)
    return [
        Panel(
            title=_("Demandes au prestataire"),
            anchor="attempts",
            template="admin/accounting/_attempts.html",
            values={"attempts": attempts},
        )
    ]


def _transfer(payout: Payout) -> Panel:
    """To which account it goes, when it left, and the papers that tell it."""
    seller = payout.seller
    booked = Entry.objects.filter(source=f"payout:{payout.pk}").first()
    statement = reverse("admin:accounting_payout_statement", args=[payout.pk])
    changed = seller.iban_changed_at
    since = changed is not None and payout.sent_at is not None and changed > payout.sent_at
    return Panel(
        title=_("Virement"),
        anchor="transfer",
        rows=[
            (_("Titulaire"), seller.legal_name),
            (_("Compte bancaire"), "" if since else exports.masked(seller.iban)),
            (_("Compte bancaire"), _changed_since(payout) if since else ""),
            (_("IBAN modifié le"), when(changed)),
            (_("Compte chez le prestataire"), payout.account_ref or seller.account_ref),
            (_("Référence du prestataire"), payout.ref),
            (_("Envoyé le"), when(payout.sent_at)),
            (_("Versé le"), when(payout.paid_at)),
            (_("Retenu au départ"), money(payout.held_back_cents or None)),
            (_("À regarder"), ", ".join(str(payable.WARNINGS[sign]) for sign in payout.warnings)),
            (
                _("Relevé"),
                format_html('<a href="{}">PDF</a>', statement) if payout.statement else "",
            ),
            (_("Écriture"), places.link(booked) if booked else ""),
            (_("Facture de commission"), places.link(payout.invoice) if payout.invoice else ""),
        ],
    )


def _changed_since(payout: Payout) -> str:
    return _("changé depuis ce virement, envoyé le {day}").format(day=when(payout.sent_at))


def _of_its_run(payout: Payout) -> list[Told]:
    """What happened to the run that pays it, among what happened to the payout itself."""
    told = Fact.objects.filter(subject=subject_of(payout.run)).select_related("actor")
    about = places.link(payout.run, _("Campagne {number}").format(number=payout.run.number))
    return [
        Told(
            at=fact.happened_at,
            title=facts.title(fact),
            text=facts.why(fact.name, fact.data, fact.because),
            by=fact.actor or "",
            about=about,
        )
        for fact in told.exclude(name="shared.NoteLeft").order_by("-pk")[:20]
    ]


# --- A run --------------------------------------------------------------------------------------


def of_run(run: PayoutRun, *, is_for_another: bool) -> Dossier:
    """The file of a run: whom it pays, largest first, and whom it does not."""
    rows = list(run.payouts.select_related("seller").order_by("-amount_cents", "pk"))
    now = departures.of_run(run)
    return Dossier(
        title=_("Campagne de versement {number}").format(number=run.number),
        who=_prepared(run),
        amount=money(run.total_cents),
        badges=[badge(run)],
        says=[*_for_another(is_for_another), *_refused(rows), *_leaves(run, now)],
        main=[
            *_kept(rows, now.rows),
            _paid(rows, now),
            *_left_out(run),
        ],
        beside=[_campaign_facts(run, rows)],
        history=[_others(run)],
        rows=[run],
        lead=[run],
    )


def _prepared(run: PayoutRun) -> str:
    by = run.prepared_by or _("automatiquement")
    return _("préparée le {day} · {by}").format(day=when(run.prepared_at), by=by)


def _for_another(is_for_another: bool) -> list[str]:  # noqa: FBT001 (a sentence or none)
    if not is_for_another:
        return []
    threshold = policy.rules(AccountingRules).payout_four_eyes_cents
    return [
        _(
            "Vous avez préparé cette campagne et elle atteint {sum}, seule ou avec celles que vous"
            " avez préparées et approuvées depuis sept jours : une autre personne doit l'approuver."
        ).format(sum=money(threshold))
    ]


def _refused(rows: list[Payout]) -> list[str]:
    if not any(payout.state == PayoutState.FAILED for payout in rows):
        return []
    return [
        format_html(
            '{} <a href="{}">{}</a>',
            _(
                "Le prestataire a refusé des virements de cette campagne : elle se termine quand"
                " chacun est versé ou annulé."
            ),
            reverse("admin:accounting_payout_retry_all"),
            _("Les réessayer"),
        )
    ]


def _leaves(run: PayoutRun, now: departures.Now) -> list[str]:
    if not now.rows:
        return []
    said = [_("Partirait maintenant : {sum}.").format(sum=money(now.cents))]
    if now.kept_cents:
        said.append(_("Retenu : {sum}.").format(sum=money(now.kept_cents)))
    threshold = policy.rules(AccountingRules).payout_four_eyes_cents
    if run.total_cents < threshold:
        rule = _(
            "Total préparé : {sum}. Sous le seuil de {threshold}, une seule personne suffit pour"
            " approuver ; ce qui est retenu est demandé de nouveau au départ de chaque virement."
        )
    else:
        rule = _(
            "Total préparé : {sum}. À partir de {threshold}, deux personnes en répondent ; ce qui"
            " est retenu est demandé de nouveau au départ de chaque virement."
        )
    said.append(rule.format(sum=money(run.total_cents), threshold=money(threshold)))
    return [" ".join(said)]


def _paid(rows: list[Payout], now: departures.Now) -> Panel:
    told = [
        (payout, [payable.WARNINGS[sign] for sign in payout.warnings], now.rows.get(payout.pk))
        for payout in rows
    ]
    return Panel(
        title=f"{_('Vendeurs payés')} ({len(rows)})",
        anchor="paid",
        template="admin/accounting/_paid.html",
        values={"payouts": told, "now": now},
    )


def _left_out(run: PayoutRun) -> list[Panel]:
    if not run.left_out:
        return []
    return [
        Panel(
            title=f"{_('Vendeurs non payés cette fois, et pourquoi')} ({len(run.left_out)})",
            anchor="left-out",
            template="admin/accounting/_left_out.html",
            values={"rows": run.left_out},
        )
    ]


def _campaign_facts(run: PayoutRun, rows: list[Payout]) -> Panel:
    """When it was prepared and approved, by whom, and what became of its payouts."""
    sums: dict[str, list[int]] = {}
    for payout in rows:
        sums.setdefault(payout.get_state_display(), []).append(payout.amount_cents)
    return Panel(
        title=_("Campagne"),
        rows=[
            (_("Sommes dues au"), when(run.until)),
            (_("Total préparé"), money(run.total_cents)),
            *(
                (state, f"{figure(len(cents))} · {money(sum(cents))}")
                for state, cents in sums.items()
            ),
            (_("Préparée par"), places.link(run.prepared_by) if run.prepared_by else ""),
            (_("Préparée le"), when(run.prepared_at)),
            (_("Approuvée par"), places.link(run.approved_by) if run.approved_by else ""),
            (_("Approuvée le"), when(run.approved_at)),
        ],
    )


def _others(run: PayoutRun) -> Panel:
    """The runs before it: is this one like them?"""
    before = PayoutRun.objects.filter(pk__lt=run.pk).order_by("-pk")[:LAST_RUNS]
    return Panel(
        title=_("Campagnes précédentes"),
        rows=[
            (
                day(other.prepared_at),
                format_html(
                    "{} · {} · {}", places.link(other), money(other.total_cents), badge(other)
                ),
            )
            for other in before
        ],
    )
