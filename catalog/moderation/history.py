"""What happened to a sheet, told by its own rows: many sheets at once publish no fact for each."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from catalog.events import ProductPublished, ProductSentBack, ProductSubmitted
from catalog.judging import remarks
from catalog.models import ImportChange, Price, Product, Submission
from catalog.states import SubmissionState
from catalog.templatetags.variants import told_of
from marketplace.shared import places
from marketplace.shared.dossiers import Entry
from marketplace.shared.facts import name_of
from marketplace.shared.templatetags.ui import money

PROPOSALS, PRICES, IMPORTS = 30, 60, 20  # the most that a timeline tells of each
# Proposals and decisions say these, and by whom, and why.
INSTEAD_OF = tuple(name_of(fact) for fact in (ProductSubmitted, ProductSentBack, ProductPublished))


def of(product: Product) -> list[Entry]:
    """Its creation, imports, proposals, decisions and prices, in a fixed number of statements."""
    return [
        Entry(at=product.created_at, title=_("Fiche créée"), by=product.owner or ""),
        *_imports(product),
        *_proposals(product),
        *_prices(product),
    ]


def _imports(product: Product) -> Iterator[Entry]:
    rows = ImportChange.objects.filter(product=product).select_related("source__created_by")
    for change in rows.order_by("-pk")[:IMPORTS]:
        yield Entry(
            at=change.made_at,
            title=_("Fiche écrite par un import"),
            text=change.source.name,
            by=change.source.created_by or "",
        )


def _proposals(product: Product) -> Iterator[Entry]:
    rows = product.submissions.select_related("reason", "submitted_by", "decided_by")
    for row in rows.order_by("-pk")[:PROPOSALS]:
        leads = places.link(row, _("Proposition n° {pk}").format(pk=row.pk))
        yield Entry(
            at=row.submitted_at, title=_("Fiche proposée"), by=row.submitted_by or "", about=leads
        )
        if row.decided_at:
            yield Entry(
                at=row.decided_at,
                title=_decision(row),
                text="\n".join(
                    filter(
                        None,
                        (
                            " · ".join(filter(None, (str(row.reason or ""), row.note))),
                            remarks.in_words(row.remarks, row.content),
                        ),
                    )
                ),
                by=_("règles automatiques") if row.is_automatic else row.decided_by or "",
                about=leads,
            )


def _decision(row: Submission) -> str:
    said = SubmissionState(row.state).label
    if row.state == SubmissionState.APPROVED:
        return _("Proposition approuvée : la fiche est en ligne")
    return _("Proposition décidée : {state}").format(state=str(said).lower())


def _prices(product: Product) -> Iterator[Entry]:
    """The prices that were asked, as the law wants them kept (L112-1-1)."""
    rows = Price.objects.filter(offer__product=product).select_related(
        "offer__seller", "offer__product", "offer__variant"
    )
    for price in rows.order_by("-starts_at", "-pk")[:PRICES]:
        offer = price.offer
        struck = _("réduction annoncée, avant {sum}").format(sum=money(price.prior_cents))
        yield Entry(
            at=price.starts_at,
            title=_("Prix : {sum}").format(sum=money(price.amount_cents)),
            text=struck if price.prior_cents else "",
            by=offer.seller.name,
            about=told_of(offer.variant, offer.product),
        )
