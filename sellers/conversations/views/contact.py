"""Writing to the operator about no order, and reading the answer by the letter's link."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.shared import clock, limits, pace, visitor
from marketplace.shared.states import Refusal
from sellers.conversations import contact, enclosures, reading
from sellers.conversations.forms import ContactForm
from sellers.conversations.views import common
from sellers.models import Side, Thread

SIDE = Side.BUYER
AN_HOUR, A_DAY = 5, 5  # from one connection; for one mailbox


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write to the operator; the answer tells nothing of who is known already."""
    person = common.person(request)
    form = ContactForm(request.POST or None, topics=contact.topics(), person=person)
    if request.method != "POST":
        return _form(request, form)
    if request.POST.get("homepage"):
        return _thanks(request)  # a program: it learns nothing
    if not form.is_valid():
        return _form(request, form, status=422)
    data = form.cleaned_data
    email = person.email if person else data["email"]
    try:
        pace.check(request.POST.get("drawn", ""), at=clock.now())
        limits.check("contact", visitor.address(request), AN_HOUR, limits.HOUR)
        limits.check("contact-to", email, A_DAY, limits.DAY)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, status=429)
    thread = contact.write(
        data["text"],
        topic=data["topic"],
        name=data["name"],
        email=email,
        language=request.LANGUAGE_CODE,
        by=person,
        at=clock.now(),
    )
    if person is not None:
        messages.success(request, _("Votre message est envoyé."))
        return redirect("account-thread", thread.number)
    return _thanks(request)


def _thanks(request: HttpRequest) -> HttpResponse:
    messages.success(
        request,
        _(
            "Merci, votre message est arrivé. Un lien part à votre adresse : il ouvre cet échange"
            " et la réponse."
        ),
    )
    return redirect("shop-contact")


def _form(request: HttpRequest, form: ContactForm, *, status: int = 200) -> HttpResponse:
    return render(request, "shop/sellers/contact.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, token: str) -> HttpResponse:
    """The exchange that a letter's link opens."""
    thread = _find(token)
    shown = reading.shown(thread, SIDE, before=common.before(request))
    form = common.form_of(request, shown, SIDE)
    here = reverse("shop-thread", args=[token])
    if request.method == "POST" and request.POST.get("act") in common.ACTS:
        common.act(request, thread, SIDE)
        return redirect(here)
    if request.method == "POST" and common.say(request, form, thread, SIDE):
        contact.prove(thread, at=clock.now())
        return redirect(here)
    page = common.values(request, shown, form, SIDE)
    page["files_at"] = here + "piece/"
    return render(
        request, "shop/sellers/thread_by_link.html", page, status=422 if form.is_bound else 200
    )


@require_GET
def enclosure(request: HttpRequest, token: str, pk: int) -> FileResponse:
    """A file of the exchange that a letter's link opens."""
    return enclosures.hand_out(reading.enclosure(_find(token), SIDE, pk))


def _find(token: str) -> Thread:
    thread = contact.opened_by(token)
    if thread is None:
        raise Http404
    return thread
