"""What the file of a sheet shows: its content, its offers and prices, what was decided of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.judging import remarks, rules
from catalog.models import Alert, Offer, Product, Review, Submission
from catalog.moderation import differences, history, queue
from catalog.recycling import standing
from catalog.sheets import characteristics, panels
from catalog.states import ReviewState, SubmissionState
from marketplace.shared import clock, places
from marketplace.shared.dossiers import Added, Dossier, Panel
from marketplace.shared.templatetags.ui import badge, figure, money, span, when
from sellers.models import Seller

OFFERS, MERGED = 60, 10  # the most that a file shows of each


def of_product(product: Product) -> Dossier:
    """The file of a sheet: what buyers read of it, who sells it, and what moderation decided."""
    return Dossier(
        title=product.title or product.ref,
        who=_("{ref}, fiche de {owner}").format(ref=product.ref, owner=product.owner)
        if product.owner
        else product.ref,
        amount=_("à partir de {sum}").format(sum=money(product.from_cents))
        if product.from_cents
        else "",
        badges=[badge(product)],
        says=_says(product),
        main=[panels.content(product), panels.told(product), _offers(product)],
        beside=[_sale(product), _buyers(product)],
        rows=[product],
        lead=[product],
        entries=history.of(product),
        instead_of=history.INSTEAD_OF,
    )


def of_submission(submission: Submission, at: datetime) -> Dossier:
    """The file of a proposal: whose it is, since when it waits, what happened to it."""
    product = submission.product
    return Dossier(
        title=submission.content.get("title") or product.ref,
        who=format_html(
            _("Proposition n° {pk}, {shop}, {sheet}"),
            pk=submission.pk,
            shop=places.link(product.owner),
            sheet=places.link(product, product.ref),
        ),
        badges=[badge(submission)],
        says=[
            _("Proposée le {day} par {who}.").format(
                day=when(submission.submitted_at),
                who=submission.submitted_by or _("un import ou une règle"),
            ),
            *_awaited(submission, at),
        ],
        rows=[submission],
        told=[product],
        entries=history.of(product),
        instead_of=history.INSTEAD_OF,
    )


def judged(product: Product, submission: Submission | None) -> list[Panel]:
    """All that a decision was about: the proposal sent back, else the sheet as it stands."""
    if submission is None:
        return [panels.content(product), panels.told(product)]
    proposed = submission.content
    findings = [rules.sentence(finding) for finding in submission.findings]
    return [
        Panel(
            title=_("La proposition jugée"),
            rows=[
                *(
                    (row.label, row.after)
                    for row in differences.between(None, proposed, [])
                    if row.name not in ("description", "description_en")
                ),
                (_("Ce que les règles ont vu"), _preline("\n".join(findings))),
                (
                    _("Remarques au vendeur"),
                    _preline(remarks.in_words(submission.remarks, proposed)),
                ),
            ],
            template="admin/catalog/_sheet.html",
            values={
                "photos": [each["photo"] for each in queue.photos(submission, None)],
                "description": proposed.get("description", ""),
                "english": proposed.get("description_en", ""),
            },
        ),
        Panel(
            title=_("Caractéristiques proposées"),
            template="admin/catalog/_understood.html",
            values={"lines": characteristics.of(None, proposed)},
        ),
    ]


def _preline(text: str) -> str:
    return format_html('<span class="preline">{}</span>', text) if text else ""


def _awaited(submission: Submission, at: datetime) -> list[str]:
    """Until when the team means to decide what waits."""
    if submission.state != SubmissionState.QUEUED or submission.product.owner.opened_at is None:
        return []
    until = max(submission.submitted_at, submission.product.owner.opened_at) + queue.GOAL
    if until < at:
        late = _("En retard de {time} : à décider avant le {day}.")
        words = late.format(time=span(at - until), day=when(until))
        return [format_html("<strong>{}</strong>", words)]
    return [_("À décider avant le {day}.").format(day=when(until))]


def _says(product: Product) -> list[str]:
    if product.merged_into is None:
        return []
    words = _("Ses offres et son adresse mènent désormais à une autre fiche :")
    return [format_html("{} {}", words, _named(product.merged_into))]


def _offers(product: Product) -> Panel:
    rows = Offer.objects.filter(product=product).select_related("seller", "product", "variant")
    offers = list(rows.order_by("seller__name", "seller", "variant__position", "pk")[: OFFERS + 1])
    return Panel(
        title=_("Offres"),
        anchor="offers",
        template="admin/catalog/_offers.html",
        values={"offers": offers[:OFFERS], "more": len(offers) > OFFERS},
    )


def _sale(product: Product) -> Panel:
    address = reverse("shop-product", args=[product.slug])
    seen = product.published_at is not None
    on_sale = product.is_sellable
    return Panel(
        title=_("En vente"),
        rows=[
            (_("Vendeur"), places.link(product.owner)),
            (_("Référence"), product.ref),
            (_("Adresse"), format_html('<a href="{0}">{0}</a>', address) if seen else address),
            (_("En ligne depuis le"), when(product.published_at)),
            (_("Vendable"), _("Oui") if on_sale else capfirst(_("non, hors vente"))),
            # a sheet that is not for sale has no stock of its own: its offers tell theirs
            (_("En stock"), (_("Oui") if product.in_stock else _("Non")) if on_sale else ""),
            (_("À partir de"), money(product.from_cents) if product.from_cents else ""),
            (_("Prix barré"), money(product.prior_cents)),
            (_("Vendeurs qui la proposent"), figure(product.offers_count)),
            (_("Hors vente depuis le"), when(product.left_at)),
            (_("Fiches réunies ici"), _merged(product)),
        ],
    )


def _merged(product: Product) -> str:
    rows = list(product.merged.order_by("-changed_at", "-pk")[:MERGED])
    return format_html_join(", ", "{}", ((_named(row),) for row in rows))


def _named(product: Product) -> str:
    """A sheet by its title and its reference: two that were merged often bear one title."""
    return places.link(
        product, f"{product.title} ({product.ref})" if product.title else product.ref
    )


def _buyers(product: Product) -> Panel:
    """What buyers bought, said and wait for."""
    found = Review.objects.filter(product=product).aggregate(
        shown=Count("pk", filter=Q(state=ReviewState.PUBLISHED)),
        queued=Count("pk", filter=Q(state=ReviewState.QUEUED)),
        hidden=Count("pk", filter=Q(state=ReviewState.REFUSED)),
    )
    waiting = Alert.objects.filter(product=product, confirmed_at__isnull=False, told_at=None)
    return Panel(
        title=_("Acheteurs"),
        rows=[
            (_("Note"), _rating(product)),
            (_("Avis publiés"), _reviews(product, found["shown"], ReviewState.PUBLISHED)),
            (_("Avis à relire"), _reviews(product, found["queued"], ReviewState.QUEUED)),
            (_("Avis écartés"), _reviews(product, found["hidden"], ReviewState.REFUSED)),
            (_("Attendent son retour"), _alerts(waiting.count())),
        ],
    )


def _rating(product: Product) -> str:
    if not product.rating_count:
        return capfirst(_("pas encore noté"))
    return _("{marks} sur 5").format(marks=number_format(product.rating_hundredths / 100, 1))


def _reviews(product: Product, count: int, state: str) -> str:
    if not count:
        return ""
    if not places.opens(Review):
        return figure(count)
    asked = urlencode({"sheet": str(product.pk), "state__exact": state})
    page = reverse("admin:catalog_review_changelist")
    return format_html('<a href="{}?{}">{}</a>', page, asked, figure(count))


def _alerts(count: int) -> str:
    return (
        ngettext("{count} personne", "{count} personnes", count).format(count=figure(count))
        if count
        else ""
    )


def of_seller(seller: Seller) -> Added:
    """How many sheets a shop, or an applicant, proposes and has online, and how they fared."""
    figures = queue.history(seller, clock.now())
    kind = "" if seller.opened_at else f"&kind={queue.PENDING}"
    page = reverse("admin:catalog_submission_changelist")
    words = ngettext("{count} fiche proposée", "{count} fiches proposées", figures["waiting"])
    words = words.format(count=figure(figures["waiting"]))
    leads = figures["waiting"] and places.opens(Submission)
    waiting = format_html('<a href="{}">{}</a>', f"{page}?seller={seller.pk}{kind}", words)
    return Added(
        beside=[
            Panel(
                title=_("Fiches"),
                rows=[
                    (_("En attente"), waiting if leads else words),
                    (_("Fiches en ligne"), figure(figures["online"])),
                    (_("Approuvées en 90 jours"), figure(figures["approved"])),
                    (_("Renvoyées en 90 jours"), figure(figures["sent_back"])),
                ],
            ),
            *_recycling(seller),
        ]
    )


def _recycling(seller: Seller) -> list[Panel]:
    """The recycling schemes of what a shop sells, and its number in each."""
    today = clock.today()
    lines = standing.of(seller, today=today)
    if not lines:
        return []
    return [
        Panel(
            title=_("Filières de recyclage"),
            anchor="recycling",
            tone="warning" if any(each.is_lacking for each in lines) else "",
            template="admin/catalog/_recycling.html",
            values={"lines": [(each, each.said(today)) for each in lines]},
        )
    ]
