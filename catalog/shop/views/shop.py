"""The shop's pages: lists, search, a product, a seller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import freshness, search, withdrawal
from catalog.alerts import absence
from catalog.alerts.forms import AlertForm, SearchAlertForm
from catalog.badges import shown as badges
from catalog.demand import searches
from catalog.labels import labels
from catalog.models import CatalogRules
from catalog.recycling import standing as recycling
from catalog.reviews import authors
from catalog.reviews import queries as reviews_queries
from catalog.search import kinds, nouns, placed, words
from catalog.search.question import Question
from catalog.shop import (
    collections,
    coloured,
    filters,
    gifts,
    near,
    origin,
    picking,
    queries,
    selecting,
    sheet,
    told,
)
from catalog.snapshots import queries as snapshots
from catalog.tree import tree
from marketplace.shared import guests, policy
from marketplace.shared.clock import now, paris_day
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading
from marketplace.shared.templatetags.ui import figure
from sellers import standing
from sellers.access import membership, opens
from sellers.models import Seller
from sellers.shop import figures

REVIEWS = 5
AS_TYPED = "tel"  # in the address of a search whose words are not to be mended
MOST_SHOPS = 3  # whose name holds what was typed
MOST_PLACES = 3  # that are suggested
MOST_PRODUCTS = 4
LIFTED = 8  # cards of what there is without the filters that leave nothing


def category(request: HttpRequest, slug: str, **above: object) -> HttpResponse:
    """A category: its branches, its products, what narrows them; `above` is for its template."""
    places = tree()
    place = places.by_slug.get(slug)
    if place is None:
        raise Http404
    guests.rests_on(request, [freshness.key(place.path), standing.SHOPS])
    return listing(
        request,
        "shop/catalog/category.html",
        filters.read(request.GET, path=place.path),
        {
            "place": place,
            "trail": places.trail(place)[:-1],
            "branches": places.children(place),
            "siblings": _siblings(places, place),
            "canonical": f"{settings.BASE_URL}{place.url}",
            "intro": place.opening,
            **above,
        },
    )


@require_safe
@reading.may_replicate
def find(request: HttpRequest) -> HttpResponse:
    """Search: the answer, or the nearest thing to it."""
    places = tree()
    place = places.by_slug.get(request.GET.get("rayon", ""))
    query = filters.read(request.GET, path=place.path if place else "")
    if not query.text and not filters.is_narrowed(query):
        return render(request, "shop/catalog/search_start.html", {"branches": places.roots})
    return listing(
        request,
        "shop/catalog/search.html",
        query,
        {
            "place": place,
            "branches": places.roots,
            "near": []
            if gifts.is_voucher(query.text)
            else queries.with_goods(search.near_places(query.text, places)),
            "sellers": _sellers_named(query.text),
            "gifts": _gifts(query.text, at=now()),
        },
        rescue=True,
    )


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product: photos, choices, price, delivery, who sells it, what others thought."""
    at = now()
    product = queries.product_page(slug)
    if product is not None:
        page = _sheet(request, product, at=at)
        if page is not None:
            return page
    # nobody sells it, or a round has not reached it yet
    product = queries.former_page(slug)
    kept = queries.kept_page(product) if product else None
    if kept is not None:
        moved = redirect("shop-product", kept.slug, permanent=True)
        moved["Cache-Control"] = "no-cache"  # the operator may part the two sheets again
        return moved
    absent = absence.of(product, at=at) if product else None
    if product is None or absent is None:
        raise Http404
    if absent.is_over:
        return _gone(request, product, absent, at=at)
    return _sheet(request, product, absent=absent, at=at)


