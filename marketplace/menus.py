"""The menus of the shop: what the house ships, what the law wants in them, where each link leads.

A menu is columns of links; the bar of the header has one column without a title. The operator's own
is the last version under its name (`marketplace/shared/voice.py`). Each process keeps a menu as its
reader gets it: what leads nowhere any more is left out, and told in the console.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from marketing.journal import addresses
from marketing.models import Page
from marketing.pages import checking, live
from marketplace.shared import clock, voice
from marketplace.shared.models import LegalText
from marketplace.shared.voice import FOOTER, HEADER

FRESH = 60
MOST_COLUMNS, MOST_LINKS, LABEL, ADDRESS = 5, 40, 60, 300
# lines that the house fills in by itself
AISLES, MEDIATOR = "#rayons", "#mediateur"
FILLED = {AISLES: (HEADER,), MEDIATOR: (FOOTER,)}
# pages that a menu may lead to: those that everybody reads, and the doors of accounts
PAGES = {
    *("shop-home", "shop-sell", "shop-text", "shop-search", "shop-directory", "shop-charter"),
    *(
        "shop-labels",
        "shop-label",
        "shop-badges",
        "shop-quality",
        "shop-wall",
        "shop-ranking",
        "shop-category",
        "shop-collections",
        "shop-collection",
        "shop-product",
    ),
    *("shop-seller", "shop-articles", "shop-articles-kind", "shop-articles-tag", "shop-article"),
    *("shop-agenda", "shop-agenda-archive", "shop-gathering", "shop-landing", "shop-house"),
    *("shop-help", "shop-help-sellers", "shop-help-topic", "shop-help-seller-topic"),
    *("shop-newsletter", "shop-withdrawal", "shop-orders", "shop-order-lookup", "shop-cart"),
    *("seller-home", "account", "account_login", "account_signup"),
}
to_text = lazy(lambda kind: reverse("shop-text", args=[kind]), str)
to = lazy(reverse, str)


@dataclass(frozen=True, slots=True)
class Kept:
    """A link that stays at the foot of every page, and the law that wants it there."""

    to: str
    name: Any
    law: str


REQUIRED = (
    Kept(to("shop-withdrawal"), _("Renoncer au contrat ici"), "C. conso. L221-21"),
    Kept(to_text(LegalText.Kind.SALE_TERMS), _("Conditions générales de vente"), "LCEN 19"),
    Kept(to_text(LegalText.Kind.PRIVACY), _("Données personnelles"), "RGPD 12, 13"),
    Kept(to_text(LegalText.Kind.LEGAL_NOTICE), _("Mentions légales"), "LCEN 1-1"),
    Kept(to("shop-ranking"), _("Classement des produits"), "C. conso. L111-7, D111-7"),
    Kept(MEDIATOR, _("Le médiateur"), "C. conso. L616-1"),
)
# a column: its title, its links; a link: its words, where it leads
SHIPPED: dict[str, tuple[tuple[str, tuple[tuple[str, object], ...]], ...]] = {
    HEADER: (("", (("", AISLES), (_noop("Vendre chez nous"), to("shop-sell")))),),
    FOOTER: (
        (
            _noop("Besoin d'aide"),
            (
                (_noop("Service client"), to("shop-help")),
                (_noop("Suivre mon colis"), to("shop-order-lookup")),
                (_noop("Mes commandes"), to("shop-orders")),
                (_noop("Livraison"), lazy(lambda: f"{reverse('shop-help')}#livraison", str)()),
                (
                    _noop("Retourner un article"),
                    lazy(lambda: f"{reverse('shop-help')}#retours", str)(),
                ),
                (_noop("Renoncer au contrat ici"), to("shop-withdrawal")),
            ),
        ),
        (
            _noop("Vendre"),
            (
                (_noop("Vendre chez nous"), to("shop-sell")),
                (_noop("Espace vendeur"), to("seller-home")),
                (_noop("Conditions des vendeurs"), to_text(LegalText.Kind.SELLER_TERMS)),
            ),
        ),
        (
            _noop("Nos engagements"),
            (
                (_noop("{retractation} jours pour changer d'avis"), ""),
                (_noop("Garantie légale de conformité de 2 ans"), ""),
                (_noop("Paiement sécurisé : CB, Visa, Mastercard"), ""),
                (_noop("Notre qualité, mesurée"), to("shop-quality")),
                ("", MEDIATOR),
            ),
        ),
        (
            "",
            (
                (_noop("Les boutiques"), to("shop-directory")),
                (_noop("Collections"), to("shop-collections")),
                (_noop("Agenda"), to("shop-agenda")),
                (_noop("Le journal"), to("shop-articles")),
                (_noop("La lettre"), to("shop-newsletter")),
                (_noop("Notre charte"), to("shop-charter")),
                (_noop("Labels vérifiés"), to("shop-labels")),
                (_noop("Nos badges"), to("shop-badges")),
                (_noop("Classement des produits"), to("shop-ranking")),
                (
                    _noop("Conditions générales de vente"),
                    to_text(LegalText.Kind.SALE_TERMS),
                ),
                (_noop("Données personnelles"), to_text(LegalText.Kind.PRIVACY)),
                (_noop("Mentions légales"), to_text(LegalText.Kind.LEGAL_NOTICE)),
            ),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a page draws it; without an address it is words alone."""

    name: SafeString
    to: str
    is_elsewhere: bool = False

    @property
    def said(self) -> str:
        """Its words, with the figures of now."""
        return SafeString(voice.filled(self.name))

    @property
    def is_filled(self) -> bool:
        """Whether the house fills the line in by itself."""
        return self.to in FILLED

    @property
    def is_for_sellers(self) -> bool:
        """Whether it is the door of the sellers' space, which a buyer does not need."""
        return self.to == reverse("seller-home")


