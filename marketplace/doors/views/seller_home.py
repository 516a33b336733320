"""The seller's first page: what to do today, and what each app adds to it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.doors.registry import DESKS
from marketplace.shared import clock
from marketplace.shared.desks import Block, Todo
from sellers.access import seller
from sellers.models import Seller


@seller()
def show(request: HttpRequest) -> HttpResponse:
    """Answers: what must I do, how much will I get and when."""
    at, shop = clock.now(), request.seller
    laid = blocks(shop, at)
    return render(
        request,
        "seller/home.html",
        {
            "todos": todos(shop, at),
            "beside": [block for block in laid if block.is_beside],
            "below": [block for block in laid if not block.is_beside],
        },
    )


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """What waits for this shop, urgent things first, in a fixed number of statements."""
    waiting = [todo for desk in DESKS for todo in desk.todos(shop, at)]
    return sorted(waiting, key=lambda todo: (not todo.urgent, todo.rank))


def blocks(shop: Seller, at: datetime) -> list[Block]:
    """The pieces of the page, in their order."""
    shown = [block for desk in DESKS for block in desk.blocks(shop, at)]
    return sorted(shown, key=lambda block: block.rank)
