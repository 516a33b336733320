"""The pages of the journal: its lists, its feeds, and an article with what it is about."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.shop.sheet import script_safe
from marketing.editorial import queries
from marketing.journal import addresses, changes, feeds, related
from marketing.models import Article, Author, Tag, Version
from marketing.pages.articles import bodies, reading
from marketplace.shared.clock import now
from marketplace.shared.policy import brand
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading as replicas
from sellers.models import Seller

A_PAGE = 12
LONGEST = 120  # signs of a search
YEARS = range(2000, 2200)


@require_safe
@replicas.may_replicate
def articles(request: HttpRequest) -> HttpResponse:
    """All the articles, newest first, or those that hold some words."""
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    every = Article.objects.published(now())
    found = queries.bearing(every, words) if words else every
    return _list(request, found, own=reverse("shop-articles"), words=words)


@require_safe
@replicas.may_replicate
def of_kind(request: HttpRequest, word: str) -> HttpResponse:
    """The articles of a kind."""
    kind = _kind(word)
    title = {
        Article.Kind.STORY: _("Récits"),
        Article.Kind.INTERVIEW: _("Entretiens"),
        Article.Kind.NEWS: _("Actualités"),
        Article.Kind.GUIDE: _("Guides"),
        Article.Kind.HOWTO: _("Pas à pas"),
    }[kind]
    found = Article.objects.published(now()).filter(kind=kind)
    return _list(
        request,
        found,
        own=addresses.of_kind(kind),
        title=title,
        kind=kind,
        feed=addresses.feed_of(kind),
    )


@require_safe
@replicas.may_replicate
def of_tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles about a theme."""
    tag = get_object_or_404(Tag, slug=slug)
    found = Article.objects.published(now()).filter(tags=tag)
    own = reverse("shop-articles-tag", args=[tag.slug])
    return _list(request, found, own=own, title=tag.local_name, tag=tag)


@require_safe
@replicas.may_replicate
def of_author(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who signs, and the articles they signed; nobody is shown before the first is published."""
    author = get_object_or_404(Author, pk=pk)
    found = Article.objects.published(now()).filter(author=author)
    own = addresses.of_author(author)
    if request.path != own:
        return redirect(own, permanent=True)
    if not found.exists():
        raise Http404
    return _list(request, found, own=own, title=author.name, author=author)


@require_safe
@replicas.may_replicate
def of_year(request: HttpRequest, year: int) -> HttpResponse:
    """The articles of a year."""
    if year not in YEARS:
        raise Http404
    found = Article.objects.published(now()).filter(published_at__year=year)
    own = reverse("shop-articles-year", args=[year])
    return _list(request, found, own=own, title=_("Année {year}").format(year=year), year=year)


@require_safe
@replicas.may_replicate
def feed(request: HttpRequest, word: str = "") -> HttpResponse:
    """What is new, for readers of feeds."""
    kind = _kind(word) if word else ""
    told = feeds.atom(kind, name=brand().name, at=now())
    return HttpResponse(told, content_type="application/atom+xml; charset=utf-8")


@require_safe
@replicas.may_replicate
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article, and what may be bought of what it is about."""
    at = now()
    published = Article.objects.published(at).select_related("author")
    story = get_object_or_404(published, slug=slug)
    tags = list(story.tags.order_by("name"))
    maker = (
        Seller.objects.selling(at).filter(pk=story.seller_id).first() if story.seller_id else None
    )
    version = bodies.version(request, story, at=at)
    beside = related.beside(bodies.named(story, version), tags, maker, at=at)
    url = settings.BASE_URL + reverse("shop-article", args=[story.slug])
    return render(
        request,
        "shop/marketing/article.html",
        {
            "article": story,
            **_body(story, version, gone=beside.gone, at=at),
            "author_url": addresses.of_author(story.author) if story.author else "",
            "kind_url": addresses.of_kind(story.kind),
            "tags": tags,
            "maker": maker,
            "beside": beside,
            "more": queries.near(story, tags, at=at),
            "canonical": url,
            "structured": script_safe(_structured(story, tags, url, at=at)),
        },
    )


def _body(story: Article, version: Version | None, *, gone: set[str], at: datetime) -> dict:
    """What is read of an article: its blocks while a version is in force, else its own text."""
    if version is not None:
        body = bodies.drawn(story, version, at=at, gone=gone)
        return {"body": body, "shown": body.shown}
    told = reading.read(story, bodies.photos(story), gone=gone)
    return {"template": bodies.template(story), "reading": told}


def _kind(word: str) -> Article.Kind:
    if word not in addresses.KINDS:
        raise Http404
    return addresses.KINDS[word]


def _list(request: HttpRequest, found: QuerySet, *, own: str, **shown) -> HttpResponse:
    at = now()
    kinds, years = queries.shelves(at=at)
    rows = found.light()
    page = Paginator(rows, A_PAGE).get_page(row_number(request.GET.get("page", "1")) or 1)
    return render(
        request,
        "shop/marketing/articles.html",
        {
            "page": page,
            "canonical": settings.BASE_URL + own,
            "kinds": [(Article.Kind(kind).label, addresses.of_kind(kind), kind) for kind in kinds],
            "tags": queries.tags(at=at),
            "years": years,
            "feed": reverse("shop-articles-feed"),
            **shown,
        },
    )


def _structured(story: Article, tags: list[Tag], url: str, *, at: datetime) -> dict:
    """What engines read of an article."""
    by = story.author and {
        "@type": "Person",
        "name": story.author.name,
        "url": settings.BASE_URL + addresses.of_author(story.author),
    }
    house = {"@type": "Organization", "name": brand().name, "url": settings.BASE_URL}
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if story.kind == Article.Kind.NEWS else "Article",
        "headline": story.local_title,
        "url": url,
        "datePublished": story.published_at.isoformat(),
        "dateModified": changes.since(story.slug, story.published_at, at=at).isoformat(),
        "description": story.local_standfirst,
        "articleSection": str(story.get_kind_display()),
        "author": by or house,
        "publisher": house,
        "timeRequired": f"PT{story.reading_minutes}M",
    }
    if tags:
        told["keywords"] = ", ".join(tag.local_name for tag in tags)
    if story.image:
        address = story.image.url
        told["image"] = settings.BASE_URL + address if address.startswith("/") else address
    return told
