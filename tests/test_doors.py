"""Every address of shop, desk and console, walked by everybody (tests/walkers.py), by GET and POST.

What a person may not see does not exist for them. An address nobody described here fails: a
page is covered the day it is born.
"""

import pytest
from django.contrib.admin import site
from django.core.exceptions import ImproperlyConfigured
from django.template.backends.django import Template
from django.urls import URLResolver, get_resolver, reverse

from marketplace.console.admin.people import UserAdmin
from marketplace.shared.admin import House, Page, Verb
from marketplace.shared.audience import ANY, OPERATOR_ROLES, is_operator, operator
from marketplace.shared.models import User
from tests import doors, walkers

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def world(texts, settings):
    """A seller with one of everything, another seller, a buyer, and everyone's doors."""
    settings.ROOT_URLCONF = "tests.plain_urls"
    return doors.World()


@pytest.fixture
def unread(monkeypatch):
    """Pages are asked for and not drawn: the walk is about who comes in."""
    monkeypatch.setattr(Template, "render", lambda page, context=None, request=None: "")


def reach(client, name, world):
    """Knock with GET, then with an empty POST where GET is not for this address."""
    url = reverse(name, args=world.arguments(name, ADDRESSES[name][1]))
    answer = client.get(url)
    return client.post(url) if answer.status_code == 405 else answer


def statuses(client, names, world) -> dict[str, int]:
    """What each address answers."""
    return {name: reach(client, name, world).status_code for name in names}


def test_every_address_says_whom_it_lets_in():
    undescribed = [
        name
        for name in OURS
        if not getattr(ADDRESSES[name][0], "audience", "")
        and name not in doors.OPEN | doors.BY_LINK
    ]

    assert undescribed == []


def test_no_address_breaks_for_a_stranger(client, world):
    answers = statuses(client, OURS, world)

    assert {name: status for name, status in answers.items() if status >= 500} == {}


@pytest.mark.once
def test_every_door_of_shop_and_desk_is_open_to_whom_it_says(world, unread):
    wrong = walkers.walk_site(world, {name: ADDRESSES[name] for name in OURS})

    assert not wrong, "\n".join(wrong)


def test_every_section_and_verb_of_the_console_is_described():
    assert walkers.sections() == sorted(doors.SECTIONS)
    for name, view, _pattern in walkers.console_addresses():
        section, page = walkers.console_rule(name, view)
        assert section or name in doors.CONSOLE | doors.FOR_NOBODY, name
        if section:
            role = doors.APART.get(f"{section}:{page}", walkers.own_role(section))
            assert role in (view.role, doors.NOBODY), name


def test_money_and_rights_ask_for_a_proof_again():
    asking = {
        ":".join(walkers.console_rule(name, view))
        for name, view, _pattern in walkers.console_addresses()
        if getattr(view, "said", None) is not None and view.said.sensitive
    }

    assert asking == doors.SENSITIVE


def test_every_door_of_the_console_is_open_to_whom_it_says(world, unread):
    world.furnish()

    wrong = walkers.walk_console(world)

    assert not wrong, "\n".join(wrong)


def test_the_walk_sees_the_hole_that_was_there(world, unread, monkeypatch):
    """As it was: a verb asked its own role alone, and the verbs of people had none."""
    world.furnish()
    people = {"shared_user_roles", "shared_user_close", "shared_user_reopen"}
    addresses = [address for address in walkers.console_addresses() if address[0] in people]
    monkeypatch.setattr(walkers, "console_addresses", lambda: addresses)
    monkeypatch.setattr(
        UserAdmin, "may", lambda house, request, said, row=None: is_operator(request.user, ANY)
    )

    seen = walkers.walk_console(world)

    for role in OPERATOR_ROLES:
        for verb in people:
            assert f"operator: {role} POST {verb}: let in" in seen


@pytest.mark.parametrize("role", ["", "nothing"])
def test_without_a_role_nothing_of_the_console_loads(role):
    with pytest.raises(ImproperlyConfigured):
        Verb("act", "Agir", lambda row, request, data: None, role=role)
    with pytest.raises(ImproperlyConfigured):
        Page("page/", "page", "page", role=role)
    with pytest.raises(ImproperlyConfigured):
        type("Section", (House,), {"role": role})(User, site)
    with pytest.raises(ImproperlyConfigured):
        operator(role)(lambda request: None)
    with pytest.raises(TypeError):
        Verb("act", "Agir", lambda row, request, data: None)
