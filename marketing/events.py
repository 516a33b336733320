"""What the marketing app announces. Ids and plain values only."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event


@dataclass(frozen=True, kw_only=True)
class NewsletterAsked(Event):
    """An address was typed for the newsletter: its mailbox must say yes."""

    sentence = _("Inscription à la lettre demandée")
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class StorySent(Event):
    """A story leaves to everybody who wants the letter."""

    sentence = _("Article envoyé aux inscrits")
    article_id: int


@dataclass(frozen=True, kw_only=True)
class PageSentToReview(Event):
    """Whoever wrote a version of a page asks somebody else to read it."""

    sentence = _("Version envoyée en relecture")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class PageSentBack(Event):
    """The reader asks for corrections."""

    sentence = _("Corrections demandées")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class PageApproved(Event):
    """A version may be shown from its day on."""

    sentence = _("Version approuvée")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class PageUnscheduled(Event):
    """An approved version is a draft again before anybody saw it."""

    sentence = _("Programmation annulée")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class PageWentLive(Event):
    """The day of a version has come."""

    sentence = _("Version mise en ligne")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class PageEnded(Event):
    """A version is shown no more: its end has come, another took its place or it was taken off."""

    sentence = _("Version retirée du site")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class PageDiscarded(Event):
    """A draft is given up; it can still be read."""

    sentence = _("Brouillon abandonné")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class CollectionBegun(Event):
    """A collection is being put together."""

    sentence = _("Collection commencée")
    collection_id: int


@dataclass(frozen=True, kw_only=True)
class CollectionChanged(Event):
    """The words, the rule or the products of a collection are others."""

    sentence = _("Collection modifiée")
    collection_id: int
    products: int


@dataclass(frozen=True, kw_only=True)
class CollectionOpened(Event):
    """The public may see a collection, from its day on."""

    sentence = _("Collection mise en ligne")
    collection_id: int


@dataclass(frozen=True, kw_only=True)
class CollectionClosed(Event):
    """A collection has left the shop."""

    sentence = _("Collection retirée du site")
    collection_id: int


@dataclass(frozen=True, kw_only=True)
class PlacementMade(Event):
    """The house gives a sheet a place in a list, for a time."""

    sentence = _("Place donnée dans une liste")
    placement_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class PlacementLifted(Event):
    """A sheet stands again where its points put it."""

    sentence = _("Place rendue")
    placement_id: int
    product_id: int
