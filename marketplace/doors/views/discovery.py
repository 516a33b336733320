"""What machines that read the whole shop ask for: the sitemap, robots.txt, humans.txt."""

from __future__ import annotations

from datetime import UTC, timedelta
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.shop import sitemaps as catalogue
from marketing.agenda import sitemaps as agenda
from marketing.journal import sitemaps as stories
from marketing.pages import sitemaps as composed
from marketing.shopfronts import sitemaps as shops
from marketplace.doors import sitemaps as own
from marketplace.shared import policy
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading

XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
FRESH = 600
SECTIONS = {
    "maison": own.house,
    "rayons": catalogue.categories,
    "collections": catalogue.collections,
    "produits": catalogue.products,
    "boutiques": shops.complete,
    "journal": stories.articles,
    "agenda": agenda.dates,
    "pages": composed.pages,
}
ROBOTS = """User-agent: *
Disallow: /panier/
Disallow: /commander/
Disallow: /commande/
Disallow: /compte/
Disallow: /seller/
Disallow: /admin/
Disallow: /essai/
Disallow: /recherche/
Sitemap: {base}{sitemap}
"""
HUMANS = """/* {name} */
{baseline}
Éditeur : {company}, {city}
Écrire : {email}
"""
SECURITY = """Contact: mailto:{email}
Expires: {until}
Preferred-Languages: fr, en
Canonical: {base}{path}
"""
BELIEVED = timedelta(days=180)


@require_safe
@reading.may_replicate
def index(request: HttpRequest) -> HttpResponse:
    """The sitemap of sitemaps: one per section and 5,000 addresses."""
    lines = [
        f"<sitemap><loc>{_at(reverse('sitemap-section', args=[name, page]))}</loc></sitemap>"
        for name, (count, _entries) in SECTIONS.items()
        for page in range(1, -(-count(now()) // catalogue.A_FILE) + 1)
    ]
    return _xml(f'<sitemapindex xmlns="{XMLNS}">{"".join(lines)}</sitemapindex>')


@require_safe
@reading.may_replicate
def section(request: HttpRequest, name: str, page: int) -> HttpResponse:
    """One file of the sitemap, cached for ten minutes."""
    if name not in SECTIONS or not 1 <= page <= 1000:
        raise Http404
    text = cache.get(f"sitemap:{name}:{page}")
    if text is None:
        _count, entries = SECTIONS[name]
        lines = [
            f"<url><loc>{_at(path)}</loc>{_since(changed)}</url>"
            for path, changed in entries(now(), page)
        ]
        text = f'<urlset xmlns="{XMLNS}">{"".join(lines)}</urlset>'
        cache.set(f"sitemap:{name}:{page}", text, FRESH)
    return _xml(text)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    text = ROBOTS.format(base=settings.BASE_URL, sitemap=reverse("sitemap"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def humans(request: HttpRequest) -> HttpResponse:
    """Who is behind the site."""
    brand, entity = policy.brand(), policy.entity()
    text = HUMANS.format(
        name=brand.name,
        baseline=brand.baseline,
        company=entity.legal_name,
        city=entity.city,
        email=entity.email,
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a vulnerability, and how long this page is valid (RFC 9116)."""
    until = now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + BELIEVED
    text = SECURITY.format(
        email=quote(policy.entity().email, safe="@"),
        until=f"{until:%Y-%m-%dT%H:%M:%SZ}",
        base=settings.BASE_URL,
        path=reverse("security"),
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _at(path: str) -> str:
    return escape(f"{settings.BASE_URL}{path}")


def _since(changed) -> str:
    return f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""


def _xml(text: str) -> HttpResponse:
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>{text}', content_type="application/xml"
    )
