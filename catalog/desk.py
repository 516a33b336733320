"""What the catalogue brings to the seller's desk: sheets to correct, stock that ends, its pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.attributes import lacks, moments
from catalog.claims.claims import OPEN as OPEN_CLAIMS
from catalog.claims.watch import STEPS, is_longer
from catalog.models import Import, LabelClaim, Offer, RecyclingLack, Submission
from catalog.recycling import schemes, standing
from catalog.sheets.filters import OFFERS
from catalog.states import ImportState, LabelState, SubmissionState
from marketplace.shared import clock
from marketplace.shared.desks import Desk, MenuEntry, Todo, counted
from marketplace.shared.templatetags.ui import day
from sellers.models import Seller
from sellers.states import SellerState

MOST_LACKING = 3
WAITING = (ImportState.CHECKED, ImportState.RECEIVED)  # files whose seller must act
CATALOGUE = _("Catalogue")
MENU = (
    MenuEntry(group=_("Vendre"), page="seller-reviews", name=_("Avis"), icon="star", rank=130),
    MenuEntry(
        group=CATALOGUE,
        page="seller-products",
        name=_("Fiches produits"),
        icon="shopping-bag",
        rank=200,
    ),
    MenuEntry(
        group=CATALOGUE,
        page="seller-offers",
        name=_("Prix et stocks"),
        icon="euro",
        rank=205,
    ),
    MenuEntry(
        group=CATALOGUE,
        page="seller-imports",
        name=_("Importer un fichier"),
        icon="file-up",
        rank=210,
    ),
    MenuEntry(
        group=_("Boutique"),
        page="seller-labels",
        name=_("Labels"),
        icon="badge-check",
        rank=423,
    ),
    MenuEntry(
        group=_("Boutique"),
        page="seller-badges",
        name=_("Badges"),
        icon="award",
        rank=424,
    ),
    MenuEntry(
        group=_("Boutique"),
        page="seller-recycling",
        name=_("Filières de recyclage"),
        icon="recycle",
        rank=425,
    ),
)


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """What keeps articles from being sold; nothing in a closed shop, which sells none."""
    if shop.state == SellerState.CLOSED:
        return []
    sent_back = Submission.objects.filter(
        product__owner=shop, state__in=(SubmissionState.TO_CHANGE, SubmissionState.REFUSED)
    ).count()
    checked, asking = _imports(shop)
    return [
        *_first_articles(shop),
        *counted(
            sent_back,
            ngettext("%d fiche à corriger", "%d fiches à corriger", sent_back),
            href=f"{reverse('seller-products')}?vue=to_change",
            rank=300,
        ),
        *counted(
            checked,
            ngettext("%d import vérifié à appliquer", "%d imports vérifiés à appliquer", checked),
            href=reverse("seller-imports"),
            rank=310,
        ),
        *counted(
            asking,
            ngettext("%d import attend vos réponses", "%d imports attendent vos réponses", asking),
            href=reverse("seller-imports"),
            rank=310,
        ),
        *_lacking(shop),
        *_recycling(shop),
        *_labels(shop),
        *_of_stock(shop),
    ]


def _imports(shop: Seller) -> tuple[int, int]:
    """The files that wait to be applied, and those whose questions wait for an answer."""
    waiting = Import.objects.filter(seller=shop, is_trial=False, state__in=WAITING)
    states = list(waiting.values_list("state", flat=True))
    return states.count(ImportState.CHECKED), states.count(ImportState.RECEIVED)


def _lacking(shop: Seller) -> list[Todo]:
    """What a category asks for, or soon will, and online sheets do not tell yet."""
    return [
        Todo(
            text=_asked(missing),
            href=f"{reverse('seller-products')}?vue=lacking",
            rank=305,
        )
        for missing in lacks.of_seller(shop)[:MOST_LACKING]
    ]


def _asked(missing: lacks.Missing) -> str:
    name = missing.label
    if missing.due is None or missing.due <= clock.today():
        text = ngettext(
            "%(n)d fiche en ligne n'indique pas « %(name)s », que sa catégorie demande",
            "%(n)d fiches en ligne n'indiquent pas « %(name)s », que leur catégorie demande",
            missing.sheets,
        )
        return text % {"n": missing.sheets, "name": name}
    text = ngettext(
        "%(n)d fiche : indiquez « %(name)s » avant le %(day)s",
        "%(n)d fiches : indiquez « %(name)s » avant le %(day)s",
        missing.sheets,
    )
    until = moments.of_day(missing.due)
    return text % {"n": missing.sheets, "name": name, "day": until}


def _recycling(shop: Seller) -> list[Todo]:
    """The numbers in recycling schemes that are missing, or soon to be confirmed again."""
    today, page = clock.today(), reverse("seller-recycling")
    lacking = list(RecyclingLack.objects.filter(seller=shop))
    if not lacking:
        until = standing.ending(shop, today=today)
        if until is None:
            return []
        text = _now("Confirmez vos identifiants de filière avant le {day}")
        return [Todo(text=text.format(day=day(until)), href=page, rank=306)]
    names = schemes.named()
    told = ", ".join(names.get(lack.scheme, lack.scheme) for lack in lacking)
    due = min((lack.due for lack in lacking if lack.due), default=None)
    if due is None:
        text = _now("Donnez vos identifiants de filière ({names}), que la loi demande")
    elif due <= today:
        text = _now("Des offres sont suspendues : donnez vos identifiants de filière ({names})")
    else:
        text = _now(
            "Donnez vos identifiants de filière ({names}) avant le {day} : ces offres seraient"
            " suspendues"
        )
    words = text.format(names=told, day=day(due) if due else "")
    return [Todo(text=words, href=page, urgent=due is not None, rank=106)]


def _labels(shop: Seller) -> list[Todo]:
    """Claims of labels to complete, and proofs that end within a month."""
    today, page = clock.today(), reverse("seller-labels")
    held = LabelClaim.objects.filter(seller=shop, state__in=(*OPEN_CLAIMS, LabelState.APPROVED))
    rows = list(held.select_related("label").order_by("valid_until", "pk"))
    asked = sum(claim.state == LabelState.ASKED for claim in rows)
    soon = today + timedelta(days=max(STEPS))
    ending = [
        claim
        for claim in rows
        if claim.state == LabelState.APPROVED
        and today <= claim.valid_until <= soon
        and not any(is_longer(other, claim) for other in rows)
    ]
    told = _now("« {label} » : envoyez la preuve suivante avant le {day}")
    return [
        *counted(
            asked,
            ngettext("%d demande de label à compléter", "%d demandes de label à compléter", asked),
            href=page,
            rank=307,
        ),
        *(
            Todo(
                text=told.format(label=claim.label, day=day(claim.valid_until)),
                href=reverse("seller-label-new", args=[claim.label.slug]),
                rank=308,
            )
            for claim in ending
        ),
    ]


def _of_stock(shop: Seller) -> list[Todo]:
    counts, _others = OFFERS.counts(shop)
    out, low, page = counts["out"], counts["low"], reverse("seller-offers")
    return [
        *counted(
            out,
            ngettext("%d déclinaison épuisée", "%d déclinaisons épuisées", out),
            href=f"{page}?vue=out",
            rank=320,
        ),
        *counted(
            low,
            ngettext("%d déclinaison bientôt épuisée", "%d déclinaisons bientôt épuisées", low),
            href=f"{page}?vue=low",
            rank=330,
        ),
    ]


def _first_articles(shop: Seller) -> list[Todo]:
    if Offer.objects.filter(seller=shop).exists():
        return []
    text = _now("Mettez vos premiers articles en ligne : importez un fichier, ou ajoutez une fiche")
    return [Todo(text=text, href=reverse("seller-imports"), rank=120)]


DESK = Desk(todos=todos, menu=MENU)
