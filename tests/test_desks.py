"""What the apps lay on the desks of operator and seller fits together."""

import pytest
from django.contrib import admin
from django.urls import resolve

from marketplace.console.registry import CONSOLES
from marketplace.doors.registry import DESKS
from marketplace.shared.desks import Queue
from tests import cast

pytestmark = pytest.mark.django_db
QUEUES = [queue for console in CONSOLES for queue in console.queues]


def test_every_queue_leads_to_a_list_that_understands_it(client, odile):
    cast.proven(client, odile)

    answers = {queue.href: client.get(queue.href).status_code for queue in QUEUES}

    # an unknown filter is sent away with an error
    assert [href for href, status in answers.items() if status != 200] == []


def test_every_section_of_the_console_has_one_mission():
    missions = [mission for console in CONSOLES for mission in console.missions]
    placed = [section for mission in missions for section in mission.sections]

    assert sorted(map(str, placed)) == sorted(map(str, admin.site._registry))


def test_a_queue_without_a_known_role_does_not_load():
    with pytest.raises(Exception, match="role"):
        Queue(role="everybody", name="", rows=list, page="orders_refund", rank=0)


def test_every_entry_of_the_sellers_menu_opens_a_page_of_sellers(lune, client):
    client.force_login(cast.owner_of(lune))
    shown = [
        entry["url"]
        for group in client.get("/seller/").context["navigation"].seller
        for entry in group["entries"]
    ]

    assert len(shown) == sum(len(desk.menu) for desk in DESKS)
    assert {resolve(url).func.audience for url in shown} == {"seller"}
