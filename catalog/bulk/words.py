"""What a change of many rows says: the values before and after, and what its button does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.bulk.changes import Foresight
from catalog.bulk.judging import Verdict
from catalog.models import BulkChange, BulkLine, Category, Submission
from catalog.states import ProductState, SubmissionState
from marketplace.shared.templatetags.ui import figure

Act = BulkChange.Act
Row = Verdict | BulkLine


class Words:
    """The values of these rows in words; what they need is read once.

    A draft that waits for the operator is called so, as in the list, at the time of the change.
    """

    def __init__(self, change: BulkChange, rows: Iterable[Row]):
        rows = list(rows)
        is_move = change.act == Act.CATEGORY
        keys = {key for row in rows for key in (row.before, row.after) if is_move and key}
        self._places = Category.objects.in_bulk(keys) if keys else {}
        self._states = {state.value: str(state.label) for state in ProductState}
        drafts = {row.product.pk for row in rows if ProductState.DRAFT in (row.before, row.after)}
        self._waiting = _waiting(change, drafts) if drafts else set()

    def of(self, change: BulkChange, row: Row, value: Any) -> Any:
        """A value as a page shows it; prices and stocks stay figures."""
        if change.act == Act.CATEGORY:
            return self._places[value].label if value in self._places else "–"
        if isinstance(value, bool):
            return _("en vente") if value else _("suspendue")
        if value == ProductState.DRAFT and row.product.pk in self._waiting:
            return _("En attente de relecture")
        return self._states.get(value, value)


def _waiting(change: BulkChange, products: set[int]) -> set[int]:
    """Those of these sheets whose proposal waited when the change was written, or waits now."""
    proposals = Submission.objects.filter(product__in=products)
    waited = Q(state=SubmissionState.QUEUED)
    if change.confirmed_at:
        waited |= Q(decided_at__gt=change.confirmed_at)
        proposals = proposals.filter(submitted_at__lte=change.confirmed_at)
    return set(proposals.filter(waited).values_list("product", flat=True))


def online(change: BulkChange) -> QuerySet[BulkLine]:
    """The sheets of a change of category that buyers see in their new one."""
    return _arrived(change).filter(product__state=ProductState.PUBLISHED)


def waiting(change: BulkChange) -> QuerySet[BulkLine]:
    """The sheets of a change of category whose new version waits for the operator."""
    queued = Submission.objects.filter(product=OuterRef("product"), state=SubmissionState.QUEUED)
    written = change.lines.filter(Exists(queued), why="")
    return written.exclude(pk__in=online(change).values("pk"))


def _arrived(change: BulkChange) -> QuerySet[BulkLine]:
    written = change.lines.filter(why="")
    # one place, or several where a change is taken back: each is compared with the sheet's key
    places = set(written.values_list("after", flat=True).order_by().distinct()) - {None}
    there = [Q(after=place, product__category=place) for place in places]
    return written.filter(reduce(or_, there)) if there else written.none()


def put(change: BulkChange, rows: Sequence[Row]) -> None:
    """Say the values of rows, before and after, as the page shows them."""
    words = Words(change, rows)
    for row in rows:
        row.before, row.after = (words.of(change, row, v) for v in (row.before, row.after))


def button(change: BulkChange, foresight: Foresight) -> str:
    """What pressing the button does to how many rows."""
    if change.undoes_id:
        return _("Annuler cette modification")
    if not foresight.is_whole:
        return _("{act} : toutes ces lignes").format(act=change.get_act_display())
    n = foresight.changed
    texts = {
        Act.WITHDRAW: ngettext(
            "Retirer {n} fiche de la vente", "Retirer {n} fiches de la vente", n
        ),
        Act.RESTORE: ngettext("Remettre {n} fiche en vente", "Remettre {n} fiches en vente", n),
        Act.CATEGORY: ngettext(
            "Changer la catégorie de {n} fiche", "Changer la catégorie de {n} fiches", n
        ),
        Act.PRICE: ngettext(
            "Changer le prix de {n} déclinaison", "Changer le prix de {n} déclinaisons", n
        ),
        Act.STOCK: ngettext(
            "Changer le stock de {n} déclinaison", "Changer le stock de {n} déclinaisons", n
        ),
        Act.PAUSE: ngettext(
            "Suspendre la vente de {n} déclinaison", "Suspendre la vente de {n} déclinaisons", n
        ),
        Act.RESUME: ngettext(
            "Reprendre la vente de {n} déclinaison", "Reprendre la vente de {n} déclinaisons", n
        ),
    }
    return texts[Act(change.act)].format(n=figure(n))
