"""Short links: made for a page of the shop, followed, counted without anybody's name, ended."""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from marketing.events import ShortLinkEnded, ShortLinkMade, ShortLinkTakenUp
from marketing.models import LinkDay, ShortLink
from marketing.pages import checking
from marketplace.shared import events
from marketplace.shared.campaigns import MARKS
from marketplace.shared.clock import paris_day
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.language import ASKED
from marketplace.shared.models import Fact, User
from marketplace.shared.states import MovedMeanwhile, Refusal
from sellers.models import Seller

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read for something else
LENGTH = 6
LONGEST = 300
MOST_OF_A_SHOP = 200
KIT = "kit"  # the source of links that kits bring
ODD = re.compile(r"[\x00-\x20\x7f\\]")
COUNT = """
    INSERT INTO marketing_linkday (link_id, day, clicks) VALUES (%s, %s, 1)
    ON CONFLICT (link_id, day) DO UPDATE SET clicks = marketing_linkday.clicks + 1
"""


class Elsewhere(Refusal):
    """A short link never leads out of the site."""

    sentence = _(
        "Un lien court mène à une page publique du site : collez l'adresse d'un produit, d'un"
        " rayon, d'un article ou d'une page, comme « /journal/ »."
    )


class LeadsNowhere(Refusal):
    """The page is not there for the public."""

    sentence = _("Cette page n'est pas en ligne : un lien n'y mènerait personne.")


class NotTheirs(Refusal):
    """A shop makes links to its own pages."""

    sentence = _("Choisissez votre boutique ou l'une de vos fiches en vente.")


class TooManyLinks(Refusal):
    """A shop has a great many links already."""

    sentence = _("Votre boutique a déjà {most} liens : arrêtez-en avant d'en faire d'autres.")


class EndedByHouse(Refusal):
    """What the house stopped, the house alone takes up again."""

    sentence = _("Nous avons arrêté ce lien : écrivez-nous pour le reprendre.")


class EndsBefore(Refusal):
    """A link that ends before it begins leads nobody."""

    sentence = _("La fin est déjà passée : laissez vide pour un lien sans fin.")


def inner(typed: str, *, at: datetime) -> str:
    """A path of the shop that the public may read, without the marks of another campaign. Raises
    Elsewhere, LeadsNowhere."""
    text = typed.strip()
    if text.startswith(f"{settings.BASE_URL}/") or text == settings.BASE_URL:
        text = text.removeprefix(settings.BASE_URL) or "/"
    if not is_inner(text):
        raise Elsewhere
    parts = urlsplit(text)
    try:
        name = resolve(parts.path).url_name or ""
    except Resolver404 as error:
        raise LeadsNowhere from error
    if not name.startswith("shop-") or name in ("shop-link", "shop-preview"):
        raise Elsewhere
    if not checking.leads(parts.path, at=at):
        raise LeadsNowhere
    return _with(parts, [])


def is_inner(path: str) -> bool:
    """Whether every browser takes an address for a path of this site."""
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST:
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc or ODD.search(path))


@transaction.atomic(durable=True)
def make(
    path: str,
    *,
    name: str,
    source: str = "",
    medium: str = "",
    campaign: str = "",
    ends_at: datetime | None = None,
    by: User | None,
    at: datetime,
) -> ShortLink:
    """A link of the house to a page of the shop. Raises Elsewhere, LeadsNowhere, EndsBefore."""
    if ends_at is not None and ends_at <= at:
        raise EndsBefore
    values = {"source": source, "medium": medium, "campaign": campaign, "ends_at": ends_at}
    return _make(inner(path, at=at), name=name, seller=None, by=by, at=at, **values)


@transaction.atomic(durable=True)
def make_for_shop(
    path: str, *, name: str, source: str, seller: Seller, by: User | None, at: datetime
) -> ShortLink:
    """A link of a shop to one of its own pages. Raises NotTheirs, LeadsNowhere, TooManyLinks."""
    found = inner(path, at=at)
    match = resolve(urlsplit(found).path)
    slug = match.kwargs.get("slug", "")
    own = match.url_name == "shop-seller" and slug == seller.slug
    if match.url_name == "shop-product":
        own = seller.products.filter(slug=slug).exists()
    if not own:
        raise NotTheirs
    if seller.short_links.filter(ends_at=None).count() >= MOST_OF_A_SHOP:
        raise TooManyLinks(most=MOST_OF_A_SHOP)
    return _make(
        found, name=name, seller=seller, by=by, at=at, source=source, medium="vendeur", campaign=""
    )


@transaction.atomic(durable=True)
def for_kit(
    path: str, *, name: str, seller: Seller | None, by: User | None, at: datetime
) -> ShortLink:
    """The link that a kit brings: the one its page has already, else a new one."""
    return found_or_made(path, name=name, source=KIT, seller=seller, by=by, at=at)


