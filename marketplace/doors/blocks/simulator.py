"""What a seller receives of a sale, line by line, by the grid in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounting.commissions import commissions
from accounting.commissions.commissions import Due
from accounting.commissions.forms import SaleForm
from accounting.models import AccountingRules
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene
from marketplace.shared import policy
from marketplace.shared.clock import paris_day
from marketplace.shared.typed import hundredths

EXAMPLE_CENTS, DELIVERY_CENTS = 4900, 690
ASKED = ("price", "category", "delivery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One sale as the simulator shows it: the article, its delivery, the commission."""

    due: Due
    delivery_cents: int

    @property
    def received_cents(self) -> int:
        """What the seller receives: the delivery is theirs in whole."""
        return self.due.left_cents + self.delivery_cents


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    price = fields.text(
        _("Prix de l'exemple, en euros"), most=12, help_text=_("Laissez vide pour 49,00.")
    )
    delivery = fields.text(
        _("Livraison de l'exemple, en euros"), most=12, help_text=_("Laissez vide pour 6,90.")
    )
    note = fields.text(_("Sous le calcul"), most=200)
    translated = ("title", "note")


def shown(said: Said, scene: Scene) -> dict | None:
    """The form as it was sent by the address, and the sale it asks about, or the example."""
    if not scene.is_first("simulator"):
        return None
    today = paris_day(scene.at)
    asked = {name: scene.asked.get(name, "")[:20] for name in ASKED}
    form = SaleForm(asked if "price" in scene.asked else None)
    sale = _sale(said, form, today)
    # the grid, the rate of VAT and what was typed: another answer is another page
    told = (sale.due, sale.delivery_cents) if sale else None
    scene.tell(tuple(asked.items()) if form.is_bound else None, told)
    return {
        "title": said.text("title"),
        "note": said.text("note"),
        "form": form,
        "sale": sale,
        "is_wrong": form.is_bound and not form.is_valid(),
    }


def _sale(said: Said, form: SaleForm, today: date) -> Sale | None:
    """What the form asks, or an example until it is filled in; nothing while it is wrong."""
    price = hundredths(said.text("price")) or EXAMPLE_CENTS
    typed = hundredths(said.text("delivery"))
    delivery, path = DELIVERY_CENTS if typed is None else typed, ""
    if form.is_bound:
        if not form.is_valid():
            return None
        price, delivery = form.cleaned_data["price"], form.cleaned_data["delivery"] or 0
        path = form.path
    try:
        rule = commissions.rule_for(None, path, today)
    except commissions.NoRule:
        return None
    vat_bps = policy.rules(AccountingRules).commission_vat_bps
    return Sale(due=commissions.compute(rule, price, vat_bps=vat_bps), delivery_cents=delivery)


def checks(said: Said, scene: Scene):
    """Amounts that cannot be read, a second one on the page."""
    for name in ("price", "delivery"):
        if said.text(name) and hundredths(said.text(name)) is None:
            words = _("« {typed} » n'est pas un montant : écrivez-le comme 49,00.")
            yield Remark(ADVICE, str(words).format(typed=said.text(name)))
    if not scene.is_first("checked simulator"):
        yield Remark(ADVICE, str(_("Une page n'en montre qu'un : le premier.")))


KIND = Kind(
    key="simulator",
    name=_("Simulateur de vente"),
    use=_("Ce qu'un vendeur reçoit d'une vente, ligne à ligne, selon la grille en vigueur."),
    icon="calculator",
    form=Form,
    shown=shown,
    checks=checks,
)
