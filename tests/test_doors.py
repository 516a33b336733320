"""Every address of the site, walked as a stranger, a buyer, another seller, the seller, an operator.

What a person may not see does not exist for them. An address nobody described here fails: a
page is covered the day it is born.
"""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests import cast, doors

pytestmark = pytest.mark.django_db

CLOSED = (302, 403, 404, 405)


def walk(patterns=None):
    """Every named address outside the admin, with its view."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from walk(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name, pattern.callback, pattern.pattern


ADDRESSES = {name: (view, pattern) for name, view, pattern in walk()}
OURS = sorted(name for name in ADDRESSES if not name.startswith(doors.NOT_OURS))
SELLER = sorted(name for name in OURS if getattr(ADDRESSES[name][0], "audience", "") == "seller")
OPERATOR = sorted(
    name for name in OURS if getattr(ADDRESSES[name][0], "audience", "") == "operator"
)


@pytest.fixture
def world(texts):
    """A seller with one of everything, another seller, a buyer, and everyone's doors."""
    return doors.World()


def reach(client, name, world):
    """Knock with GET, then with an empty POST where GET is not for this address."""
    url = reverse(name, args=world.arguments(name, ADDRESSES[name][1]))
    answer = client.get(url)
    return client.post(url) if answer.status_code == 405 else answer


def statuses(client, names, world) -> dict[str, int]:
    """What each address answers."""
    return {name: reach(client, name, world).status_code for name in names}


def but(answers: dict[str, int], *allowed: int) -> dict[str, int]:
    """The answers that are none of those allowed."""
    return {name: status for name, status in answers.items() if status not in allowed}


def test_every_address_says_whom_it_lets_in():
    undescribed = [
        name
        for name in OURS
        if not getattr(ADDRESSES[name][0], "audience", "") and name not in doors.OPEN | doors.BY_LINK
    ]

    assert undescribed == []


def test_no_address_breaks_for_a_stranger(client, world):
    answers = statuses(client, OURS, world)

    assert {name: status for name, status in answers.items() if status >= 500} == {}


def test_without_its_link_an_order_does_not_exist(client, world):
    assert but(statuses(client, doors.BY_LINK, world), 404) == {}
    client.force_login(world.other_owner)
    assert but(statuses(client, doors.BY_LINK, world), 404) == {}


def test_a_stranger_is_shown_the_way_to_sign_in(client, world):
    for name in SELLER:
        answer = reach(client, name, world)
        assert (name, answer.status_code) == (name, 302)
        assert answer.url.startswith("/compte/")


def test_a_buyer_finds_no_sellers_page(client, world):
    client.force_login(world.buyer)

    assert but(statuses(client, SELLER, world), 404) == {}


def test_another_seller_finds_nothing_of_this_seller(client, world):
    records = [name for name in SELLER if ADDRESSES[name][1].converters and name not in doors.NOT_A_RECORD]
    cast.proven(client, world.other_owner)

    assert but(statuses(client, records, world), 404) == {}


def test_the_seller_reaches_their_own_pages(client, world):
    client.force_login(world.owner)

    reached = [name for name in SELLER if name not in doors.NOT_YET]
    assert but(statuses(client, reached, world), 200, 302, 400, 422) == {}


def test_operators_pages_are_closed_to_others(client, world):
    assert but(statuses(client, OPERATOR, world), 302) == {}
    for person in (world.buyer, world.owner, cast.operator("editorial")):
        client.force_login(person)
        assert but(statuses(client, OPERATOR, world), *CLOSED) == {}


def test_an_operator_with_every_right_comes_in(client, world, odile):
    client.force_login(odile)

    assert but(statuses(client, OPERATOR, world), 200, 302, 400, 404, 405, 422) == {}
