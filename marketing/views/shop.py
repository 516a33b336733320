"""The shop's stories, and the letter."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Product
from catalog.shop import queries as catalogue
from catalog.shop.sheet import script_safe
from marketing import contacts, queries
from marketing.forms import NewsletterForm
from marketing.models import Article
from marketplace.shared import limits, visitor
from marketplace.shared.clock import now
from marketplace.shared.readable import row_number
from sellers.models import Seller

A_PAGE = 12


@require_safe
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


@require_http_methods(["GET", "POST"])
def newsletter(request: HttpRequest) -> HttpResponse:
    """Ask for the letter."""
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.take("newsletter", visitor.address(request), 5, limits.HOUR):
            form.add_error(None, str(limits.TooOften()))
            return render(request, "shop/marketing/newsletter.html", {"form": form}, status=429)
        contacts.ask(
            form.cleaned_data["email"],
            language=request.LANGUAGE_CODE,
            source="lettre",
            text=str(form.consent),
            now=now(),
        )
        messages.success(
            request,
            _(
                "Presque fini : si cette adresse n'est pas déjà inscrite, un message vient d'y"
                " partir. Ouvrez le lien qu'il contient pour confirmer."
            ),
        )
        return redirect("shop-home")
    return render(request, "shop/marketing/newsletter.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes to the letter from the mailbox itself: the link shows the button, the button does
    it.
    """
    try:
        contact = contacts.asked_by(token)
        if request.method == "POST":
            contact = contacts.confirm(token, now=now())
    except contacts.LapsedLink as refusal:
        return render(request, "shop/marketing/confirm.html", {"refusal": str(refusal)}, status=404)
    return render(
        request,
        "shop/marketing/confirm.html",
        {"contact": contact, "done": request.method == "POST"},
    )


@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the letter: the link shows the button, the button does it."""
    try:
        contact = contacts.holder_of(token)
        if request.method == "POST":
            contact = contacts.withdraw(token, now=now())
    except contacts.UnknownLink as refusal:
        return render(
            request, "shop/marketing/unsubscribe.html", {"refusal": str(refusal)}, status=404
        )
    return render(
        request,
        "shop/marketing/unsubscribe.html",
        {"contact": contact, "done": request.method == "POST"},
    )
