"""The pages of the journal: all stories, and one with what its maker sells."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.shop import queries as catalogue
from catalog.shop.sheet import script_safe
from marketing.editorial import queries
from marketing.models import Article
from marketplace.shared.clock import now
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading
from sellers.models import Seller

A_PAGE = 12


@require_safe
@reading.may_replicate
def articles(request: HttpRequest) -> HttpResponse:
    """All the stories, newest first."""
    published = Article.objects.published(now()).defer("body", "body_en")
    page = Paginator(published, A_PAGE).get_page(row_number(request.GET.get("page", "1")) or 1)
    return render(
        request,
        "shop/marketing/articles.html",
        {"page": page, "canonical": settings.BASE_URL + reverse("shop-articles")},
    )


@require_safe
@reading.may_replicate
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One story, and what its maker sells."""
    at = now()
    story = get_object_or_404(Article.objects.published(at), slug=slug)
    maker = (
        Seller.objects.selling(at).filter(pk=story.seller_id).first() if story.seller_id else None
    )
    newest = (
        Product.objects.public().filter(owner=maker).order_by("-published_at", "-pk")
        if maker
        else None
    )
    pks = list(newest.values_list("pk", flat=True)[:4]) if maker else []
    url = settings.BASE_URL + reverse("shop-article", args=[story.slug])
    return render(
        request,
        "shop/marketing/article.html",
        {
            "article": story,
            "maker": maker,
            "cards": catalogue.cards(pks, at=at) if pks else [],
            "more": [other for other in queries.latest(at=at, most=4) if other.pk != story.pk][:3],
            "canonical": url,
            "structured": script_safe(
                {
                    "@context": "https://schema.org",
                    "@type": "Article",
                    "headline": story.title,
                    "url": url,
                    "datePublished": story.published_at.isoformat(),
                    "description": story.standfirst,
                }
            ),
        },
    )