@dataclass(frozen=True, slots=True)
class Column:
    """Links under a title; without one, the footer sets the house's own name above."""

    title: SafeString
    links: tuple[Link, ...]

    @property
    def said(self) -> str:
        """Its title, with the figures of now."""
        return SafeString(voice.filled(self.title))


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu as its reader gets it, the figures that its words name, a word of its own."""

    columns: tuple[Column, ...]
    figures: frozenset[str]
    token: str
    until: float

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of all columns."""
        return tuple(link for column in self.columns for link in column.links)


def shipped(name: str) -> list[dict]:
    """The columns that the house ships, in both languages, as a version would hold them."""
    with translation.override("en"):
        return [
            {
                "title": title,
                "title_en": _english(title),
                "links": [
                    {"label": label, "label_en": _english(label), "to": str(address)}
                    for label, address in links
                ],
            }
            for title, links in SHIPPED[name]
        ]


def _english(text: str) -> str:
    return translation.gettext(text) if text else ""


def columns(name: str) -> list[dict]:
    """The columns in force."""
    return voice.now().menus.get(name) or shipped(name)


def drawn(name: str) -> Menu:
    """A menu in the reader's language; what leads nowhere is left out, at the latest a minute after
    its page ended by itself.
    """
    state, language = voice.now(), translation.get_language() or ""
    menu = state.made.get((name, language))
    if menu is None or menu.until < monotonic():
        menu = state.made[name, language] = _drawn(name)
    return menu


def stamp(name: str) -> str:
    """A word that changes with a menu as this reader gets it; the page rests on it."""
    menu = drawn(name)
    return f"{menu.token} {voice.values_of(menu.figures)}"


def _drawn(name: str) -> Menu:
    shown, figures = made(columns(name), at=clock.now())
    return Menu(tuple(shown), frozenset(figures), secrets.token_hex(4), monotonic() + FRESH)


def made(columns: list[dict], *, at: datetime) -> tuple[list[Column], set[str]]:
    """Columns as this reader gets them, without what leads nowhere; the figures they name."""
    shown = []
    figures: set[str] = set()
    for column in columns:
        links = tuple(_links(column["links"], at))
        title = voice.local(column["title"], column["title_en"])
        for words in (title, *(link.name for link in links)):
            figures |= voice.named(words)
        if links:
            shown.append(Column(title, links))
    return shown, figures


def _links(rows: list[dict], at: datetime) -> Iterator[Link]:
    for row in rows:
        if not is_dead(row["to"], at=at):
            elsewhere = row["to"].startswith("https://")
            yield Link(voice.local(row["label"], row["label_en"]), row["to"], elsewhere)


# --- Where links lead -------------------------------------------------------------------------


def is_dead(address: str, *, at: datetime) -> bool:
    """Whether a link leads to nothing that the public may read; what the law wants always leads."""
    if not address or address in FILLED or address.startswith("https://"):
        return False
    return not (any(address == one.to for one in REQUIRED) or leads(address, at=at))


def leads(address: str, *, at: datetime) -> bool:
    """Whether a path is that of a page a menu may lead to, and its page is there."""
    try:
        found = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return False
    slug = found.kwargs.get("slug", "")
    if found.url_name not in PAGES:
        return False
    if found.url_name == "shop-text":
        return found.kwargs["kind"] in LegalText.Kind.values
    if found.url_name == "shop-help-topic":
        return live.is_shown(Page.Kind.HELP, slug, at=at)
    if found.url_name == "shop-help-seller-topic":
        return live.is_shown(Page.Kind.HELP_SELLER, slug, at=at)
    if found.url_name == "shop-articles-kind":
        return found.kwargs["word"] in addresses.KINDS
    return checking.leads(address, at=at)


def dead(name: str, *, at: datetime) -> list[str]:
    """The words of the links in force that lead nowhere any more."""
    return [
        row["label"]
        for column in columns(name)
        for row in column["links"]
        if is_dead(row["to"], at=at)
    ]


def missing(given: list[dict]) -> list[Kept]:
    """What the law wants at the foot of every page and these columns lack."""
    there = {row["to"] for column in given for row in column["links"]}
    return [one for one in REQUIRED if str(one.to) not in there]
