"""What a change would make of each row, and why some are left as they are. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from catalog.attributes import doubts, reading
from catalog.attributes.vocabulary import vocabulary
from catalog.bulk import targets
from catalog.models import AttributePlace, BulkChange, CatalogRules, Offer, Product
from catalog.offers import prices, stock
from catalog.sheets import rating, shelf
from catalog.states import PRODUCT, ProductState
from marketplace.shared import policy
from marketplace.shared.money import Money

P = ProductState
WHY = {
    "same": _("déjà ainsi : rien à changer"),
    "price_range": _("le prix sortirait des limites (0,01 € à 999 999,99 €)"),
    "stock_range": _("le stock sortirait des limites (0 à 999 999)"),
    "no_reduction": _(
        "ce n'est pas une baisse : le nouveau prix n'est pas sous le plus bas des 30 derniers"
        " jours (art. L112-1-1 du Code de la consommation)"
    ),
    "never_on_sale": _(
        "jamais mise en vente : aucun prix antérieur à barrer (art. L112-1-1 du Code de la"
        " consommation)"
    ),
    "unusual": _("prix très éloigné du précédent, non confirmé"),
    "unapproved": _("déclinaison en attente de relecture : elle n'est pas encore visible"),
    "taken_down": _("fiche retirée par l'opérateur : corrigez-la ou contestez la décision"),
    "withdrawn": _("fiche retirée de la vente : remettez-la d'abord en vente"),
    "shared": _("d'autres vendeurs la proposent : cessez de la vendre depuis sa page"),
    "on_sale": _("fiche qui n'est pas retirée de la vente"),
    "foreign": _("fiche d'un autre vendeur, où vous vendez aussi"),
    "moved": _("modifiée depuis l'aperçu"),
    "changed": _("modifiée depuis : son état actuel est gardé"),
    "refused": _("la fiche ne peut pas être enregistrée ainsi : ouvrez-la pour voir pourquoi"),
}


@dataclass(slots=True)
class Verdict:
    """What a change makes of one sheet or offer: the value before and after, or why not."""

    product: Product
    offer: Offer | None
    before: Any
    after: Any
    why: str = ""
    is_odd: bool = False
    prior: int | None = None
    lacks: Sequence[str] = ()  # what the new category requires and the sheet does not tell


def judge(
    change: BulkChange, found: list[int], *, at: datetime, lock: bool = False
) -> list[Verdict]:
    """What becomes of these rows of a change, read in a fixed number of statements."""
    if targets.is_of_sheets(change):
        judged = _of_sheets(change, found, lock=lock)
        _spare_moved(change, judged)
        return judged + [
            Verdict(sheet, None, None, None, "foreign") for sheet in targets.foreign(change, found)
        ]
    offers = targets.offers(change, found, lock=lock)
    lines = _lines(change, found, "offer_id")
    judged = OFFERS[change.act](change, offers, lines)
    if change.act == "price":
        _weigh(change, judged, at)
    _spare_moved(change, judged)
    return judged


def _spare_moved(change: BulkChange, judged: Sequence[Verdict]) -> None:
    """Leave the rows that somebody changed since the seller read what would become of them."""
    seen = parse_datetime(change.values.get("seen", ""))
    for verdict in judged:
        row = verdict.offer or verdict.product
        if seen and not verdict.why and row.changed_at > seen:
            verdict.why = "moved"


def _lines(change: BulkChange, found: list[int], key: str) -> dict[int, Any]:
    """Of a change that takes another back, the lines to undo by what they are about."""
    if change.undoes is None:
        return {}
    return {getattr(line, key): line for line in change.undoes.lines.filter(pk__in=found)}


def _verdict(row: Offer | Product, before: Any, after: Any, line: Any = None) -> Verdict:
    """The verdict on a row; one that changed since is not taken back."""
    product = row.product if isinstance(row, Offer) else row
    offer = row if isinstance(row, Offer) else None
    verdict = Verdict(product, offer, before, after)
    if line is not None and before != line.after:
        verdict.why = "changed"
    if not verdict.why and verdict.after == before:
        verdict.why = "same"
    return verdict


def _prices(change: BulkChange, offers: Sequence[Offer], lines: Mapping) -> list[Verdict]:
    how, amount = change.values.get("how"), change.values.get("amount", 0)
    judged = []
    for offer in offers:
        had, line = offer.price_cents, lines.get(offer.pk)
        verdict = _verdict(offer, had, line.before if line else _asked(had, how, amount), line)
        if not verdict.why and not prices.LEAST <= verdict.after <= prices.MOST:
            verdict.why = "price_range"
        judged.append(verdict)
    return judged


def _asked(cents: int, how: str, amount: int) -> int:
    """The price that a change makes of another; `amount` is in cents, or in basis points."""
    price = Money(cents)
    return {
        "set": lambda: amount,
        "raise_percent": lambda: (price + price.at(amount)).cents,
        "lower_percent": lambda: (price - price.at(amount)).cents,
        "raise": lambda: cents + amount,
        "lower": lambda: cents - amount,
    }[how]()


def _weigh(change: BulkChange, judged: Sequence[Verdict], at: datetime) -> None:
    """Mark the prices that jump, and hold announced reductions to the law."""
    if change.undoes_id:
        return
    factor = policy.rules(CatalogRules).price_outlier_factor
    standing = [verdict for verdict in judged if not verdict.why]
    for verdict in standing:
        old, new = verdict.before, verdict.after
        verdict.is_odd = new > old * factor or new * factor < old
    if change.values.get("announced"):
        cents = {verdict.offer.pk: verdict.after for verdict in standing}
        struck = prices.priors([verdict.offer for verdict in standing], cents, at)
        unseen = prices.never_on_sale(cents)
        for verdict in standing:
            if verdict.offer.pk in unseen:
                verdict.why = "never_on_sale"
                continue
            verdict.prior = struck[verdict.offer.pk]
            if verdict.after >= verdict.prior:
                verdict.why = "no_reduction"


def _stocks(change: BulkChange, offers: Sequence[Offer], lines: Mapping) -> list[Verdict]:
    how, amount = change.values.get("how"), change.values.get("amount", 0)
    judged = []
    for offer in offers:
        had, line = offer.stock, lines.get(offer.pk)
        asked = {"set": amount, "add": had + amount, "take": had - amount}.get(how, had)
        verdict = _verdict(offer, had, line.before if line else asked, line)
        if not verdict.why and not 0 <= verdict.after <= stock.MOST:
            verdict.why = "stock_range"
        judged.append(verdict)
    return judged


def _switched(change: BulkChange, offers: Sequence[Offer], lines: Mapping) -> list[Verdict]:
    judged = []
    for offer in offers:
        line = lines.get(offer.pk)
        asked = line.before if line else change.act == "resume"
        verdict = _verdict(offer, offer.is_active, asked, line)
        if not verdict.why and verdict.after and not offer.variant.is_approved:
            verdict.why = "unapproved"
        judged.append(verdict)
    return judged


def _of_sheets(change: BulkChange, found: list[int], *, lock: bool) -> list[Verdict]:
    if change.act == "category":
        # offers are locked before sheets, by the verb that writes them
        return _moved(change, targets.sheets(change, found, lock=False), found)
    lines = _lines(change, found, "product_id")
    judged = []
    shared = _shared(change, found) if change.act == "withdraw" else set()
    for sheet in targets.sheets(change, found, lock=lock):
        state, line = str(sheet.state), lines.get(sheet.pk)
        after = _back(line.before) if line else _end(change, sheet)
        verdict = _verdict(sheet, state, after, line)
        if not verdict.why and not PRODUCT.allows(state, after):
            verdict.why = "on_sale" if change.act == "restore" else "changed"
        if sheet.pk in shared and not verdict.why:
            verdict.why = "shared"
        if state == P.TAKEN_DOWN:
            verdict.why = "taken_down"
        elif change.act == "restore" and not line and state != P.RETIRED:
            verdict.why = "on_sale"
        judged.append(verdict)
    return judged


def _shared(change: BulkChange, found: list[int]) -> set[int]:
    """The sheets that others sell too: they stay online for them."""
    others = Offer.objects.filter(product__in=found, is_active=True)
    return set(others.exclude(seller=change.seller_id).values_list("product", flat=True))


def _back(state: str) -> str:
    """The state to which a withdrawn sheet goes back: refused, it is a draft again."""
    return P.DRAFT.value if state == P.REFUSED else state


def _end(change: BulkChange, sheet: Product) -> str:
    """The state that a change of state leads a sheet to."""
    if change.act == "withdraw":
        return P.RETIRED.value
    return (P.PUBLISHED if sheet.published_at else P.DRAFT).value


def _moved(change: BulkChange, sheets: Sequence[Product], found: list[int]) -> list[Verdict]:
    lines = _lines(change, found, "product_id")
    newest = shelf.of_products(sheets)
    judged = []
    for sheet in sheets:
        before = newest.content(sheet)["category_id"]
        line = lines.get(sheet.pk)
        after = line.before if line else change.values.get("category")
        verdict = _verdict(sheet, before, after, line)
        if not verdict.why and verdict.after is None:
            verdict.why = "changed"
        if sheet.state in (P.TAKEN_DOWN, P.RETIRED):
            verdict.why = "taken_down" if sheet.state == P.TAKEN_DOWN else "withdrawn"
        judged.append(verdict)
    _say_lacks(judged, newest)
    return judged


def _say_lacks(judged: Sequence[Verdict], newest: shelf.Shelf) -> None:
    """Say of each sheet that will move what its new category requires and it does not tell."""
    standing = [verdict for verdict in judged if not verdict.why]
    paths, known = rating.paths_of(verdict.after for verdict in standing), vocabulary()
    for verdict in standing:
        path, content = paths.get(verdict.after, ""), newest.content(verdict.product)
        lines = reading.read(content["attributes"], path, known)
        told = {line.attribute.key for line in lines if line.attribute and not doubts.is_void(line)}
        told |= doubts.told_by_choice(doubts.chosen(content), path, known)
        verdict.lacks = [
            known.by_key[key].label
            for key, level in known.of(path).items()
            if level == AttributePlace.Level.REQUIRED and key not in told
        ]


OFFERS = {"price": _prices, "stock": _stocks, "pause": _switched, "resume": _switched}
