"""The seller's first page: what to do today, and what each app adds to it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from marketplace.doors.registry import DESKS
from marketplace.shared import clock
from marketplace.shared.desks import Block, Todo
from sellers import access
from sellers.access import seller
from sellers.models import Member
from sellers.states import SellerState

ACTIONS = {"add": "seller-product-new", "bring": "seller-imports"}


@seller()
def show(request: HttpRequest) -> HttpResponse:
    """Answers: what must I do, how much will I get and when."""
    at, member = clock.now(), request.member
    laid = blocks(member, at)
    is_closed = request.seller.state == SellerState.CLOSED  # what is added there is not for sale
    ways = {
        name: not is_closed and access.opens(member, reverse(page), acting=True)
        for name, page in ACTIONS.items()
    }
    return render(
        request,
        "seller/home.html",
        {
            "ways": ways,
            "todos": todos(member, at),
            "beside": [block for block in laid if block.is_beside],
            "below": [block for block in laid if not block.is_beside],
        },
    )


def todos(member: Member, at: datetime) -> list[Todo]:
    """What waits for this member, urgent things first, in a fixed number of statements."""
    waiting = [
        todo
        for desk in DESKS
        for todo in desk.todos(member.seller, at)
        if access.opens(member, todo.href)
    ]
    return sorted(waiting, key=lambda todo: (not todo.urgent, todo.rank))


def blocks(member: Member, at: datetime) -> list[Block]:
    """The pieces of the page that this member may read, in their order."""
    shown = [
        block
        for desk in DESKS
        for block in desk.blocks(member.seller, at)
        if access.opens(member, reverse(block.page))
    ]
    return sorted(shown, key=lambda block: block.rank)
