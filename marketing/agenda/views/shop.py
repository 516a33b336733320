"""The agenda: what is to come, runs and took place; one date; signing up, one's seat, leaving."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import freshness
from catalog.shop import queries
from catalog.shop.sheet import script_safe
from marketing.agenda.forms import SignupForm
from marketing.blocks import rich
from marketing.gatherings import aside, calendars, codes, shown, signups
from marketing.models import Gathering, Signup
from marketing.models import Page as ComposedPage
from marketing.pages import showing
from marketing.states import SignupState
from marketplace.shared import guests, limits, visitor
from marketplace.shared.clock import now
from marketplace.shared.models import User
from marketplace.shared.policy import brand
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading
from marketplace.shared.states import Refusal
from sellers import standing
from sellers.models import Seller

A_PAGE, LATEST = 12, 3


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def agenda(request: HttpRequest) -> HttpResponse:
    """What runs and what is to come, then the latest that took place."""
    at = now()
    guests.rests_on(request, [freshness.WHOLE, shown.KEY])
    guests.stands_until(request, shown.next_change(shown.current(), at=at))
    past = list(shown.past(at=at)[: LATEST + 1])
    return render(
        request,
        "shop/marketing/agenda.html",
        {
            "running": shown.running(at=at),
            "to_come": shown.to_come(at=at),
            "past": past[:LATEST],
            "has_archive": len(past) > LATEST,
            "canonical": settings.BASE_URL + reverse("shop-agenda"),
        },
    )


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def archive(request: HttpRequest) -> HttpResponse:
    """All that took place, the latest first."""
    at = now()
    guests.rests_on(request, [freshness.WHOLE, shown.KEY])
    guests.stands_until(request, shown.next_change(shown.current(), at=at))
    number = row_number(request.GET.get("page", "1")) or 1
    return render(
        request,
        "shop/marketing/agenda_archive.html",
        {
            "page": Paginator(shown.past(at=at), A_PAGE).get_page(number),
            "canonical": settings.BASE_URL + reverse("shop-agenda-archive"),
        },
    )


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def gathering(request: HttpRequest, slug: str) -> HttpResponse:
    """One date: when, where, with whom, and signing up."""
    guests.rests_on(request, [freshness.WHOLE, standing.SHOPS, shown.KEY])
    row = _public(slug)
    guests.stands_until(request, shown.next_change([row], at=now()))
    reader = _reader(request)
    if reader is None:
        return _page(request, row, SignupForm())
    mine = signups.of(reader, at=now())
    own = next((one for one in mine if one.gathering_id == row.pk), None)
    form = SignupForm(initial={"email": reader.email, "name": reader.get_full_name()})
    return _page(request, row, form, own=own)


@require_POST
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a seat, or a place in the waiting list; the letter says which."""
    row, reader = _public(slug), _reader(request)
    form = SignupForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    email = form.cleaned_data["email"]
    own = reader is not None and reader.is_proven and reader.email == email
    if not limits.take("signup", visitor.address(request), 10, limits.HOUR):
        form.add_error(None, str(limits.TooOften()))
        return _page(request, row, form, status=429)
    # nobody fills a stranger's mailbox by signing up for date after date
    if own or limits.take("signup-to", email, 5, limits.DAY):
        try:
            signup = signups.ask(
                row,
                email=email,
                name=form.cleaned_data["name"],
                language=request.LANGUAGE_CODE,
                reader=reader,
                at=now(),
            )
        except signups.Closed as refusal:
            messages.error(request, str(refusal))
            return redirect(shown.path(row))
        if own:
            return redirect("shop-seat", token=signups.token_of(signup))
    messages.success(
        request,
        _(
            "C'est noté : une lettre part à cette adresse. Elle dit si vous avez une place ou si"
            " vous êtes sur la liste d'attente, et permet de vous désister. Si cette adresse était"
            " déjà inscrite, la même lettre repart : toutes les cinq minutes au plus, cinq fois par"
            " jour."
        ),
    )
    return redirect(shown.path(row))


@require_safe
@reading.may_replicate
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """A date for anybody's calendar; the link of one online is for whoever has a seat."""
    return _ics(_public(slug))


