"""A shop composes its page: what it lacks, its blocks, its pictures, what becomes of it."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product
from marketing.blocks import attention, typed
from marketing.blocks.arranging import TooManyBlocks
from marketing.blocks.registry import SHOP_KINDS
from marketing.models import ShopPicture, ShopVersion
from marketing.pages import merging, presence, taken_out
from marketing.shopfronts import (
    checking,
    criteria,
    drafts,
    editing,
    life,
    pictures,
    previews,
    showing,
)
from marketing.shopfronts.forms import PictureForm
from marketing.states import ShopPageState
from marketplace.shared import kept_files
from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.access import seller

ROLE = "catalogue"
FOUND = 8
PAST = (ShopPageState.WITHDRAWN, ShopPageState.TAKEN_DOWN)


@seller(ROLE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Where the page of the shop stands, and what it lacks to be found."""
    at, shop = now(), request.seller
    version, live = drafts.begun(shop), showing.live(shop)
    past = shop.page_versions.filter(state__in=PAST).order_by("-decided_at").first()
    looked_at = version or live
    found = criteria.of_shop(shop, looked_at.blocks if looked_at else [])
    return render(
        request,
        "seller/marketing/page.html",
        {
            "version": version,
            "live": live,
            "past": None if live else past,
            "is_written": version is not None and version.state in drafts.WRITTEN,
            "preview": previews.link(version) if version else "",
            "motives": life.in_words(version) if version else [],
            "steps": criteria.steps(found),
            "missing": criteria.missing(found),
            "is_found": live is not None
            and not criteria.missing(criteria.of_shop(shop, live.blocks)),
            "pictures": shop.page_pictures.count(),
            "news": showing.news_of(shop, at=at),
        },
    )


@seller(ROLE, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: HttpRequest) -> HttpResponse:
    """The editor: what is typed is kept, whatever is wrong with it, and looked at beside."""
    version = drafts.begun(request.seller)
    if request.method != "POST":
        if version is None or version.state not in drafts.WRITTEN:
            return redirect("seller-page")
        touched, done = request.GET.get("bloc", ""), request.GET.get("geste", "")
        return _editor(request, version, touched=touched, done=done)
    if version is None:
        return redirect("seller-page")
    if request.POST.get("do") in ("here", "leave"):
        return _here(request, version)
    try:
        sent = editing.read(version, request.POST)
        kept = _keep(request, version, sent)
    except (TooManyBlocks, editing.FullPage) as refusal:
        messages.error(request, str(refusal))
        return _editor(request, version)
    except drafts.WrittenMeanwhile as refusal:
        return _refused(request, version, sent, refusal)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-page")
    if sent.gesture == "quiet":
        return _editor(request, version, seen=kept)
    if sent.gesture == "propose":
        return _carry_out(request, version, "propose")
    tab = presence.tab(request.POST.get("tab", ""))
    return redirect(attention.address(reverse("seller-page-editor"), sent, tab=tab))


def _keep(request: HttpRequest, version: ShopVersion, sent: editing.Sent) -> dict[str, str] | None:
    """Keep what was sent, with what somebody else kept meanwhile where the two can be told apart.

    Gives the marks that a form which goes on must bear, when they are not those of the draft.
    """
    by = {"by": request.user, "at": now()}
    if sent.gesture == "both":
        blocks = editing.both(version.blocks, sent.blocks, sent.seen)
        if not drafts.save(version, blocks, revision=version.revision, **by):
            raise _meanwhile(version, sent)
        return None
    read = sent.revision
    if drafts.save(version, sent.blocks, revision=read, **by):
        return None
    merged = merging.blocks(version.blocks, sent.blocks, sent.seen)
    if not sent.seen or merged.clashes:
        raise _meanwhile(version, sent, merged.clashes)
    if not drafts.save(version, merged.content["blocks"], revision=version.revision, **by):
        raise _meanwhile(version, sent)
    if sent.gesture == "quiet":
        version.revision = read  # the form still shows what it read: its next text is merged again
        return merged.seen
    messages.info(request, _("Ce qui a été écrit ailleurs pendant ce temps est gardé avec ceci."))
    return None


def _meanwhile(version: ShopVersion, sent: editing.Sent, clashes: list[str] | None = None):
    what = clashes or [_("l'ensemble de la page")]
    return drafts.WrittenMeanwhile(
        who=version.written_by or _("Quelqu'un d'autre"), what=", ".join(dict.fromkeys(what))
    )


def _refused(request, version, sent: editing.Sent, refusal: Refusal) -> HttpResponse:
    """What was typed, and why it is not kept; what was read, so that the next is refused too."""
    version.blocks, version.revision = sent.blocks, sent.revision
    return _editor(
        request, version, touched=sent.block, refusal=str(refusal), seen=sent.seen, status=409
    )


def _here(request: HttpRequest, version: ShopVersion) -> HttpResponse:
    """A tab says that it is still open, or that it is closed."""
    tab = presence.tab(request.POST.get("tab", ""))
    if request.POST["do"] == "leave":
        presence.leave(version, request.user, tab=tab, at=now())
        return HttpResponse(status=204)
    others = presence.note(version, request.user, tab=tab, at=now())
    return render(request, "admin/marketing/_here.html", {"others": others})


