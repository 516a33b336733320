"""What the pages of exchanges do for each side alike: read the form, call one verb, say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from marketplace.shared import clock, contact_data, enclosed, kept_files, limits, visitor
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.conversations import conversations, enclosures, reading, subjects
from sellers.conversations.forms import SayForm, SnoozeForm, WaiveForm
from sellers.conversations.reading import Shown
from sellers.conversations.subjects import Kind, Reader
from sellers.models import Message, Side, Thread

AN_HOUR = 60  # messages from one connection


def before(request: HttpRequest) -> int:
    """Before which message a page begins, as its address says."""
    return row_number(request.GET.get("avant", "")) or 0


def form_of(request: HttpRequest, shown: Shown, side: str) -> SayForm:
    """The form under an exchange; whoever owes an answer awaits none by giving it."""
    data = (request.POST, kept_files.sent(request)) if request.method == "POST" else ()
    awaits = side == Side.BUYER or not shown.owes
    return SayForm(*data, to=shown.to, awaits=awaits)


def opening(request: HttpRequest, kind: Kind, row: Any, side: str) -> SayForm:
    """The form that asks first about a subject."""
    data = (request.POST, kept_files.sent(request)) if request.method == "POST" else ()
    thread = Thread(seller=kind.seller(row), name=_name(kind, row))
    return SayForm(
        *data,
        to=reading.choices(kind.answers[side], thread),
        topics=kind.topics(row),
        details=kind.details(row),
    )


def _name(kind: Kind, row: Any) -> str:
    reader = kind.buyer(row)
    return reader.name if reader is not None else ""


def begin(  # noqa: PLR0913
    request: HttpRequest, form: SayForm, name: str, pk: int, *, side: str, asker: Reader
) -> Thread | None:
    """Ask first about a subject; what is refused is said in the form."""
    stored = _store(request, form)
    if stored is None:
        return None
    try:
        thread = conversations.begin(
            name,
            pk,
            form.words(stored),
            side=side,
            asker=asker,
            by=person(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        enclosed.drop(stored)
        form.add_error(None, str(refusal))
        return None
    last = Message.objects.filter(thread=thread, side=side).order_by("-pk").first()
    _said(request, last)
    return thread


def say(request: HttpRequest, form: SayForm, thread: Thread, side: str) -> bool:
    """Say what was typed; what is refused is said in the form."""
    stored = _store(request, form)
    if stored is None:
        return False
    try:
        message = conversations.say(
            thread, form.words(stored), side=side, by=person(request), at=clock.now()
        )
    except Refusal as refusal:
        enclosed.drop(stored)
        form.add_error(None, str(refusal))
        return False
    _said(request, message)
    return True


def _said(request: HttpRequest, message: Message | None) -> None:
    messages.success(request, _("Votre message est envoyé."))
    if message is not None and message.masked:
        kinds = [contact_data.Kind(name) for name in message.masked]
        messages.warning(request, contact_data.told(kinds))


def _store(request: HttpRequest, form: SayForm) -> list[enclosed.Kept] | None:
    """The files, before any transaction; None where something is refused."""
    if not form.is_valid():
        return None
    try:
        limits.check("message", _from(request), AN_HOUR, limits.HOUR)
        return enclosures.keep(form.uploads())
    except limits.TooOften as refusal:
        form.add_error(None, str(refusal))
    except Refusal as refusal:
        form.add_error("files", str(refusal))
    return None


def _from(request: HttpRequest) -> str:
    who = person(request)
    return f"user:{who.pk}" if who else visitor.address(request)


def act(request: HttpRequest, thread: Thread, side: str) -> None:
    """Carry out one of the buttons beside an exchange; a refusal is said on the page."""
    verb = ACTS[request.POST["act"]]
    if verb is _snooze and side != Side.SELLER:
        raise Http404
    try:
        said = verb(request, thread, side)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


def _close(request: HttpRequest, thread: Thread, side: str) -> str:
    conversations.close(thread, side=side, by=person(request), at=clock.now())
    return _("L'échange est clos. Un nouveau message le rouvre.")


def _reopen(request: HttpRequest, thread: Thread, side: str) -> str:
    conversations.reopen(thread, side=side, by=person(request), at=clock.now())
    return _("L'échange est rouvert.")


def _waive(request: HttpRequest, thread: Thread, side: str) -> str:
    form = WaiveForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    conversations.no_answer_needed(
        thread, side=side, because=because, by=person(request), at=clock.now()
    )
    return _("C'est noté : aucune réponse n'est plus attendue.")


def _snooze(request: HttpRequest, thread: Thread, side: str) -> str:
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        raise conversations.BadPause
    who = person(request)
    if who is None:
        raise Http404
    conversations.snooze(thread, until=form.until, side=side, by=who, at=clock.now())
    return _("L'échange est mis de côté jusque-là, ou jusqu'au prochain message.")


ACTS: dict[str, Callable[[HttpRequest, Thread, str], str]] = {
    "close": _close,
    "reopen": _reopen,
    "waive": _waive,
    "snooze": _snooze,
}


def person(request: HttpRequest):
    """Who acts; nobody where a guest does, by their link."""
    return request.user if request.user.is_authenticated else None


def values(request: HttpRequest, shown: Shown, form: SayForm, side: str) -> dict[str, Any]:
    """What every page of an exchange reads, whoever reads it."""
    thread = shown.thread
    return {
        "thread": thread,
        "shown": shown,
        "form": form,
        "owed": shown.owes,
        "with": reading.who(reading.other(thread, side), thread, side),
        "side": side,
        "apart": thread.state == "snoozed" and thread.snoozed_by == side,
        "snooze": SnoozeForm() if side == Side.SELLER else None,
        "waive": WaiveForm(),
        "may_ask": subjects.of(thread.kind) is not None,
    }
