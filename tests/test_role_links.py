"""Whoever works here follows every link they are shown, and sends every form: each is for them."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve
from lxml import html

from marketplace.shared import clock, events
from marketplace.shared.admin import Verb
from marketplace.shared.audience import OPERATOR_ROLES
from sellers.application import suspension
from sellers.events import SellerRefused
from sellers.models import Item, Role, Seller
from tests import cast, doors, walkers

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
FORM = re.compile(r'<form\b([^>]*\smethod="post"[^>]*)>')
ACTION = re.compile(r'\saction="([^"]*)"')
NUMBERS = re.compile(r"\d+")
# Of one family of addresses, as many as there may be different pages; filters make thousands.
ALIKE = 2
LEFT_ALONE = ("/static/", "/media/", "/langue/", "/compte/", "/bac-a-sable/")
MOST = 500


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


def forms_of(page: str, here: str) -> set[str]:
    """Where the forms of a page are sent."""
    actions = [ACTION.search(form) for form in FORM.findall(page)]
    return {urljoin(here, unescape(action[1])) if action else here for action in actions}


def refused(walker: walkers.Walker, action: str, here: str) -> list[str]:
    """Nothing when a form that is drawn for somebody is theirs to send."""
    with walkers.kept_clean():
        status = walker.browser.post(action).status_code
    told = f"{walker.name}: the form {action} on {here} is not for them"
    return [told] if status == 403 else []


def broken(walker: walkers.Walker, start: str, *, sends: bool = False) -> list[str]:
    """Follow the links of the pages below an address, and say which do not open.

    `sends` knocks at the forms too, and says which do not let this person in.
    """
    found_at, sent = {start: ""}, set()
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
            page = answer.content.decode()
            if "<body inert" in page:  # a preview, in which nothing leads anywhere
                continue
            links = [unescape(link) for link in LINK.findall(page)]
            ours = {to for to in forms_of(page, here) if to.startswith(start)} if sends else set()
            for action in sorted(ours - sent):
                wrong += refused(walker, action, here)
            sent |= ours
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


def stand(shop, state: str) -> None:
    """Put a shop, and its file with every kind of item, where it may stand."""
    for kind in Item.Kind.values:
        Item.objects.get_or_create(seller=shop, kind=kind, defaults={"state": "provided"})
    if state == "suspended":
        suspension.suspend(shop, because="Colis jamais partis.", by=None, at=cast.NOON)
    elif state == "closed":
        suspension.close(shop, because="Cessation d'activité.", by=None, at=cast.NOON)
    else:
        Seller.objects.filter(pk=shop.pk).update(state=state, opened_at=None)
        event = SellerRefused(seller_id=shop.pk, reason="Papiers illisibles.")
        with transaction.atomic():
            events.publish(event, about=shop, by=None, because="Papiers illisibles.", at=cast.NOON)


def test_an_operator_of_any_role_meets_no_closed_door(world):
    walkers_of_roles = [
        walkers.Walker(f"operator: {role}", cast.operator(role), roles={role})
        for role in OPERATOR_ROLES
    ]
    every = [*walkers_of_roles, walkers.Walker("every right", cast.operator())]

    wrong = [line for walker in every for line in broken(walker, "/admin/")]

    assert not wrong, "\n".join(wrong)


def team_of(world) -> list[walkers.Walker]:
    """One of each role of the shop's team."""
    return [
        walkers.Walker(f"team: {role}", walkers._of_team(world, role), member=role)
        for role in Role.values
    ]


def test_a_seller_of_any_role_meets_no_closed_door_and_no_form_of_somebody_else(world):
    every = team_of(world)

    wrong = [line for walker in every for line in broken(walker, "/seller/", sends=True)]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", ["suspended", "closed", "to_complete", "refused"])
def test_nor_where_the_shop_stands_badly(texts, settings, state):
    settings.ROOT_URLCONF = "tests.plain_urls"
    world = doors.World()
    stand(world.seller, state)
    wrong = []

    for walker in team_of(world):
        for page in ("/seller/dossier/", "/seller/", "/seller/entreprise/", "/seller/boutique/"):
            answer = walker.browser.get(page)
            if answer.status_code != 200:
                continue
            html = answer.content.decode()
            for action in forms_of(html, page):
                wrong += refused(walker, action, page) if action.startswith("/seller/") else []
            for link in {unescape(link) for link in LINK.findall(html)}:
                path = urlsplit(link).path
                if path.startswith(("/seller/", "/boutique/")):
                    status = walker.browser.get(path).status_code
                    wrong += [f"{walker.name}: {status} {path} from {page}"] if status > 400 else []

    assert not wrong, "\n".join(wrong)


def test_a_member_reads_who_may_do_what_their_role_does_not_and_a_stranger_learns_nothing(
    client, lune
):
    reader, stranger = cast.user("lecture@example.test", first_name="Lise"), cast.user()
    lune.members.create(user=reader, role=Role.READER, joined_at=cast.NOON)
    clerk = cast.user("stock@example.test", first_name="Karim", last_name="Aziz")
    lune.members.create(user=clerk, role=Role.CATALOGUE, joined_at=cast.NOON)
    sheet = cast.offer(lune).product

    client.force_login(reader)
    answer = client.post(f"/seller/produits/{sheet.pk}/retirer/")
    page = answer.content.decode()
    assert answer.status_code == 403
    for words in ("Votre rôle ne le permet pas", "Karim Aziz", str(cast.owner_of(lune))):
        assert words in page, words
    sheet.refresh_from_db()
    assert sheet.state == "published"
    shown = client.get(f"/seller/produits/{sheet.pk}/").content.decode()
    assert "<fieldset disabled" in shown
    assert "Enregistrer" not in shown

    for path in ("/seller/boutique/", "/seller/filieres/"):
        page = client.get(path).content
        assert "permet de lire cette page, pas de la modifier" in page.decode(), path
        typed = html.fromstring(page).xpath(
            "//main//*[self::input or self::textarea or self::select][not(@type='hidden')]"
        )
        assert [field for field in typed if not field.xpath("ancestor::fieldset[@disabled]")] == []

    client.force_login(stranger)
    assert client.post(f"/seller/produits/{sheet.pk}/retirer/").status_code == 404


def test_who_may_only_look_is_offered_no_import_on_the_first_page(client, lune):
    reader = cast.user("lecture@example.test")
    lune.members.create(user=reader, role=Role.READER, joined_at=cast.NOON)
    client.force_login(reader)

    ways = client.get("/seller/").context["ways"]
    client.force_login(cast.owner_of(lune))
    owners = client.get("/seller/").context["ways"]

    assert (set(ways.values()), set(owners.values())) == ({False}, {True})


def test_the_first_page_says_that_the_shop_is_on_holiday(client, lune):
    client.force_login(cast.owner_of(lune))
    until = {"start": "2026-11-20", "end": "2026-11-30"}
    with clock.at(cast.NOON):
        set_ = client.post("/seller/boutique/absence/", until, follow=True).content.decode()
        away = client.get("/seller/").content.decode()
        cleared = client.post("/seller/boutique/absence/", {}, follow=True).content.decode()
        back = client.get("/seller/").content.decode()

    assert "absence sont enregistrées" in set_
    assert "absence sont effacées" in cleared
    assert ("lundi 30 novembre" in away, "en congé" in back) == (True, False)
