"""Catalogue files that sellers sent these days: read, to be corrected, applied, taken back, refused.

Only what lasts is left behind: whatever a worker would take up at once is played to its end.
"""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from catalog.imports import applying, checking, opening, run, undoing
from catalog.models import Import, Offer
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from sellers.models import Seller

LUNE, BRUN, VERNOIS = "atelier-lune", "maison-brun", "coutellerie-vernois"
LEVELS = "Référence;Prix TTC;Stock"
SHEETS = "Référence;Titre;Catégorie;Prix TTC;Stock;Description"
SHOP = f"{SHEETS};Statut;Carte cadeau"


def note(market: Market) -> None:
    """One file or two a shop, in every state that lasts."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    acts = (
        (LUNE, 6 * day, _refused),
        (LUNE, 5 * day, _counted),
        (LUNE, 2 * day, _taken_back),
        (LUNE, 3 * hour, _applied),
        (BRUN, 4 * day, _given_up),
        (BRUN, 2 * hour, _to_correct),
        (VERNOIS, hour, _received),
    )
    for shop, ago, act in acts:
        market.calendar.note(market.now - ago, partial(act, market, shop))


def _refused(market: Market, shop: str, at: datetime) -> None:
    """A file with headings and nothing under them."""
    _send(market, shop, "inventaire-vide.csv", [LEVELS, ""], at)


def _counted(market: Market, shop: str, at: datetime) -> None:
    """The stock after an inventory; too old to be taken back."""
    rows = [f"{offer.sku};;{offer.stock + 2}" for offer in _offers(market, shop)[:6]]
    _apply(_checked(market, shop, "inventaire.csv", [LEVELS, *rows], at), at)


def _taken_back(market: Market, shop: str, at: datetime) -> None:
    """Prices sent without their comma, taken back some minutes later."""
    rows = [f"{offer.sku};{offer.price_cents // 10};" for offer in _offers(market, shop)[6:10]]
    source = _checked(market, shop, "tarifs-sans-virgule.csv", [LEVELS, *rows], at)
    _apply(source, at)
    then = at + timedelta(minutes=12)
    with clock.at(then):
        undoing.ask(source, by=source.created_by, at=then)
        while undoing.run(source.pk, at=then):
            pass


def _applied(market: Market, shop: str, at: datetime) -> None:
    """Stock and two new sheets: it can still be taken back.

    Beside them what an export brings along unasked, left out each for its reason.
    """
    offers = _offers(market, shop)[:8]
    rows = [f"{offer.sku};;;;{offer.stock + 3};;publié;non" for offer in offers]
    place = offers[0].product.category.name
    fresh = [
        f"IMPORT-{number};{title};{place};{price};6;{text};publié;non"
        for number, title, price, text in (
            (1, "Coupelle à épices en grès", "14,50", "Tournée à la main, émail céladon."),
            (2, "Repose-cuillère en grès", "18,00", "Émail blanc mat, passe au lave-vaisselle."),
        )
    ]
    left = (
        f"ESSAI-1;Bol d'essai en grès;{place};12,00;1;Émail en cours d'essai.;brouillon;non",
        f"CADEAU-30;Bon cadeau de l'atelier;{place};30,00;99;À offrir.;publié;oui",
        "Total;;;;105;;;",
    )
    lines = [SHOP, *rows, *fresh, *left]
    _apply(_checked(market, shop, "arrivage-novembre.csv", lines, at), at)


def _given_up(market: Market, shop: str, at: datetime) -> None:
    """A file its seller gave up before applying it."""
    rows = [f"{offer.sku};;0" for offer in _offers(market, shop)[:3]]
    source = _checked(market, shop, "ancien-stock.csv", [LEVELS, *rows], at)
    run.cancel(source, by=source.created_by, at=at)


def _to_correct(market: Market, shop: str, at: datetime) -> None:
    """New sheets with the same few errors over and over, to be corrected by cause."""
    place = _offers(market, shop)[0].product.category.name
    wrong = (
        *(("12,500", "4", f"Savon surgras n° {n}") for n in range(1, 15)),
        *(("9,90", "-1", f"Pain de savon n° {n}") for n in range(15, 21)),
        *(("7,90", "5", "") for _n in range(3)),
        *(("gratuit", "2", f"Échantillon n° {n}") for n in range(24, 26)),
        *(("11,00", "8", f"Savon au lait n° {n}") for n in range(26, 34)),
    )
    rows = [
        f"NOUVEAU-{number:02};{title};{place};{price};{stock};"
        for number, (price, stock, title) in enumerate(wrong, 1)
    ]
    _checked(market, shop, "nouveautes.csv", [SHEETS, *rows], at)


def _received(market: Market, shop: str, at: datetime) -> None:
    """A file whose columns wait for their seller."""
    rows = [f"{offer.sku};{offer.price_cents / 100:.2f};" for offer in _offers(market, shop)[:5]]
    _send(market, shop, "tarif-2027.csv", [LEVELS, *rows], at)


def _offers(market: Market, shop: str) -> list[Offer]:
    offers = Offer.objects.filter(seller=market.shops[shop].pk, product__state="published")
    return list(offers.select_related("product__category").order_by("pk")[:12])


def _send(market: Market, shop: str, name: str, rows: Iterable[str], at: datetime) -> Import:
    seller = Seller.objects.get(pk=market.shops[shop].pk)
    file = io.BytesIO("\r\n".join(rows).encode("utf-8-sig"))
    source = run.receive(seller, file, name, by=market.owners[seller.pk], at=at)
    return _read(source, at)


def _read(source: Import, at: datetime) -> Import:
    opening.run(source.pk, at=at)
    source.refresh_from_db()
    return source


def _checked(market: Market, shop: str, name: str, rows: Iterable[str], at: datetime) -> Import:
    source = _send(market, shop, name, rows, at)
    by = source.created_by
    run.choose_columns(source, source.mapping["columns"], by=by)
    _read(source, at)
    run.check(source, categories=source.mapping["categories"], default=None, rates={}, by=by, at=at)
    while checking.run(source.pk, at=at):
        pass
    source.refresh_from_db()
    return source


def _apply(source: Import, at: datetime) -> None:
    run.confirm(source, by=source.created_by, at=at)
    while applying.run(source.pk, at=at):
        pass
    source.refresh_from_db()
