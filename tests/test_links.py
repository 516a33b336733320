"""Every address a buyer can reach by following links answers."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from marketing.models import Article
from tests import cast

LINK = re.compile(r'\s(?:href|action)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
MOST = 300
ALIKE = 6  # of one family of addresses: the filters of a list make thousands
APART = ("/static/", "/media/", "/langue/", "/admin/")


@pytest.fixture
def market(lune, brun, texts, alice):
    """A little of everything a buyer's page may link to."""
    bowl = cast.offer(lune)
    cast.offer(brun)
    cast.grid()
    Article.objects.create(
        title="Un tour",
        slug="un-tour",
        standfirst="Le tour.",
        body="Il tourne.",
        seller=lune,
        published_at=cast.NOON,
    )
    return cast.sold((bowl, 1), buyer=alice)


def family(address: str) -> str:
    """What addresses have in common: /produit/*/?tri."""
    parts = urlsplit(address)
    path = re.sub(r"/(produit|boutique|journal|c|commande)/[^/]+", r"/\1/*", parts.path)
    return path + "?" + ",".join(sorted(set(re.findall(r"(\w+)=", parts.query))))


def walk(client, *starts: str) -> list[str]:
    """Follow the links of pages, and say which lead nowhere."""
    seen = dict.fromkeys(starts, "")
    wrong, alike, todo = [], {}, deque(starts)
    while todo and len(seen) < MOST:
        here = todo.popleft()
        answer = client.get(here)
        if answer.status_code >= 400 and answer.status_code != 405:  # 405: the target of a form
            wrong.append(f"{answer.status_code} {here} from {seen[here]}")
        if "location" in answer:
            found = [answer["Location"]]
        elif answer.get("Content-Type", "").startswith("text/html"):
            text = answer.content.decode()
            found = [unescape(link) for link in LINK.findall(text)]
            ids = set(ID.findall(text))
            inside = [link for link in found if link.startswith("#") and link != "#"]
            wrong += [f"{link} on {here}" for link in inside if link[1:] not in ids]
            wrong += [f"empty address on {here}" for link in found if not link]
        else:
            found = []
        for link in found:
            parts = urlsplit(urljoin(f"http://testserver{here}", link))
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            alike[family(address)] = alike.get(family(address), 0) + (address not in seen)
            ours = parts.netloc == "testserver" and not parts.path.startswith(APART)
            if ours and address not in seen and alike[family(address)] <= ALIKE:
                seen[address] = here
                todo.append(address)
    return wrong


def test_a_visitor_meets_no_dead_link(client, market):
    assert (
        walk(client, "/", "/recherche/?q=bol", "/recherche/?q=rien", "/panier/", "/sitemap.xml")
        == []
    )


def test_a_buyer_meets_no_dead_link(client, market, alice):
    client.force_login(alice)
    assert (
        walk(client, "/mes-commandes/", "/mes-retours/", f"/commande/{market.order.number}/") == []
    )
