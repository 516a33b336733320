"""Why a sheet or a shop that people know does not sell, until when, and what may be shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalog.models import CatalogRules, Category, Offer, Product, Variant
from catalog.states import ProductState
from marketplace.shared import clock, policy
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact
from sellers.models import Seller
from sellers.states import SellerState

HOLIDAY, PAUSED, ENDED, HIDDEN = "holiday", "paused", "ended", "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A sheet nobody may buy: its maker is away, its sale rests or has ended, or it is hidden.

    `back_on` is the first day after a holiday; `is_over` means that its page has left for good.
    """

    kind: str
    shop: Seller | None = None
    back_on: date | None = None
    is_over: bool = False

    @property
    def may_return(self) -> bool:
        """Whether waiting for it makes sense: its shop is open."""
        open_shop = self.shop is not None and self.shop.state == SellerState.OPEN
        return open_shop and not self.is_over and self.kind != HIDDEN

    @property
    def is_indexed(self) -> bool:
        """Whether search engines keep the page: it is back on a day we know."""
        return self.kind == HOLIDAY


def of(product: Product, *, at: datetime) -> Absence | None:
    """Why a sheet is not for sale; None when the public never saw it, or may not for now."""
    if product.published_at is None:
        return None
    forbidden = product.category and product.category.policy == Category.Policy.FORBIDDEN
    if forbidden or product.state in (ProductState.TAKEN_DOWN, ProductState.REFUSED):
        return Absence(kind=HIDDEN, is_over=True)
    if product.state != ProductState.PUBLISHED:
        if product.owner is None or product.owner.suspended_at:
            return None
        return _ended(product, product.owner, since=product.changed_at, at=at)
    offers = Offer.objects.filter(product=product).select_related("seller").order_by("pk")
    shown = [offer for offer in offers if not offer.seller.suspended_at]
    open_ = [offer for offer in shown if offer.seller.state == SellerState.OPEN]
    away = [offer.seller for offer in open_ if offer.is_active and not offer.seller.is_selling(at)]
    if away:
        first = min(away, key=lambda shop: shop.holiday_until)
        return Absence(kind=HOLIDAY, shop=first, back_on=first.holiday_until + timedelta(days=1))
    if open_:
        return Absence(kind=PAUSED, shop=open_[0].seller)
    if not shown:  # a suspended shop shows nothing, and may come back
        return None
    # still on sale by its figures: its shop stopped this very moment
    since = at if product.is_sellable else product.left_at or product.changed_at
    return _ended(product, shown[0].seller, since=since, at=at)


def of_shop(shop: Seller, *, at: datetime) -> Absence | None:
    """Why a shop's page shows nothing for sale; None while it sells, or is only on holiday.

    Why the operator suspended it is not the public's: it is closed for now, and may come back.
    """
    if shop.state == SellerState.OPEN:
        return Absence(kind=PAUSED, shop=shop) if shop.suspended_at else None
    closing = Fact.objects.filter(name="sellers.SellerClosed", subject=subject_of(shop))
    closed = closing.order_by("-pk").first()
    is_over = closed is None or _is_over(closed.happened_at, at)
    return Absence(kind=ENDED, shop=shop, is_over=is_over)


def sold_out(product: Product, *, variant: int, at: datetime) -> tuple[bool, Variant | None]:
    """Whether a sheet that is for sale has no stock, and for which variant alone when it has
    others. `variant` 0, or one that is not its own, asks about the whole sheet.
    """
    offers = list(Offer.objects.sellable(at).filter(product=product).select_related("variant"))
    theirs = [offer for offer in offers if offer.variant_id == variant]
    if not theirs or len({offer.variant_id for offer in offers}) == 1:
        return not any(offer.stock for offer in offers), None
    return not any(offer.stock for offer in theirs), theirs[0].variant


def _ended(product: Product, shop: Seller, *, since: datetime, at: datetime) -> Absence:
    return Absence(kind=ENDED, shop=shop, is_over=_is_over(since, at))


def _is_over(since: datetime, at: datetime) -> bool:
    """Whether the page of what ended then has been kept long enough."""
    kept = timedelta(days=policy.rules(CatalogRules).ended_page_days)
    return clock.paris_day(at) >= clock.paris_day(since) + kept
