"""Whoever works here follows every link they are shown: each leads to a page that opens."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from marketplace.shared.admin import Verb
from marketplace.shared.audience import OPERATOR_ROLES
from sellers.models import Role
from tests import cast, doors, walkers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
NUMBERS = re.compile(r"\d+")
# Of one family of addresses, as many as there may be different pages; filters make thousands.
ALIKE = 2
LEFT_ALONE = ("/static/", "/media/", "/langue/", "/compte/", "/bac-a-sable/")
MOST = 400


@pytest.fixture
def world(texts, settings):
    """A seller with one of everything, and people of every role."""
    settings.ROOT_URLCONF = "tests.plain_urls"
    made = doors.World()
    made.furnish()
    return made


def family(address: str) -> str:
    """What addresses of one kind have in common: the rows and the filters apart."""
    parts = urlsplit(address)
    names = ",".join(sorted(set(re.findall(r"(\w+)=", parts.query))))
    return f"{NUMBERS.sub('0', parts.path)}?{names}"


def is_act(path: str) -> bool:
    """Whether an address is a verb of the console: the walk of the doors knocks at each of them."""
    try:
        return isinstance(getattr(resolve(path).func, "said", None), Verb)
    except Resolver404:
        return False


def broken(walker: walkers.Walker, start: str) -> list[str]:
    """Follow the links of the pages below an address, and say which do not open."""
    found_at = {start: ""}
    wrong, alike, todo = [], {}, deque([start])
    while todo and len(found_at) < MOST:
        here = todo.popleft()
        answer = walker.browser.get(here)
        if answer.status_code >= 400:
            wrong.append(f"{walker.name}: {answer.status_code} {here} from {found_at[here]}")
        # the shop is open to all and walked elsewhere: its pages are knocked at, not searched
        if not here.startswith(start):
            continue
        links = []
        if "location" in answer:
            links = [answer["Location"]]
        elif answer.get("Content-Type", "").startswith("text/html"):
            links = [unescape(link) for link in LINK.findall(answer.content.decode())]
        for link in links:
            parts = urlsplit(urljoin(f"http://testserver{here}", link))
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            alike[family(address)] = alike.get(family(address), 0) + (address not in found_at)
            ours = parts.netloc == "testserver" and not parts.path.startswith(LEFT_ALONE)
            # filters are without number: those of the first page, which says what waits
            ours = ours and (not parts.query or here == start)
            new = ours and address not in found_at and alike[family(address)] <= ALIKE
            if new and not is_act(parts.path):
                found_at[address] = here
                todo.append(address)
    return wrong if len(found_at) < MOST else [*wrong, f"{walker.name}: the walk does not end"]


def test_an_operator_of_any_role_meets_no_closed_door(world):
    walkers_of_roles = [
        walkers.Walker(f"operator: {role}", cast.operator(role), roles={role})
        for role in OPERATOR_ROLES
    ]
    every = [*walkers_of_roles, walkers.Walker("every right", cast.operator())]

    wrong = [line for walker in every for line in broken(walker, "/admin/")]

    assert not wrong, "\n".join(wrong)


def test_a_seller_of_any_role_meets_no_closed_door(world):
    every = [
        walkers.Walker(f"team: {role}", walkers._of_team(world, role), member=role)
        for role in Role.values
    ]

    wrong = [line for walker in every for line in broken(walker, "/seller/")]

    assert not wrong, "\n".join(wrong)
