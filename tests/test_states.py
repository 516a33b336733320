"""Every pair of states of every machine: what the table allows happens, the rest is refused."""

from types import SimpleNamespace

import pytest

from accounting import states as accounting
from catalog import states as catalog
from marketplace.shared.states import Flow, IllegalMove, MovedMeanwhile
from orders import states as orders
from sellers import states as sellers
from tests import cast

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
