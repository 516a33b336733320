"""What the file of a commission rule shows: what it takes, from whom, and how that changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounting.commissions import commissions, grid
from accounting.models import Commission, CommissionRule
from marketplace.shared import clock, places, proposals
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.elision import de
from marketplace.shared.models import ProposedChange, User
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.templatetags.ui import (
    badge,
    dated,
    figure,
    labelled,
    money,
    percent,
    when,
)

LATELY = timedelta(days=30)
LAST = 10
NAMED = 3  # the most people whose agreement is named


def of_rule(rule: CommissionRule) -> Dossier:
    """The file of a rule, read with its seller and its category."""
    today = clock.today()
    proposed = list(
        ProposedChange.objects.filter(kind__in=(grid.RULE, grid.END), subject_id=rule.pk)
        .select_related("proposed_by")
        .order_by("-pk")[:LAST]
    )
    return Dossier(
        title=_("Règle de commission : {name}").format(name=commissions.as_rule(rule).label),
        who=_whom(rule),
        amount=rate(rule),
        badges=[_badge(rule, today)],
        says=[since(rule, today), *_waiting(proposed)],
        main=[_touched(rule), _history(rule, today)],
        beside=[_conditions(rule), *_proposals(proposed)],
        rows=[rule],
        told=proposed,
        lead=[rule],
    )


def rate(rule: CommissionRule) -> str:
    """What a rule takes, in percent and euros."""
    parts = []
    if rule.bps or not rule.fixed_cents:
        parts.append(_("{rate} du prix TTC").format(rate=percent(rule.bps)))
    if rule.fixed_cents:
        parts.append(_("{sum} par article").format(sum=money(rule.fixed_cents)))
    said = " + ".join(parts)
    if rule.minimum_cents:
        said = _("{rate}, au moins {sum} par ligne").format(
            rate=said, sum=money(rule.minimum_cents)
        )
    return said


def _whom(rule: CommissionRule) -> str:
    """Whose sales it is about, and of what."""
    seller = places.link(rule.seller) if rule.seller else _("toutes les boutiques")
    category = places.link(rule.category) if rule.category else _("toutes les catégories")
    return format_html("{} · {}", seller, category)


def _badge(rule: CommissionRule, today: date) -> str:
    if rule.valid_from > today:
        return badge("to-come", _("À venir"), "active")
    if rule.valid_until is not None and rule.valid_until < today:
        return badge("ended", _("Terminée"), "quiet")
    return badge("in-force", _("En vigueur"), "positive")


def since(rule: CommissionRule, today: date) -> str:
    """From when to when a rule holds."""
    first, last = dated(rule.valid_from), dated(rule.valid_until)
    if rule.valid_from > today:
        if last:
            return _("Elle s'appliquera à partir du {first} et jusqu'au {last}.").format(
                first=first, last=last
            )
        return _("Elle s'appliquera à partir du {first}.").format(first=first)
    if rule.valid_until is not None and rule.valid_until < today:
        return _("Elle s'est appliquée du {first} au {last}.").format(first=first, last=last)
    if last:
        return _("En vigueur depuis le {first}, jusqu'au {last}.").format(first=first, last=last)
    return _("En vigueur depuis le {first}.").format(first=first)


def _waiting(proposed: list[ProposedChange]) -> list[str]:
    count = sum(change.state == ChangeState.WAITING for change in proposed)
    if not count:
        return []
    return [
        ngettext(
            "{count} changement proposé attend sur cette règle.",
            "{count} changements proposés attendent sur cette règle.",
            count,
        ).format(count=figure(count))
    ]


def expected() -> dict[int, list[tuple[ProposedChange, str]]]:
    """What is proposed and waits, in words, by the key of its rule (0: a rule to be written)."""
    waiting = ProposedChange.objects.filter(
        kind__in=(grid.RULE, grid.END), state=ChangeState.WAITING
    )
    changes = list(waiting.select_related("proposed_by").order_by("takes_effect_at", "pk"))
    if not changes:
        return {}
    differences, approvers = grid.differences(changes), proposals.may_approve(changes)
    overtaken = grid.overtaken(changes)
    by_rule: dict[int, list[tuple[ProposedChange, str]]] = {}
    for change in changes:
        said = _expected(
            change,
            differences[change.pk],
            approvers[change.pk],
            is_overtaken=change.pk in overtaken,
        )
        by_rule.setdefault(change.subject_id, []).append((change, said))
    return by_rule


def _expected(
    change: ProposedChange,
    differences: list[tuple[str, Any, Any]],
    approvers: list[User],
    *,
    is_overtaken: bool,
) -> str:
    """« Taux : 12 % → 10 %, proposé par Inès Morel : attend l'accord de Paul Renaud. »"""
    what = ", ".join(
        labelled(capfirst(name), f"{before} → {after}" if change.subject_id else after)
        for name, before, after in differences
        if change.subject_id or after != "–"
    )
    told = {"what": what, "author": change.proposed_by, "day": when(change.takes_effect_at)}
    others = [str(person) for person in approvers]
    # more than a few names would hide the change
    if len(others) > NAMED or (not others and change.takes_effect_at is None):
        others = [_("une personne qui a tous les droits")]
    if is_overtaken:
        said = _(
            "{what}, proposé par {author} : dépassé, la règle a changé depuis ; il ne peut plus"
            " prendre effet."
        )
    elif change.takes_effect_at is None:
        said = _("{what}, proposé par {author} : attend l'accord {of_people}.")
    elif others:
        said = _("{what}, proposé par {author} : à partir du {day}, ou dès l'accord {of_people}.")
    else:
        said = _("{what}, proposé par {author} : à partir du {day}.")
    # each name after its own « de »: d'Odile ou de Paul
    return said.format(of_people=_(" ou ").join(de(person) for person in others), **told)


