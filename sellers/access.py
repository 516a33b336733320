"""The sellers' door: who may come in, and for which shop."""

from __future__ import annotations

from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve

from sellers.models import Member, Role, Seller
from sellers.states import PREPARING, SellerState

CHOSEN = "seller_id"
ENDED = (SellerState.REFUSED, SellerState.WITHDRAWN, SellerState.CLOSED)


def seller(
    role: str = "",
    *,
    during_application: bool = False,
    preparing: bool = False,
    private: bool = False,
):
    """Let members of a seller's team in; sets `request.seller` and `request.member`.

    `role` is one of Role (owners may do everything, readers may only look: GET, but not at what is
    `private`: papers, and pages that are nothing but a form). Sellers not yet admitted are led to
    their file unless `during_application`; what is `preparing` opens too while their file is filled
    in or read, and closes with a refusal or a withdrawal. A stranger to every team learns nothing
    (404); a member whose role does not open the page reads who of the shop may (403).
    """

    def wrap(view):
        @wraps(view)
        def door(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member = membership(request)
            looks = request.method in ("GET", "HEAD") and not private
            if member is None:
                raise Http404
            request.member, request.seller = member, member.seller
            if not may(member, role, reading=looks):
                return refused(request, role)
            if not _admitted(member.seller, door):
                return redirect("seller-file")
            return view(request, *args, **kwargs)

        door.audience = "seller"
        door.role, door.private = role, private
        door.during_application, door.preparing = during_application, preparing
        return door

    return wrap


def membership(request) -> Member | None:
    """The membership under which a person works now: the chosen shop, or the likeliest."""
    if not hasattr(request, "_membership"):
        memberships = list(
            Member.objects.filter(user=request.user)
            .select_related("seller")
            .order_by("joined_at", "pk")
        )
        # The session only remembers a wish: a shop that was left since is not among these.
        shop = request.session.get(CHOSEN)
        chosen = [member for member in memberships if member.seller_id == shop]
        request._membership = chosen[0] if chosen else _likeliest(memberships)
    return request._membership


def role_of(url: str) -> str:
    """The role that a page of the seller's space asks for."""
    return getattr(resolve(urlsplit(url).path).func, "role", "")


def opens(member: Member, url: str, *, acting: bool = False) -> bool:
    """Whether a member's role, and the shop's admission, open a page of the seller's space.

    `acting` asks for what is sent there, not only for what is read. Other pages open as they do for
    everybody.
    """
    door = resolve(urlsplit(url).path).func
    if getattr(door, "audience", "") != "seller":
        return True
    looks = not acting and not door.private
    return _admitted(member.seller, door) and may(member, door.role, reading=looks)


def _admitted(shop: Seller, door) -> bool:
    if shop.opened_at is not None or door.during_application:
        return True
    return door.preparing and shop.state in PREPARING


def refused(request: HttpRequest, role: str) -> HttpResponse:
    """The page that says who in the shop may do what this member's role does not allow."""
    values = {"able": able(request.seller, role)}
    return render(request, "seller/refused.html", values, status=403)


def able(shop: Seller, role: str) -> QuerySet[Member]:
    """Who of a shop may do what asks for a role: its owners first."""
    roles = [Role.OWNER, role] if role else [Role.OWNER]
    owners_first = Case(When(role=Role.OWNER, then=Value(0)), default=Value(1))
    members = shop.members.filter(role__in=roles).select_related("user")
    return members.order_by(owners_first, "joined_at", "pk")


def _likeliest(memberships: list[Member]) -> Member | None:
    """The first shop or application that is alive; else the first of those that ended."""
    alive = (m for m in memberships if m.seller.state not in ENDED)
    return next(alive, memberships[0] if memberships else None)


def may(member: Member, role: str, *, reading: bool) -> bool:
    """Whether a member may do what asks for `role`."""
    if member.role == Role.OWNER or not role or member.role == role:
        return member.role != Role.READER or reading
    return reading and member.role == Role.READER
