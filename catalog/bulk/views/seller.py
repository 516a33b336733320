"""A seller changes many rows at once: what is asked, what it would do, where it stands."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.bulk import changes, exports, targets, words
from catalog.bulk.forms import FORMS
from catalog.bulk.judging import WHY
from catalog.models import BulkChange
from catalog.sheets.filters import LISTINGS, SHEETS
from catalog.states import BulkState
from marketplace.shared.clock import now, paris_day
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from sellers.access import seller

PAGE = 25
SHOWN = 50  # lines of the result that a page shows; the file has them all
TICKED = 500
PAGES = {"sheets": "seller-products", "offers": "seller-offers"}


@seller("catalogue")
def listing(request):
    """The changes this shop made; what comes from a list begins another."""
    if request.method == "POST":
        return _begin(request)
    page = Paginator(changes.of(request.seller), PAGE).get_page(request.GET.get("page"))
    return render(request, "seller/catalog/bulks.html", {"page_obj": page})


@seller("catalogue")
def show(request, pk: int):
    """A change: what shall be written, what it would do, how far it is, what came of it."""
    change = _find(request, pk)
    if change.state == BulkState.DROPPED:
        values = {
            "change": change,
            "is_replaced": changes.is_replaced(change),
            "back": reverse(PAGES[change.listing]),
        }
        return render(request, "seller/catalog/bulk_dropped.html", values)
    if change.state == BulkState.PREPARED:
        return _prepare(request, change)
    if change.state == BulkState.RUNNING:
        return render(request, "seller/catalog/bulk_progress.html", {"change": change})
    kept = change.lines.select_related("product", "offer__variant").order_by("pk")
    left, done = list(kept.exclude(why="")[:SHOWN]), list(kept.filter(why="")[:SHOWN])
    for line in left:
        line.told = WHY.get(line.why, "")
    of_category = change.act == BulkChange.Act.CATEGORY
    waiting = words.waiting(change) if of_category else kept.none()
    waits = set(waiting.filter(pk__in=[line.pk for line in done]).values_list("pk", flat=True))
    for line in done:
        line.waits = line.pk in waits
    words.put(change, done)
    values = {
        "change": change,
        "of_category": of_category,
        "online": words.online(change).count() if of_category else 0,
        "waiting": waiting.count() if of_category else 0,
        "left": left,
        "done": done,
        "reasons": [
            {"text": WHY.get(why, why), "count": count}
            for why, count in sorted(change.left.items(), key=lambda pair: -pair[1])
        ],
        "of_sheets": targets.is_of_sheets(change),
        "may_undo": changes.may_undo(change),
        "is_undone": changes.is_undone(change),
        "has_lines": kept.exists(),
        "back": reverse(PAGES[change.listing]),
    }
    return render(request, "seller/catalog/bulk.html", values)


@require_POST
@seller("catalogue")
def confirmation(request, pk: int):
    """Have a change written."""
    change = _find(request, pk)
    try:
        changes.confirm(
            change,
            by=request.user,
            at=now(),
            unusual=request.POST.get("unusual") == "on",
            seen=_seen(request.POST.get("seen", "")),
        )
    except Refusal as refusal:
        change.refresh_from_db(fields=["state"])
        if change.state != BulkState.DROPPED:  # its page says what became of it
            messages.error(request, str(refusal))
    return redirect("seller-bulk", pk)


@require_POST
@seller("catalogue")
def end(request, pk: int):
    """Give up a change that was only prepared, or stop one that is being written."""
    change = _find(request, pk)
    if change.state == BulkState.DROPPED:
        return redirect("seller-bulk", pk)
    try:
        if change.state == BulkState.PREPARED:
            changes.drop(change)
            messages.success(request, _("La modification est abandonnée : rien n'a changé."))
            return redirect(PAGES[change.listing])
        changes.stop(change, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("La modification est arrêtée ; ce qui était écrit reste, et s'annule.")
        )
    return redirect("seller-bulk", pk)


@require_POST
@seller("catalogue")
def undoing(request, pk: int):
    """Prepare to take a change back."""
    try:
        back = changes.undo(_find(request, pk), by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-bulk", pk)
    return redirect("seller-bulk", back.pk)


@require_POST
@seller("catalogue")
def again(request, pk: int):
    """Prepare once more a change that another replaced, or that was given up."""
    change = _find(request, pk)
    if change.state != BulkState.DROPPED:
        return redirect("seller-bulk", pk)
    try:
        once_more = changes.again(change, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(PAGES[change.listing])
    return redirect("seller-bulk", once_more.pk)


@require_GET
@seller("catalogue")
def before(request, pk: int):
    """What each row was before a change, as a file."""
    change = _find(request, pk)
    at = change.confirmed_at or change.created_at
    return _file(exports.before(change), _named(request.seller, change.title, at))


def _begin(request):
    kind = LISTINGS.get(request.POST.get("listing", ""), SHEETS)
    act, asked = request.POST.get("act", ""), kind.read(request.POST)
    back = f"{reverse(PAGES[kind.name])}?{asked.address}".rstrip("?")
    every = request.POST.get("scope") == "all"
    ids = [key for text in request.POST.getlist("ids")[:TICKED] if (key := row_number(text))]
    if act != "export" and act not in changes.ACTS[kind.name]:
        messages.error(request, _("Choisissez ce que vous voulez faire des lignes cochées."))
        return redirect(back)
    if act == "export" and (every or ids):
        offers = exports.rows_of(
            request.seller, kind.name, ids=ids, filter_=asked if every else None
        )
        return _file(exports.lines(offers), _named(request.seller, _("catalogue"), now()))
    try:
        change = changes.begin(
            request.seller,
            listing=kind.name,
            act=act,
            by=request.user,
            at=now(),
            ids=ids,
            filter_=asked if every else None,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return redirect("seller-bulk", change.pk)


def _prepare(request, change: BulkChange):
    """The form of what shall be written, then what it would do."""
    kind = None if change.undoes_id else FORMS.get(change.act)
    form = kind(request.POST or None, initial=change.values) if kind else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            changes.choose(change, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("seller-bulk", change.pk)
    is_ready = changes.is_ready(change) and not (form is not None and form.is_bound)
    at = now()  # before the rows are read: what changes meanwhile was not seen
    foresight = changes.foresee(change, at=at) if is_ready else None
    if foresight is not None:
        words.put(change, foresight.examples)
    values = {
        "change": change,
        "form": form,
        "foresight": foresight,
        "seen": at.isoformat(),
        "back": reverse(PAGES[change.listing]),
        "of_sheets": targets.is_of_sheets(change),
        "button": words.button(change, foresight) if foresight else "",
    }
    return render(request, "seller/catalog/bulk_prepare.html", values)


def _seen(text: str) -> datetime | None:
    """When the page was read that a seller confirms, as the page said it."""
    try:
        seen = parse_datetime(text)
    except ValueError:
        return None
    return seen if seen is not None and is_aware(seen) else None


def _find(request, pk: int) -> BulkChange:
    own = BulkChange.objects.filter(seller=request.seller)
    return get_object_or_404(own.select_related("seller", "undoes", "created_by"), pk=pk)


def _named(shop, what: str, at: datetime) -> str:
    """The name of a file that is found again among others: what, of which shop, of which day."""
    return f"{slugify(what)}-{shop.slug}-{paris_day(at).isoformat()}"


def _file(lines, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")  # noqa: FBT003
    return answer