@never_cache
@require_safe
def seat(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody shows at the door, or the link by which they come."""
    try:
        signup = signups.holder_of(token)
    except signups.UnknownSeat as refusal:
        return _unknown(request, refusal)
    at, row = now(), signup.gathering
    has_seat = signup.state == SignupState.SEATED and not row.is_cancelled
    door = reverse("admin:marketing_gathering_door", args=[row.pk])
    is_waiting = signup.state == SignupState.WAITING and not row.is_over(at)
    return render(
        request,
        "shop/marketing/seat.html",
        {
            "signup": signup,
            "gathering": row,
            "token": token,
            "has_seat": has_seat,
            "is_over": row.is_over(at),
            "before": signups.waiting_before(signup) + 1 if is_waiting else 0,
            "drawing": codes.drawing(f"{settings.BASE_URL}{door}?code={signup.code}")
            if has_seat and not row.is_online
            else "",
        },
    )


@never_cache
@require_safe
def seat_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The date for one's calendar, with the link of one online."""
    try:
        signup = signups.holder_of(token)
    except signups.UnknownSeat as refusal:
        return _unknown(request, refusal)
    has_seat = signup.state == SignupState.SEATED
    return _ics(signup.gathering, link=signup.gathering.link if has_seat else "")


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Give a seat back: the link shows a button, the button does it."""
    # not on GET: mail programs open links to check them, and nobody must leave by that
    try:
        signup, refused = signups.holder_of(token), ""
        if request.method == "POST":
            signup = signups.withdraw(signup, by=None, at=now())
    except signups.UnknownSeat as refusal:
        return _unknown(request, refusal)
    except Refusal as refusal:
        refused = str(refusal)
    return render(
        request,
        "shop/marketing/seat_leave.html",
        {
            "signup": signup,
            "gathering": signup.gathering,
            "token": token,
            "done": signup.state == SignupState.WITHDRAWN,
            "refused": refused,
        },
        status=409 if refused else 200,
    )


def _unknown(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    values = {"refusal": str(refusal)}
    return render(request, "shop/marketing/seat_unknown.html", values, status=404)


def _public(slug: str) -> Gathering:
    rows = shown.public().select_related("picture", "recap")
    return get_object_or_404(rows, slug=slug)


def _reader(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def _ics(row: Gathering, *, link: str = "") -> HttpResponse:
    answer = HttpResponse(
        calendars.file_of(row, link=link if row.is_online else ""),
        content_type=calendars.MEDIA_TYPE,
    )
    answer["Content-Disposition"] = f'attachment; filename="{row.slug}.ics"'
    return answer


def _page(
    request: HttpRequest,
    row: Gathering,
    form: SignupForm,
    *,
    own: Signup | None = None,
    status: int = 200,
) -> HttpResponse:
    at = now()
    # of what does not take place nothing is announced
    invited = Seller.objects.none() if row.is_cancelled else Seller.objects.selling(at)
    products = row.products.none() if row.is_cancelled else row.products.order_by("pk")
    goods = list(products.values_list("pk", flat=True)[:12])
    kept = aside.shown_of(row, at)
    goods_kept = list(dict.fromkeys(one.offer.product_id for one in kept))
    guests.rests_on(request, [freshness.key_of_sheet(pk) for pk in {*goods, *goods_kept}])
    on_sale = goods_kept if row.is_online and row.runs(at) else []
    others = [pk for pk in goods if pk not in on_sale]
    recap = row.recap
    composed = None
    if not row.is_cancelled:
        composed = showing.show(request, ComposedPage.Kind.GATHERING, row.slug, at=at)
    return render(
        request,
        "shop/marketing/gathering.html",
        {
            "gathering": row,
            "body": rich.drawn(row.local_body) if row.local_body.strip() else "",
            "form": form,
            "own": own,
            "own_token": signups.token_of(own) if own else "",
            "is_over": row.is_over(at),
            "runs": row.runs(at),
            "is_open": not row.is_cancelled and not row.is_over(at),
            "shops": list(invited.filter(gatherings=row).only("slug", "name", "city")),
            "kept": kept,
            "on_sale": queries.cards(on_sale, at=at, delivery=False) if on_sale else [],
            "cards": queries.cards(others, at=at, delivery=False) if others else [],
            "shown": composed,
            "recap": recap if recap and recap.published_at and recap.published_at <= at else None,
            "canonical": settings.BASE_URL + shown.path(row),
            "cover": _cover(row),
            "structured": script_safe(_structured(row, at)),
        },
        status=status,
    )


def _cover(row: Gathering) -> str:
    if row.picture is None:
        return ""
    address = row.picture.file.url
    return settings.BASE_URL + address if address.startswith("/") else address


def _structured(row: Gathering, at: datetime) -> dict:
    """What engines read of a date."""
    url = settings.BASE_URL + shown.path(row)
    status = "EventCancelled" if row.is_cancelled else "EventScheduled"
    mode = "OnlineEventAttendanceMode" if row.is_online else "OfflineEventAttendanceMode"
    place = (
        {"@type": "VirtualLocation", "url": url}
        if row.is_online
        else {"@type": "Place", "name": row.place, "address": row.address or row.place}
    )
    told: dict = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": row.local_title,
        "description": row.local_lead,
        "url": url,
        "startDate": row.starts_at.isoformat(),
        "endDate": row.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "location": place,
        "organizer": {"@type": "Organization", "name": brand().name, "url": settings.BASE_URL},
    }
    if row.picture:
        told["image"] = _cover(row)
    if row.capacity is not None:
        told["maximumAttendeeCapacity"] = row.capacity
        told["remainingAttendeeCapacity"] = row.left
    return told