def found_or_made(
    path: str,
    *,
    name: str,
    source: str,
    seller: Seller | None,
    by: User | None,
    at: datetime,
) -> ShortLink:
    """The endless link that a page has already from this source, else a new one."""
    had = ShortLink.objects.filter(path=path, source=source, seller=seller, ends_at=None).first()
    return had or _make(
        path,
        name=name[:80],
        seller=seller,
        by=by,
        at=at,
        source=source,
        medium="social",
        campaign="",
    )


@transaction.atomic(durable=True)
def end(link: ShortLink, *, by: User | None, at: datetime) -> None:
    """A link leads nobody any more. Raises MovedMeanwhile."""
    going = ShortLink.objects.filter(pk=link.pk).exclude(ends_at__lte=at)
    if not going.update(ends_at=at):
        raise MovedMeanwhile
    link.ends_at = at
    events.publish(ShortLinkEnded(link_id=link.pk), about=link, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(link: ShortLink, *, by: User | None, at: datetime) -> None:
    """A link that its shop stopped leads again where it led: what is printed is not lost.

    Raises EndedByHouse, LeadsNowhere, TooManyLinks, MovedMeanwhile.
    """
    shop = link.seller
    ended = Fact.objects.of(subject_of(link)).filter(name=name_of(ShortLinkEnded))
    who = ended.order_by("-pk").values_list("actor", flat=True).first()
    if shop is None or not shop.members.filter(user=who).exists():
        raise EndedByHouse
    inner(link.path, at=at)
    if shop.short_links.filter(ends_at=None).count() >= MOST_OF_A_SHOP:
        raise TooManyLinks(most=MOST_OF_A_SHOP)
    if not ShortLink.objects.filter(pk=link.pk, ends_at__lte=at).update(ends_at=None):
        raise MovedMeanwhile
    link.ends_at = None
    events.publish(ShortLinkTakenUp(link_id=link.pk), about=link, by=by, at=at)


def followed(code: str, *, at: datetime, is_counted: bool) -> ShortLink | None:
    """The link of a code, counted once more where a person follows it; None for no such link."""
    link = ShortLink.objects.filter(code=code[:12]).first()
    if link is not None and is_counted and not is_over(link, at):
        with transaction.atomic(), connection.cursor() as cursor:
            # one statement: whoever follows it at the same instant is counted too
            day = connection.ops.adapt_datefield_value(paris_day(at))
            cursor.execute(COUNT, [link.pk, day])
    return link


def shop_of(link: ShortLink, *, at: datetime) -> Seller | None:
    """The shop that made a link, while it is open: whoever comes too late finds it there."""
    if link.seller_id is None:
        return None
    return Seller.objects.selling(at).filter(pk=link.seller_id).first()


def is_over(link: ShortLink, at: datetime) -> bool:
    """Whether its end has come."""
    return link.ends_at is not None and link.ends_at <= at


def destination(link: ShortLink, *, language: str = "") -> str:
    """Where a link leads, with its marks and the language it was followed in; the home page should
    it ever point elsewhere.
    """
    path = link.path if is_inner(link.path) else "/"
    names, values = (*MARKS[:3], ASKED), (link.source, link.medium, link.campaign, language)
    marks = zip(names, values, strict=True)
    return _with(urlsplit(path), [(name, value) for name, value in marks if value])


def with_clicks(links: QuerySet[ShortLink]) -> QuerySet[ShortLink]:
    """Links with how often each was followed, in one statement."""
    days = LinkDay.objects.filter(link=OuterRef("pk")).order_by().values("link")
    total = Subquery(days.annotate(total=Sum("clicks")).values("total"))
    return links.annotate(clicks=Coalesce(total, Value(0), output_field=IntegerField()))


def days_of(link: ShortLink, *, most: int = 30) -> list[tuple[date, int]]:
    """The last days on which a link was followed, the earliest first."""
    rows = link.days.order_by("-day").values_list("day", "clicks")[:most]
    return list(rows)[::-1]


def _make(
    path: str, *, seller: Seller | None, by: User | None, at: datetime, **values
) -> ShortLink:
    link = ShortLink(path=path, seller=seller, made_by=by, made_at=at, **values)
    link.code = _free_code()
    link.save(force_insert=True)
    events.publish(ShortLinkMade(link_id=link.pk), about=link, by=by, at=at)
    return link


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
        if not ShortLink.objects.filter(code=code).exists():
            return code


def _with(parts, marks: list[tuple[str, str]]) -> str:
    own = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in MARKS]
    return urlunsplit(("", "", parts.path, urlencode([*own, *marks]), parts.fragment))
