"""What the operator earns: the grid, and the commission of each line frozen at placement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.models import AccountingRules, Commission, CommissionRule
from accounting.models.commission import arithmetic
from catalog.models import Category
from catalog.tree import tree
from marketplace.shared import kept, policy, vat
from marketplace.shared.clock import paris_day
from marketplace.shared.money import Money
from marketplace.shared.prepared import Prepared
from marketplace.shared.states import Refusal
from orders.events import OrderPlaced
from orders.models import OrderLine
from sellers.models import Seller

GRID = "accounting:grid"
SOLD = Prepared(
    lambda order: (
        OrderLine.objects.filter(seller_order__order_id=order)
        .select_related("seller_order__order")
        .order_by("pk")
    )
)


class NoRule(Refusal):
    """The grid has no rule for this sale."""

    sentence = _(
        "Aucune règle de commission ne couvre cette vente : la place de marché doit compléter sa"
        " grille."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line of the grid, read once: `path` is the place in the category tree it begins at."""

    pk: int
    position: int
    name: str
    seller_id: int | None
    path: str
    bps: int
    fixed_cents: int
    minimum_cents: int
    valid_from: date
    valid_until: date | None

    @property
    def label(self) -> str:
        """What it is called to its reader. Its own name is French: in English it is what it covers,
        unless it was made for one shop.
        """
        if translation.get_language() != "en" or self.seller_id is not None:
            return self.name
        place = tree().by_path.get(self.path)
        if place is None:
            return self.name if self.path else gettext("Toutes les autres catégories")
        return place.label

    def covers(self, seller_id: int | None, path: str, on: date) -> bool:
        """Whether every condition of this rule holds."""
        in_time = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return in_time and self.seller_id in (None, seller_id) and path.startswith(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A commission as computed: what is earned, its VAT, what is left to the seller, and why, in
    the reader's language.
    """

    rule: Rule
    base_cents: int
    net_cents: int
    vat_bps: int
    vat_cents: int
    explanation: str

    @property
    def gross_cents(self) -> int:
        """What the seller is charged, VAT included."""
        return self.net_cents + self.vat_cents

    @property
    def left_cents(self) -> int:
        """What the seller keeps of the price."""
        return self.base_cents - self.gross_cents


def grid() -> list[Rule]:
    """The rules in the order in which they are tried; remembered until the grid changes."""
    return kept.kept(GRID, read, fresh=300)


def read() -> list[Rule]:
    """The rules as they stand in the database, past what is remembered."""
    rules = CommissionRule.objects.select_related("category").order_by("position", "pk")
    return [as_rule(rule) for rule in rules]


def as_rule(rule: CommissionRule) -> Rule:
    """A rule as sales are tried against it: read once, without the database."""
    return Rule(
        pk=rule.pk,
        position=rule.position,
        name=rule.name,
        seller_id=rule.seller_id,
        path=rule.category.path if rule.category else "",
        bps=rule.bps,
        fixed_cents=rule.fixed_cents,
        minimum_cents=rule.minimum_cents,
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
    )


def forget() -> None:
    """Read the grid afresh: it was changed."""
    kept.forget(GRID)


def rule_for(
    seller_id: int | None, path: str, on: date, rules: Iterable[Rule] | None = None
) -> Rule:
    """The first rule that covers a sale. Raises NoRule rather than guessing."""
    for rule in grid() if rules is None else rules:
        if rule.covers(seller_id, path, on):
            return rule
    raise NoRule


def compute(rule: Rule, base_cents: int, *, quantity: int = 1, vat_bps: int) -> Due:
    """The commission of a rule on an amount paid by the buyer, VAT included."""
    rated = Money(base_cents).at(rule.bps).cents + rule.fixed_cents * quantity
    # A fixed part or a minimum never takes more than the price, the commission's VAT included.
    most = vat.extract(base_cents, vat_bps)[0]
    net = min(max(rated, rule.minimum_cents), most)
    tax = vat.add(net, vat_bps)[0]
    return Due(
        rule=rule,
        base_cents=base_cents,
        net_cents=net,
        vat_bps=vat_bps,
        vat_cents=tax,
        explanation=arithmetic(
            bps=rule.bps,
            fixed_cents=rule.fixed_cents,
            base_cents=base_cents,
            quantity=quantity,
            net_cents=net,
            vat_cents=tax,
        ),
    )


def freeze(event: OrderPlaced) -> None:
    """Hears OrderPlaced: fix the commission of every line of the order, for good."""
    lines = SOLD(order=event.order_id)
    vat_bps = policy.rules(AccountingRules).commission_vat_bps
    frozen = []
    with translation.override(settings.LANGUAGE_CODE):  # whoever buys, it is kept in French
        dues = [_due_on(line, vat_bps) for line in lines]
    for line, due in zip(lines, dues, strict=True):
        frozen.append(
            Commission(
                line=line,
                seller_id=line.seller_order.seller_id,
                rule_id=due.rule.pk,
                base_cents=due.base_cents,
                bps=due.rule.bps,
                fixed_cents=due.rule.fixed_cents,
                net_cents=due.net_cents,
                vat_bps=vat_bps,
                vat_cents=due.vat_cents,
                explanation=due.explanation,
                frozen_at=line.seller_order.order.placed_at,
            )
        )
    Commission.objects.bulk_create(frozen)


def _due_on(line: OrderLine, vat_bps: int) -> Due:
    """The commission of a sold line by the grid of the day it was ordered."""
    part = line.seller_order
    rule = rule_for(part.seller_id, line.category_path, paris_day(part.order.placed_at))
    return compute(rule, line.total_cents, quantity=line.quantity, vat_bps=vat_bps)


def preview(price_cents: int, category: Category | None, seller: Seller, on: date) -> Due:
    """What a sale at this price would cost the seller on a day."""
    rule = rule_for(seller.pk if seller else None, category.path if category else "", on)
    return compute(rule, price_cents, vat_bps=policy.rules(AccountingRules).commission_vat_bps)


def table(on: date) -> list[Rule]:
    """What selling here costs on a day, for the public page: the rules open to every seller."""
    return [rule for rule in grid() if rule.seller_id is None and rule.covers(None, rule.path, on)]
