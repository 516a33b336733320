"""Every pair of states of every machine: what the table allows happens, the rest is refused."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from accounting import states as accounting
from catalog import states as catalog
from marketplace.shared.states import Flow, IllegalMove, MovedMeanwhile
from orders import states as orders
from sellers import states as sellers
from tests import cast

ROOT = Path(__file__).resolve().parent.parent
APPS = ("sellers", "catalog", "marketing", "orders", "accounting", "marketplace")
OTHERS = {  # who sets a state without a table, and why
    "marketplace/shared/states.py": "the table itself",
    "marketplace/shared/gateway/sandbox.py": "the books of a provider that is not ours",
    "marketplace/shared/gateway/rehearsal.py": "the books of a provider that is not ours",
}
FLOWS = {
    f"{module.__name__}.{name}": flow
    for module in (sellers, catalog, orders, accounting)
    for name, flow in vars(module).items()
    if isinstance(flow, Flow)
}


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_a_table_names_only_its_own_states(name):
    flow = FLOWS[name]

    for old, targets in flow.moves.items():
        assert old in flow.states.values
        assert set(targets) <= set(flow.states.values)


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_what_the_table_does_not_say_is_refused(name):
    flow = FLOWS[name]

    for old in flow.states.values:
        for new in flow.states.values:
            if not flow.allows(old, new):
                with pytest.raises(IllegalMove):
                    flow.move(SimpleNamespace(state=old, pk=1), new)


@pytest.mark.django_db
def test_a_move_writes_the_state_and_what_goes_with_it():
    row = cast.seller(state="applied")

    sellers.SELLER.move(row, "open", opened_at=cast.NOON)

    row.refresh_from_db()
    assert (row.state, row.opened_at) == ("open", cast.NOON)


@pytest.mark.django_db
def test_the_second_of_two_moves_is_told_that_it_lost():
    row = cast.seller(state="applied")
    stale = type(row).objects.get(pk=row.pk)
    sellers.SELLER.move(row, "refused")

    with pytest.raises(MovedMeanwhile):
        sellers.SELLER.move(stale, "open")
    row.refresh_from_db()
    assert row.state == "refused"


@pytest.mark.django_db
def test_of_a_set_only_those_move_that_stand_where_the_table_allows():
    applied, withdrawn = cast.seller(state="applied"), cast.seller("Brun", state="withdrawn")
    both = type(applied).objects.filter(pk__in=[applied.pk, withdrawn.pk])

    moved = sellers.SELLER.move_where(both, "open", old=["applied"], opened_at=cast.NOON)

    assert moved == 1
    assert set(both.values_list("state", "opened_at")) == {
        ("open", cast.NOON),
        ("withdrawn", withdrawn.opened_at),
    }
    with pytest.raises(IllegalMove):
        sellers.SELLER.move_where(both, "closed", old=["open", "withdrawn"])
    assert set(both.values_list("state", flat=True)) == {"open", "withdrawn"}


def test_a_flow_is_the_one_way_along_a_life():
    for written in (
        "rows.update(state=NEW)",
        "m.bulk_update(rows, ['state'])",
        "r.save(update_fields=('state',))",
    ):
        assert list(_sets_states(ast.parse(written))), "the control"

    by_hand = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not {"migrations", "demo"} & set(path.parts)
        and str(path.relative_to(ROOT)) not in OTHERS
        for line in _sets_states(ast.parse(path.read_text()))
    ]

    assert by_hand == []


def _sets_states(tree: ast.Module) -> Iterator[int]:
    """The lines that write a column named `state` without asking a table."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        columns = {word.arg for word in node.keywords}
        if node.func.attr == "update" and "state" in columns:
            yield node.lineno
        elif node.func.attr in ("bulk_update", "save"):
            named = [*node.args, *(word.value for word in node.keywords)]
            words = [one for given in named for one in ast.walk(given)]
            if any(isinstance(word, ast.Constant) and word.value == "state" for word in words):
                yield node.lineno