def _editor(
    request, version, *, touched="", done="", refusal="", seen=None, status=200
) -> HttpResponse:
    at, shop = now(), request.seller
    scene = showing.scene_of(shop, version.blocks, at=at)
    remarks = checking.remarks(version.blocks, scene, seller_id=shop.pk)
    tab = presence.tab(request.POST.get("tab", "") or request.GET.get("onglet", ""))
    language = "en" if request.GET.get("langue") == "en" else "fr"
    return render(
        request,
        "seller/marketing/page_editor.html",
        {
            "version": version,
            "blocks": attention.drawn(
                [
                    _edited(block, remarks, version.motives)
                    for block in version.blocks
                    if block["kind"] in SHOP_KINDS
                ],
                gesture=done,
                touched=touched,
            ),
            "done": done,
            "kinds": SHOP_KINDS.values(),
            "remarks": remarks,
            "refusal": refusal,
            "tab": tab,
            "seen": json.dumps(merging.marks_of(version.blocks) if seen is None else seen),
            "taken_out": taken_out.offered(version, request.GET.get("retire", ""), tab=tab),
            "others": presence.note(version, request.user, tab=tab, at=at),
            "language": language,
            "preview": previews.link(version, language=language),
            "pictures": pictures.of(shop),
            "steps": criteria.steps(criteria.of_shop(shop, version.blocks)),
        },
        status=status,
    )


def _edited(block: typed.Block, remarks: list, motives: dict[str, str]) -> dict:
    """A block as the editor shows it."""
    kind = SHOP_KINDS[block["kind"]]
    form = typed.form(block)
    own = [remark for remark in remarks if remark.block == block["id"]]
    motive = motives.get(block["id"], "")
    return {
        "id": block["id"],
        "prefix": typed.prefix(block),
        "kind": kind,
        "name": block["data"].get("title") or "",
        "hidden": block["hidden"],
        "beside": block.get("beside"),
        "fields": [form[name] for name in form.fields if "-" not in name],
        "rows": typed.rows(kind, form),
        "remarks": own,
        "motive": motive,
        "is_open": bool(motive),
        "is_wrong": bool(motive) or any(remark.is_blocking for remark in own),
    }


@seller(ROLE, private=True)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Sheets of the shop by a few words: lines to put into a field."""
    words = request.GET.get("q", "").strip()[:80]
    rows = Product.objects.public().filter(owner=request.seller, title__icontains=words)
    found = [
        {"line": f"#{pk} {title}", "title": title}
        for pk, title in rows.order_by("-published_at", "-pk").values_list("pk", "title")[:FOUND]
    ]
    return render(request, "seller/marketing/page_find.html", {"found": found, "words": words})


@seller(ROLE)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Begin a version, propose it, take it back, give it up; take the page off or put it back."""
    shop, by = request.seller, {"by": request.user, "at": now()}
    gesture = request.POST.get("do", "")
    if gesture == "begin":
        try:
            drafts.begin(shop, **by)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("seller-page")
        return redirect("seller-page-editor")
    if gesture not in DONE:
        return redirect("seller-page")
    rows = {
        "withdraw": lambda: showing.live(shop),
        "put_back": lambda: (
            shop.page_versions.filter(state=ShopPageState.WITHDRAWN).order_by("-decided_at").first()
        ),
    }
    version = rows.get(gesture, lambda: drafts.begun(shop))()
    if version is None:
        messages.info(request, _("C'est déjà fait, ou quelqu'un de votre équipe l'a changé."))
        return redirect("seller-page")
    return _carry_out(request, version, gesture)


def _carry_out(request: HttpRequest, version: ShopVersion, gesture: str) -> HttpResponse:
    verb, done = DONE[gesture]
    try:
        verb(version, {"by": request.user, "at": now()})
    except life.NotReady as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-page-editor")  # where each remark stands at its block
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done())
    return redirect("seller-page")


DONE = {
    "propose": (
        lambda version, by: life.propose(version, **by),
        lambda: _("Votre page part en relecture : vous recevrez un message dès qu'elle est lue."),
    ),
    "take_back": (
        lambda version, by: life.take_back(version, **by),
        lambda: _("Votre page est de nouveau un brouillon."),
    ),
    "discard": (
        lambda version, by: drafts.discard(version),
        lambda: _("Le brouillon est abandonné."),
    ),
    "withdraw": (
        lambda version, by: life.withdraw(version, **by),
        lambda: _("Votre page est retirée : vos produits restent en vente."),
    ),
    "put_back": (
        lambda version, by: life.put_back(version, **by),
        lambda: _("Votre page est de nouveau en ligne."),
    ),
}


@seller(ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest) -> HttpResponse:
    """The pictures of the shop, and one more."""
    form = PictureForm(request.POST or None, kept_files.sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            pictures.add(
                request.seller,
                said["file"].read(),
                alt=said["alt"],
                alt_en=said["alt_en"],
                by=request.user,
                at=now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("La photo est gardée : choisissez-la dans un bloc."))
            return redirect("seller-page-pictures")
    return render(
        request,
        "seller/marketing/page_pictures.html",
        {
            "form": form,
            "pictures": pictures.of(request.seller),
            "used": pictures.used(request.seller.pk),
        },
        status=422 if form.errors else 200,
    )


@seller(ROLE)
@require_POST
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a picture that nothing shows."""
    picture = get_object_or_404(ShopPicture, pk=pk, seller=request.seller)
    try:
        pictures.remove(picture)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La photo est retirée."))
    return redirect("seller-page-pictures")