def _sheet(request, product, *, at, absent=None) -> HttpResponse | None:
    """The page of a sheet; None when it is on sale by its figures, and nobody sells it."""
    page = sheet.put_together(
        product,
        variant=row_number(request.GET.get("v", "")),
        picks=picking.typed(request.GET),
        shop=picking.shop_of(request.GET),
        at=at,
    )
    if page.chosen is None and absent is None:
        return None
    guests.stands_until(request, page.next_end)
    places = tree()
    place = places.get(product.category_id)
    found, is_opened = origin.of_visit(request)
    related = near.related(product, place, at=at)
    if not (found or absent):  # who comes from a search is counted
        shown = [product.pk, *(card.pk for card in related)]
        guests.rests_on(request, [*map(freshness.key_of_sheet, shown), standing.SHOPS])
    said = told.lines(product, measures_vary=page.measures_vary)
    known, day = labels.labels(), paris_day(at)
    borne = known.of_sheet(product.labels, day)
    seller_id = page.chosen.offer.seller_id if page.chosen else None
    photos = queries.gallery(product)
    photos.sort(key=lambda photo: photo["variant"] != page.variant_id if photo["variant"] else 1)
    url = f"{settings.BASE_URL}{reverse('shop-product', args=[product.slug])}"
    if found and is_opened:
        searches.note_opened(found, product.pk, at=at)
    gone = page.chosen is not None and not page.chosen.offer.stock
    return render(
        request,
        "shop/catalog/product.html",
        {
            "product": product,
            "page": page,
            "quantity": min(row_number(request.GET.get(picking.QUANTITY, "")) or 1, 999),
            "unsaid": not page.picked.settled and picking.MISSING in request.GET,
            "photos": photos,
            "told": told.of(said, product.category_path),
            "labels": borne,
            "shop_labels": known.of_shop(seller_id, day),
            "badges": badges.of_sheet(product, day) if absent is None else [],
            "shop_badges": badges.of_shop(page.seller, at=at),
            "score": product.rating_hundredths / 100,
            "place": place,
            "trail": places.trail(place) if place else [],
            "canonical": url,
            "reviews": _reviews(request, product),
            "snapshots": snapshots.of_sheet(product),
            "related": related,
            "absent": absent,
            "may_join": absent is None and _sells(request, product),
            "alert": AlertForm(initial=_own_mailbox(request)) if absent or gone else None,
            "found": origin.written(found),
            "exception": withdrawal.EXCEPTIONS.get(product.withdrawal_exception),
            "sealed": withdrawal.is_sealed(product.withdrawal_exception),
            "rules": policy.rules(CatalogRules),
            "measured": figures.shown(page.seller.pk, at=at) if page.seller else None,
            "structured": sheet.structured(
                product,
                page,
                url=url,
                facts=told.facts(said),
                labels=borne,
                images=[request.build_absolute_uri(photo["large"]) for photo in photos],
            ),
        },
    )


def _gone(request, product, absent, *, at) -> HttpResponse:
    """A sheet that left for good: what lies near it; of one that is hidden, nothing is said."""
    beside = []
    if absent.kind != absence.HIDDEN:
        beside = near.related(product, tree().get(product.category_id), at=at)
    if not beside:
        beside = selecting.consolation(at=at)
    title = None if absent.kind == absence.HIDDEN else product.heading
    values = {"title": title, "related": beside}
    page = render(request, "shop/catalog/gone.html", values, status=410)
    page["Cache-Control"] = "no-cache"  # it may come back, and browsers keep what is gone
    return page


def _closed(request, absent, *, at) -> HttpResponse:
    """A shop that sells nothing, for now or for good: its name, and what others make."""
    values = {"absent": absent, "related": selecting.consolation(at=at)}
    status = 410 if absent.is_over else 200
    page = render(request, "shop/catalog/seller_closed.html", values, status=status)
    page["Cache-Control"] = "no-cache"
    return page


def _sells(request, product) -> bool:
    """Whether the visitor works for a shop that may sell this too."""
    if not request.user.is_authenticated:
        return False
    member = membership(request)
    return (
        member is not None
        and member.seller_id != product.owner_id
        and opens(member, reverse("seller-join", args=[product.pk]), acting=True)
    )


def _wish(request) -> SearchAlertForm | None:
    """The way to be told when these words find something; none where no word was asked."""
    text = filters.words(request.GET)
    return SearchAlertForm(initial={"q": text, **_own_mailbox(request)}) if text else None


def _own_mailbox(request) -> dict[str, str]:
    return {"email": request.user.email} if request.user.is_authenticated else {}