def _touched(rule: CommissionRule) -> Panel:
    """How many shops and sales it served lately, and what it brought."""
    since = clock.now() - LATELY
    lately = Commission.objects.filter(rule=rule, line__seller_order__paid_at__gte=since)
    found = lately.aggregate(
        sales=Count("line__seller_order", distinct=True),
        sellers=Count("seller", distinct=True),
        base=Sum("base_cents", default=0),
        net=Sum(F("net_cents") - F("reversed_cents"), default=0),
    )
    if not found["sales"]:
        said = _("Aucune vente des 30 derniers jours n'a suivi cette règle.")
        return Panel(title=_("Ce qu'elle touche"), rows=[(_("Ventes"), said)])
    return Panel(
        title=_("Ce qu'elle touche"),
        anchor="touched",
        rows=[
            (_("Vendeurs touchés"), figure(found["sellers"])),
            (_("Ventes des 30 derniers jours"), figure(found["sales"])),
            (_("Vendu TTC"), money(found["base"])),
            (_("Commissions HT gardées"), money(found["net"])),
        ],
    )


def _history(rule: CommissionRule, today: date) -> Panel:
    """The rules of the same shop and category, one after the other: how the rate moved."""
    same = CommissionRule.objects.filter(seller=rule.seller, category=rule.category)
    rows = []
    for one in same.order_by("-valid_from", "-pk")[:LAST]:
        name = _("à partir du {first}").format(first=dated(one.valid_from))
        if one.valid_until is not None:
            name = _("du {first} au {last}").format(
                first=dated(one.valid_from), last=dated(one.valid_until)
            )
        shown = rate(one) if one.pk == rule.pk else places.link(one, rate(one))
        rows.append((name, format_html("{} {}", shown, _badge(one, today))))
    return Panel(title=_("Histoire du taux"), anchor="history", rows=rows)


def _conditions(rule: CommissionRule) -> Panel:
    """The terms of the rule, each by its name."""
    return Panel(
        title=_("Conditions"),
        rows=[
            (_("Nom"), rule.name),
            (_("Ordre dans la grille"), figure(rule.position)),
            (_("Vendeur"), places.link(rule.seller) if rule.seller else _("tous")),
            (
                _("Catégorie et ce qu'elle contient"),
                places.link(rule.category) if rule.category else _("toutes"),
            ),
            (_("Taux"), percent(rule.bps)),
            (_("Fixe par article"), money(rule.fixed_cents or None)),
            (_("Minimum par ligne"), money(rule.minimum_cents or None)),
            (_("À partir du"), dated(rule.valid_from)),
            (_("Jusqu'au"), dated(rule.valid_until)),
            (
                _("Grille"),
                format_html(
                    '<a href="{}">{}</a>',
                    reverse("admin:accounting_commissionrule_changelist"),
                    _("Voir la grille et essayer une vente"),
                ),
            ),
        ],
    )


def _proposals(proposed: list[ProposedChange]) -> list[Panel]:
    if not proposed:
        return []
    return [
        Panel(
            title=_("Changements proposés"),
            rows=[
                (
                    dated(change.proposed_at),
                    format_html("{} {}", places.link(change), badge(change)),
                )
                for change in proposed
            ],
        )
    ]
