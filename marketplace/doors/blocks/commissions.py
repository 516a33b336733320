"""What selling here costs today, category by category, and what that includes.

There is one offer: no subscription. Offers are the columns of what is drawn: another one with
its own grid is one more `Offer`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.commissions import commissions
from accounting.commissions.commissions import Rule
from accounting.models import AccountingRules
from catalog.tree import tree
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene
from marketplace.shared import policy
from marketplace.shared.clock import paris_day
from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import hundredths

EXAMPLE_CENTS = 4900


@dataclass(frozen=True, slots=True)
class Cost:
    """What an offer takes in a category, and what an example article leaves."""

    bps: int
    fixed_cents: int
    minimum_cents: int
    left_cents: int


@dataclass(frozen=True, slots=True)
class Offer:
    """On what terms one sells: its name, and what it says of each thing that is compared."""

    name: str
    includes: tuple[str, ...]


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    price = fields.text(
        _("Prix de l'exemple, en euros"), most=12, help_text=_("Laissez vide pour 49,00.")
    )
    note = fields.words(_("Sous la grille"), rows=3, most=400)
    compares = fields.yes(_("Dire aussi ce qui est compris"))
    translated = ("title", "note")


def shown(said: Said, scene: Scene) -> dict | None:
    """The grid open to every seller, each line with what an example leaves."""
    vat_bps = policy.rules(AccountingRules).commission_vat_bps
    example = hundredths(said.text("price")) or EXAMPLE_CENTS
    rules = commissions.table(paris_day(scene.at))
    if not rules or not scene.is_first("commissions"):
        return None
    rows = [(_name(rule), [_cost(rule, example, vat_bps)]) for rule in rules]
    scene.tell(example, *((name, *costs) for name, costs in rows))
    compared, offers = _compared()
    return {
        "title": said.text("title"),
        "note": said.text("note"),
        "example": _round(example),
        "rows": rows,
        "has_minimum": any(cost.minimum_cents for _name, costs in rows for cost in costs),
        "offers": offers,
        "compared": [
            (what, [offer.includes[place] for offer in offers])
            for place, what in enumerate(compared)
        ]
        if said.data.get("compares")
        else [],
    }


def _round(cents: int) -> str:
    """A price as one says it: 49 €, 49,90 €."""
    said = money(cents)
    return said if cents % 100 else said.replace(",00", "").replace(".00", "")


def _compared() -> tuple[list[str], list[Offer]]:
    """What offers are compared by, as this software does it, and those there are."""
    compared = [
        (gettext("Abonnement"), gettext("aucun")),
        (gettext("Ouverture de la boutique et mise en ligne"), gettext("gratuites")),
        (gettext("Engagement de durée, exclusivité"), gettext("aucun")),
        (gettext("Livraison payée par l'acheteur"), gettext("pour vous, en entier")),
        (gettext("Frais bancaires"), gettext("compris")),
        (gettext("Factures et avoirs à votre nom"), gettext("compris")),
        (gettext("Commission d'un article remboursé"), gettext("rendue en proportion")),
    ]
    only = Offer(gettext("Sans abonnement"), tuple(said for _what, said in compared))
    return [what for what, _said in compared], [only]


def _cost(rule: Rule, example: int, vat_bps: int) -> Cost:
    left = commissions.compute(rule, example, vat_bps=vat_bps).left_cents
    return Cost(rule.bps, rule.fixed_cents, rule.minimum_cents, left)


def _name(rule: Rule) -> str:
    """The category in the reader's language."""
    place = tree().by_path.get(rule.path)
    if place:
        return place.label
    return rule.name if rule.path else gettext("Toutes les autres catégories")


def checks(said: Said, scene: Scene):
    """A grid without a line, an amount that cannot be read."""
    if not commissions.table(paris_day(scene.at)):
        yield Remark(ADVICE, str(_("La grille n'a aucune règle en vigueur : rien n'est montré.")))
    if said.text("price") and hundredths(said.text("price")) is None:
        words = _("« {typed} » n'est pas un montant : écrivez-le comme 49,00.")
        yield Remark(ADVICE, str(words).format(typed=said.text("price")))


KIND = Kind(
    key="commissions",
    name=_("Grille de commissions"),
    use=_("Ce que coûte une vente dans chaque catégorie, selon la grille en vigueur."),
    icon="table-2",
    form=Form,
    shown=shown,
    checks=checks,
)