def seller(
    request: HttpRequest, slug: str, told: Callable[[Seller], dict[str, object]] | None = None
) -> HttpResponse:
    """A shop: who makes, what they sell, what buyers say; `told` is what it tells of itself."""
    at = now()
    shop = get_object_or_404(Seller.objects.exclude(opened_at=None), slug=slug)
    absent = absence.of_shop(shop, at=at)
    if absent is not None:
        return _closed(request, absent, at=at)
    away = not shop.is_selling(at)
    context = {
        "shop": shop,
        "score": shop.rating_hundredths / 100,
        "away": away,
        "grid": queries.delivery_of(shop),
        "reviews": _signed(request, reviews_queries.reviews_of_seller(shop)[:4])
        if shop.rating_count
        else [],
        "recycling": recycling.told(shop),
        "labels": labels.labels().of_shop(shop.pk, paris_day(at)),
        "badges": badges.of_shop(shop, at=at),
        "measured": figures.shown(shop.pk, at=at),
        "rules": policy.rules(CatalogRules),
        "canonical": f"{settings.BASE_URL}{reverse('shop-seller', args=[shop.slug])}",
    }
    if away:
        return render(request, "shop/catalog/seller_away.html", context)
    context |= told(shop) if told else {}
    return listing(
        request, "shop/catalog/seller.html", filters.read(request.GET, seller_id=shop.pk), context
    )


@require_safe
@reading.may_replicate
def suggestions(request: HttpRequest) -> HttpResponse:
    """What a visitor may be about to type: words, categories, products, shops."""
    text = filters.words(request.GET)
    typed = words.sought(text)
    if not typed or len(typed[-1]) < 2:
        return render(request, "shop/catalog/_suggestions.html")
    prefix = "".join(words.WORD.findall(words.fold(typed[-1])))
    begun = _begun(text, typed)
    # of sheets that what is begun names: of others, nothing would be found
    question = Question(
        words=tuple(words.asked(begun)) if begun else (),
        prefix=prefix,
        strong=True,
        named=kinds.called(nouns.lead(begun)) if begun else (),
    )
    completions = queries.completed(question, text=text)
    told = _finding(begun, completions.words)
    places = queries.with_goods(queries.places_like([*map(words.fold, typed[:-1]), prefix]))
    shops = _sellers_named(text)
    if gifts.is_voucher(text):
        places = []  # no card to write on
    if not (told or places or shops or gifts.is_voucher(text)):
        told = search.near_words(text, exact=True)  # nothing begins so
        meant = search.mend(text) or text
        places = queries.with_goods(search.near_places(meant, tree())[:MOST_PLACES])
        shops = _sellers_named(meant) if meant != text else []
        found = _answering(meant)
    elif completions.words and not _is_whole(completions.words[0], typed[-1]):
        found = _led_as(told, question, text) or completions.product_ids
    else:
        found = _answering(text) or completions.product_ids
    return render(
        request,
        "shop/catalog/_suggestions.html",
        {
            "words": told,
            "places": places,
            "products": queries.cards(found, at=now(), delivery=False),
            "shops": shops,
            "gifts": _gifts(text, at=now()),
            "is_shop": any(_is_meant(shop.name, text) for shop in shops),
        },
    )


def _begun(text: str, typed: list[str]) -> str:
    """What stands before the word that is being typed, as it is written: « tasse à »."""
    *_others, last = words.WORD.finditer(text)
    return text[: last.start()].strip() if last[0].lower() == typed[-1] else " ".join(typed[:-1])


def _is_whole(word: str, typed: str) -> bool:
    """Whether what is typed is all of a word already."""
    return not set(words.forms(word)).isdisjoint(words.forms(typed))


def _led_as(told: list[str], question: Question, text: str) -> list[int]:
    """The products that are called by what may be meant, not those that only have its colour; none
    where that names no goods.
    """
    if not told or not nouns.lead(told[0]):
        return []
    leads = nouns.any_of([nouns.lead(sentence) for sentence in told])
    return queries.completed(replace(question, named=kinds.called(leads)), text=text).product_ids


def _answering(text: str) -> list[int]:
    """The first products that the page of results shows for these words, or near them."""
    query = search.Query(text=text)
    at = now()
    if gifts.is_all(text) and (given := gifts.shown(at=at)):
        query = collections.asked(replace(query, text=""), given[0], at=at)
    exact = search.ids(query, most=MOST_PRODUCTS)
    if gifts.is_voucher(text):
        return exact
    return exact or search.ids(search.relaxed(query), most=MOST_PRODUCTS)


