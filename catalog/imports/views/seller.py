"""A seller's catalogue file, from upload to report."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.imports import correcting, report, results, run, slices, undoing
from catalog.imports.forms import (
    ChoicesForm,
    ColumnsForm,
    CorrectionForm,
    PhotosForm,
    ReadingForm,
    UploadForm,
)
from catalog.models import Import
from catalog.states import ImportState
from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.access import seller

PAGE = 25
LINES = 50
GROUPS = 50  # wrong values that a page groups


@seller("catalogue")
def listing(request):
    """The files this seller sent, and the form to send another."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file, photos = form.cleaned_data["file"], form.cleaned_data["photos"]
        try:
            source = run.receive(
                request.seller,
                file,
                file.name,
                by=request.user,
                at=now(),
                photos=photos,
                photos_name=photos.name if photos else "",
                replaces=form.cleaned_data["replaces"],
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("seller-import-columns", source.pk)
    sources = (
        Import.objects.filter(seller=request.seller, is_trial=False)
        .defer("mapping", "detected")
        .order_by("-pk")
    )
    page = Paginator(sources, PAGE).get_page(request.GET.get("page"))
    waiting = run.open_import(request.seller)
    return render(
        request,
        "seller/catalog/imports.html",
        {
            "form": form,
            "page": page,
            "waiting": waiting if waiting and run.is_missed(waiting) else None,
            "running": waiting if waiting and waiting.state in run.WORKING else None,
            "corrected": waiting.corrections.count() if waiting else 0,
        },
    )


@seller("catalogue")
def show(request, pk):
    """Where a file stands: being read, being checked, checked, being applied, done."""
    source = _find(request, pk)
    if source.state == ImportState.RECEIVED:
        return redirect(
            "seller-import-choices" if "seen" in source.mapping else "seller-import-columns", pk
        )
    if source.state in slices.WORKING:
        return render(
            request,
            "seller/catalog/import_progress.html",
            {"source": source, **results.progress(source)},
        )
    shown = results.of(
        source, outcome=request.GET.get("outcome", ""), code=request.GET.get("code", "")
    )
    page = Paginator(shown.rows, LINES).get_page(request.GET.get("page"))
    results.dress(source, page.object_list)
    groups = results.wrong_values(source, shown.code) if shown.code and shown.mends else []
    return render(
        request,
        "seller/catalog/import.html",
        {
            "source": source,
            "found": shown,
            "page": page,
            "groups": groups[:GROUPS],
            "more_groups": max(len(groups) - GROUPS, 0),
            "undo_until": undoing.ends_at(source) if undoing.may(source, now()) else None,
            "left": undoing.left(source),
            "photos_form": PhotosForm(),
            "refusals": results.refusals(source),
        },
    )


@seller("catalogue")
def columns(request, pk):
    """Which column is which: proposed, corrected here."""
    source = _received(request, pk)
    if source is None:
        return redirect("seller-import", pk)
    form = ColumnsForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        try:
            run.choose_columns(source, form.chosen(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("seller-import-choices", pk)
    return render(
        request,
        "seller/catalog/import_columns.html",
        {
            "source": source,
            "form": form,
            "reading": ReadingForm(source=source),
            "refusals": results.refusals(source),
        },
    )


@seller("catalogue")
@require_POST
def reading(request, pk):
    """Read the file again under another encoding, separator, sheet or header line."""
    source = _received(request, pk)
    form = ReadingForm(request.POST, source=source) if source else None
    if form and form.is_valid():
        try:
            run.read_again(source, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    elif form:
        messages.error(request, _("Ce choix n'est pas possible : rechargez la page."))
    return redirect("seller-import-columns", pk)


@seller("catalogue")
def choices(request, pk):
    """What the seller's categories and currencies become; then the check begins."""
    source = _received(request, pk)
    if source is None:
        return redirect("seller-import", pk)
    if "seen" not in source.mapping:
        return redirect("seller-import-columns", pk)
    form = ChoicesForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        try:
            run.check(source, by=request.user, at=now(), **form.chosen())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("seller-import", pk)
    return render(
        request,
        "seller/catalog/import_choices.html",
        {
            "source": source,
            "form": form,
            "notes": results.notes(source),
            "refusals": results.refusals(source),
        },
    )


@seller("catalogue")
@require_POST
def application(request, pk):
    """Apply the good lines of a checked file."""
    return _act(request, pk, run.confirm, "seller-import")


@seller("catalogue")
@require_POST
def reopening(request, pk):
    """Go back to the columns."""
    return _act(request, pk, run.reopen, "seller-import-columns")


@seller("catalogue")
@require_POST
def cancellation(request, pk):
    """Give the file up."""
    return _act(request, pk, run.cancel, "seller-imports")


@seller("catalogue")
@require_POST
def photos(request, pk):
    """Add an archive of photos to a file."""
    source = _find(request, pk)
    form = PhotosForm(request.POST, request.FILES)
    if form.is_valid():
        archive = form.cleaned_data["photos"]
        try:
            again = run.add_photos(source, archive, archive.name, by=request.user, at=now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("seller-import", again.pk)
    else:
        messages.error(request, _("Choisissez une archive ZIP de photos."))
    return redirect("seller-import", pk)


@seller("catalogue")
@require_POST
def correction(request, pk):
    """Correct a cell of a checked file, or all that say the same and are wrong for one cause."""
    source, form = _find(request, pk), CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Cette correction n'est pas possible : rechargez la page."))
        return _back(request, pk)
    value = form.cleaned_data
    try:
        if value["alike"]:
            came = correcting.correct_alike(
                source,
                value["code"],
                value["place"],
                value["line"],
                value["text"],
                by=request.user,
                at=now(),
            )
        else:
            texts = {value["line"]: {value["place"]: value["text"]}}
            came = correcting.correct(source, texts, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        (messages.warning if came.refused or came.left else messages.success)(
            request, results.came_of(came.lines, came.refused, came.left)
        )
    return _back(request, pk)


@seller("catalogue", private=True)
def undo(request, pk):
    """Take an applied file back, after saying what that will do."""
    source = _find(request, pk)
    try:
        if request.method == "POST":
            undoing.ask(source, by=request.user, at=now())
            return redirect("seller-import", pk)
        undoing.refuse(source, now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-import", pk)
    return render(
        request,
        "seller/catalog/import_undo.html",
        {"source": source, "foresight": undoing.foresee(source), "until": undoing.ends_at(source)},
    )


@seller("catalogue")
def download(request, pk):
    """The seller's own file with what became of each line."""
    source = _find(request, pk)
    if source.state not in (ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE):
        raise Http404
    to_mend = bool(source.refused_count) and "tout" not in request.GET
    answer = StreamingHttpResponse(
        report.lines(source, to_mend=to_mend), content_type="text/csv; charset=utf-8"
    )
    named = report.name(source, to_mend=to_mend)
    answer.headers["Content-Disposition"] = content_disposition_header(True, named)  # noqa: FBT003
    return answer


def _back(request, pk):
    """The page of an import, with the lines that were looked at."""
    shown = QueryDict(request.POST.get("back", "")[:200])
    kept = {name: shown[name] for name in ("code", "outcome", "page") if shown.get(name)}
    address = reverse("seller-import", args=[pk])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


def _find(request, pk) -> Import:
    sources = Import.objects.filter(seller=request.seller, is_trial=False).select_related("seller")
    return get_object_or_404(sources, pk=pk)


def _received(request, pk) -> Import | None:
    """The import when it still waits for choices."""
    source = _find(request, pk)
    return source if source.state == ImportState.RECEIVED else None


def _act(request, pk, verb, then):
    source = _find(request, pk)
    try:
        verb(source, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-import", pk)
    return redirect(then, pk) if then != "seller-imports" else redirect(then)