def _finding(begun: str, completions: list[str]) -> list[str]:
    """What is typed with its last word completed, as far as something on sale answers that."""
    gap = "" if begun.endswith(("'", "’", "-")) else " "
    told = [f"{begun}{gap}{word}".strip() for word in completions]
    # another noun may lead than what is begun: « noir chocolat » is a chocolate
    led = nouns.lead(begun) if begun else ()
    return [
        sentence
        for sentence in told
        # a thing that is looked for by its very word may be told of others alone
        if (not begun or nouns.lead(sentence) == led)
        and not nouns.lead_to_goods(sentence)
        or search.finds(sentence, exact=True)
    ]


def _is_meant(name: str, text: str) -> bool:
    """Whether what is typed can hardly be anything but a shop's name: all of it, or more than one
    word of its beginning.
    """
    name, begun = words.fold(name).strip(), words.fold(text).strip()
    return name == begun or (" " in begun and name.startswith(begun))


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """How lists are ordered, from the very points the search gives (L111-7, D111-8)."""
    return render(
        request,
        "shop/catalog/ranking.html",
        {
            "points": sorted(search.RANKING.values(), key=lambda pair: -pair[0]),
            "most": search.MOST,
            "by_hand": placed.at_work(now()),
        },
    )


def listing(
    request, template: str, query: search.Query, context: dict, *, rescue: bool = False
) -> HttpResponse:
    """A list of products with its filters, in a template of its own."""
    at = now()
    guests.rests_on(request, [placed.KEY])
    guests.stands_until(request, placed.next_change(query, at=at))
    results = search.answer(query, at=at)
    answered = bool(results.total)
    is_voucher = rescue and not answered and gifts.is_voucher(query.text)
    given = _given(query, context.get("gifts"), is_voucher=is_voucher, at=at)
    if given:
        query, results = given
        context["help"] = {"gifts": True, "voucher": is_voucher}
    elif rescue and not answered:
        query, results, help_given = _rescued(query, results, at, as_typed=AS_TYPED in request.GET)
        if not results.total and context.get("gifts") and (given := _to_give(query, at)):
            # for whom a present is meant is written on no sheet
            query, results = given
            help_given = {"gifts": True, "voucher": False}
        context["help"] = help_given
        if spelt := help_given.get("mended") or help_given.get("spelt"):
            _call_again(context, spelt)
        if lifted := help_given.get("lifted"):
            context["lifted"] = queries.cards(lifted.ids[:LIFTED], at=at)
        context["wish"] = _wish(request)
        if not results.total and not filters.is_narrowed(query):
            context["consolation"] = selecting.consolation(at=at)
    elif rescue and results.is_near and AS_TYPED not in request.GET:
        query, results, context["help"] = _put_right(query, results, at)
        if spelt := context["help"].get("mended"):
            _call_again(context, spelt)
    asked = origin.of_search(request) if rescue else None
    if asked:
        searches.note(asked, results=results.total, answered=answered, at=at)
    page = Paginator(range(results.total), query.size).page(results.page)
    cards = queries.cards(results.ids, at=at, wish=results.wish)
    coloured.show(cards, _kinds(query))
    return render(
        request,
        template,
        {
            **context,
            "query": query,
            "results": results,
            "page": page,
            "cards": cards,
            "wording": tuple(card.wording for card in cards),
            "sorts": search.sorts(query),
            "applied": filters.applied(request.GET, query, results),
            "odd": filters.odd(request.GET),
            "cleared": filters.without_filters(request.GET),
            "narrowed": filters.is_narrowed(query),
            "is_first": results.page == 1,
            "count_text": f"{figure(results.total)}{'+' if results.more else ''}",
            "floor": results.lowest_cents // 100,
            "ceiling": -(-results.highest_cents // 100),
        },
    )


def _gifts(text: str, *, at) -> list[dict[str, str]]:
    """The collections to give from, where words ask for a present, with their addresses."""
    if not gifts.are_asked(text):
        return []
    shown = gifts.shown(at=at)
    return [{"name": one.label, "url": collections.path(one)} for one in shown]


def _given(query, asked, *, is_voucher, at):
    """The list of the first collection to give from, where a present is asked for and no thing."""
    if not asked or not (is_voucher or gifts.is_all(query.text)):
        return None
    return _to_give(query, at)


def _to_give(query, at):
    """The list of the first collection to give from; None where there is none, or nothing in it."""
    shown = gifts.shown(at=at)
    if not shown:
        return None
    first = collections.asked(replace(query, text=""), shown[0], at=at)
    results = search.answer(first, at=at)
    return (replace(first, text=query.text), results) if results.total else None


def _call_again(context: dict, text: str) -> None:
    """The categories and shops of a page are those of the words as they were put right."""
    context["near"] = queries.with_goods(search.near_places(text, tree()))
    context["sellers"] = _sellers_named(text)


def _put_right(query, results, at):
    """What was meant instead, where a word that nobody wrote only comes near by its
    ending: « thière » is no knife of Thiers.
    """
    better = search.mend(query.text) if search.is_unwritten(query.text, results.ids) else ""
    if better:
        mended = replace(query, text=better)
        answer = search.answer(mended, at=at)
        if answer.total and not answer.is_near:
            return mended, answer, {"mended": better}
    return query, results, {}


def _rescued(query, results, at, *, as_typed):
    """An answer near an impossible question: other spelling, then what is called by its noun; else
    words that are written much alike, to choose from. `as_typed`: the spelling is theirs.

    Where the filters alone leave nothing, the empty list says so, and what there is without them
    stands below: they are the visitor's to take off.
    """
    if filters.is_narrowed(query):
        unfiltered = search.answer(search.unfiltered(query), at=at) if query.text else None
        if unfiltered is None or unfiltered.total:
            return query, results, {"lifted": unfiltered}
    if gifts.is_voucher(query.text):
        return query, results, {}
    thing = gifts.thing(query.text) if gifts.are_asked(query.text) else ""
    if thing and thing != query.text:
        given = search.answer(replace(query, text=thing), at=at)
        if given.total:
            return query, given, {"relaxed": True}
    better = "" if as_typed else search.mend(query.text)
    if better:
        mended = replace(query, text=better)
        answer = search.answer(mended, at=at)
        if answer.total:
            return mended, answer, {"mended": better}
    relaxed = search.relaxed(replace(query, text=better or query.text, path=""))
    if len(words.asked(relaxed.text)) > 1 or filters.is_narrowed(query) or query.path:
        answer = search.answer(relaxed, at=at)
        if answer.total:
            return replace(relaxed, text=query.text), answer, {"relaxed": True}
    return query, results, {"near_words": search.near_words(query.text), "spelt": better}


def _kinds(query: search.Query) -> dict[str, tuple[str, ...]]:
    """The characteristics a list is about: those of its collection, and what the visitor chose."""
    return {**dict(query.assortment.facets if query.assortment else ()), **query.chosen}


def _siblings(places, place):
    if place.below or not place.above:
        return []
    return [other for other in places.children(places.get(place.above[-1])) if other.pk != place.pk]


def _sellers_named(text: str) -> list[Seller]:
    """Shops whose name was typed, or begun at one of its words: « lin » is none of « Moulin »."""
    if len(text) < 2:
        return []
    behind = dict(zip(("inner", "elided", "curled", "joined"), " '’-", strict=True))
    within = {name: f"{sign}{text}" for name, sign in behind.items()}
    found = queries.NAMED(text=text, today=paris_day(now()), **within)
    begun = words.fold(text).strip()
    return sorted(found, key=lambda shop: not words.fold(shop.name).startswith(begun))[:MOST_SHOPS]


def _reviews(request, product):
    if not product.rating_count:
        return None
    paginator = Paginator(reviews_queries.reviews_of(product), REVIEWS)
    # already counted on the sheet: saves a query
    paginator.count = product.rating_count
    page = paginator.get_page(row_number(request.GET.get("avis", "1")) or 1)
    page.object_list = _signed(request, page.object_list)
    return page


def _signed(request, reviews) -> list:
    """Reviews as a page shows them: what its reader wrote is not theirs to report."""
    shown = list(reviews)
    own = authors.own(shown, request.user)
    for review in shown:
        review.is_own = review.pk in own
    return shown
