"""What the marketing app announces. Ids and plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class NewsletterAsked(Event):
    """An address was typed for the newsletter: its mailbox must say yes."""

    sentence = _("Inscription à la lettre demandée")
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class FollowAsked(Event):
    """An address was typed to hear of a shop: its mailbox must say yes."""

    sentence = _("Suivi d'une boutique demandé")
    follow_id: int


@dataclass(frozen=True, kw_only=True)
class PictureAdded(Event):
    """A picture of the library, new or with another file, waits to be cut to sizes."""

    sentence = _("Image ajoutée à la bibliothèque")
    picture_id: int


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
    """A version may be shown from its day on: which content was read, and whether by two people."""

    sentence = _("Version approuvée")
    version_id: int
    seal: str = ""  # none of what was approved before facts told it
    by_two: bool = False
    like_id: int | None = None  # the version it brings back, read when that one was approved


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
    is_replaced: bool = False  # none of what ended before facts told it

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str | StrPromise:
        """Whether the next version took its place, so that nothing was missing on the site."""
        return _("Version remplacée par la suivante") if values.get("is_replaced") else cls.sentence


@dataclass(frozen=True, kw_only=True)
class PageDiscarded(Event):
    """A draft is given up; it can still be read."""

    sentence = _("Brouillon abandonné")
    version_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPageProposed(Event):
    """A shop asks for another version of its page to be put online."""

    sentence = _("Page de boutique proposée")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPageTakenBack(Event):
    """A shop takes its proposal back to write on."""

    sentence = _("Page de boutique reprise par la boutique")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPagePublished(Event):
    """A version of a shop's page is online."""

    sentence = _("Page de boutique publiée")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPageSentBack(Event):
    """A moderator asks the shop for corrections, block by block."""

    sentence = _("Page de boutique à corriger")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPageTakenUp(Event):
    """A version that was sent back waits again, as it was."""

    sentence = _("Page de boutique remise dans la file")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPageWithdrawn(Event):
    """A shop takes its page off the site."""

    sentence = _("Page de boutique retirée par la boutique")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPageTakenDown(Event):
    """The operator takes a shop's page off the site."""

    sentence = _("Page de boutique retirée du site")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopPagePutBack(Event):
    """A shop's page that was taken off is online again, word for word."""

    sentence = _("Page de boutique remise en ligne")
    shop_version_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopNewsSent(Event):
    """A news of a shop waits for a moderator."""

    sentence = _("Nouvelle de boutique à relire")
    shop_news_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopNewsPublished(Event):
    """A news of a shop can be read; whoever follows the shop is told."""

    sentence = _("Nouvelle de boutique publiée")
    shop_news_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopNewsSentBack(Event):
    """A moderator asks for another wording of a news, online or not."""

    sentence = _("Nouvelle de boutique à corriger")
    shop_news_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopNewsTakenUp(Event):
    """A news that was sent back waits again, as it was."""

    sentence = _("Nouvelle de boutique remise dans la file")
    shop_news_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopNewsWithdrawn(Event):
    """A shop takes a news of its own off the site."""

    sentence = _("Nouvelle de boutique retirée")
    shop_news_id: int
    seller_id: int


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


@dataclass(frozen=True, kw_only=True)
class ShopFeatured(Event):
    """The house puts a shop forward, from one instant to another."""

    sentence = _("Boutique mise en avant")
    featured_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ShopFeaturingWithdrawn(Event):
    """A shop is put forward no more, or will not be."""

    sentence = _("Mise en avant de la boutique retirée")
    featured_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewAsked(Event):
    """The house asks a shop some questions for the journal."""

    sentence = _("Entretien demandé")
    interview_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewReminded(Event):
    """The day by which answers are awaited comes near."""

    sentence = _("Entretien rappelé à la boutique")
    interview_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewAnswered(Event):
    """The shop answered, and agrees to be published in these words."""

    sentence = _("Réponses et accord reçus")
    interview_id: int
    article_id: int
    consent: str


@dataclass(frozen=True, kw_only=True)
class InterviewDeclined(Event):
    """The shop does not wish to answer."""

    sentence = _("Entretien décliné par la boutique")
    interview_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewCancelled(Event):
    """The house gives an interview up."""

    sentence = _("Entretien annulé")
    interview_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewShown(Event):
    """The shop is shown the text as it would appear; its print is kept."""

    sentence = _("Texte montré à la boutique")
    interview_id: int
    seal: str


@dataclass(frozen=True, kw_only=True)
class InterviewAgreed(Event):
    """The shop read the text and says that it may appear."""

    sentence = _("Bon à publier donné par la boutique")
    interview_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewWithdrawn(Event):
    """The shop takes its agreement back before anything appeared."""

    sentence = _("Accord retiré par la boutique")
    interview_id: int


@dataclass(frozen=True, kw_only=True)
class InterviewPublished(Event):
    """An interview is in the journal."""

    sentence = _("Entretien publié")
    interview_id: int
    article_id: int


@dataclass(frozen=True, kw_only=True)
class HelpScreensChosen(Event):
    """The link « Aide » of these screens leads to a page of help."""

    sentence = _("Écrans expliqués choisis")
    page_id: int
    screens: str


@dataclass(frozen=True, kw_only=True)
class GatheringBegun(Event):
    """A date is being prepared; nobody sees it yet."""

    sentence = _("Rendez-vous commencé")
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class GatheringChanged(Event):
    """A date has other words or other seats."""

    sentence = _("Rendez-vous modifié")
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class GatheringMoved(Event):
    """A date has another hour or another place: whoever comes is told."""

    sentence = _("Heure ou lieu changé")
    gathering_id: int
    sequence: int


@dataclass(frozen=True, kw_only=True)
class GatheringPublished(Event):
    """The public may see a date and sign up."""

    sentence = _("Rendez-vous publié")
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class GatheringCancelled(Event):
    """A date does not take place: whoever comes or waits is told."""

    sentence = _("Rendez-vous annulé")
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class GatheringTold(Event):
    """A draft of the journal tells how a date went."""

    sentence = _("Compte rendu commencé")
    gathering_id: int
    article_id: int


@dataclass(frozen=True, kw_only=True)
class PiecesSetAside(Event):
    """A shop keeps pieces for a date: `pieces` in all, now."""

    sentence = _("Pièces gardées pour un rendez-vous")
    gathering_id: int
    seller_id: int
    pieces: int


@dataclass(frozen=True, kw_only=True)
class PiecesReturned(Event):
    """Pieces kept for a date are for sale again; `sold` were sold on the spot."""

    sentence = _("Pièces rendues au stock")
    gathering_id: int
    seller_id: int
    pieces: int
    sold: int


@dataclass(frozen=True, kw_only=True)
class SignedUp(Event):
    """Somebody wishes to come: with a seat, or waiting for one."""

    sentence = _("Inscription reçue")
    signup_id: int
    gathering_id: int
    is_seated: bool


@dataclass(frozen=True, kw_only=True)
class SeatGiven(Event):
    """A seat became free for the first who waited."""

    sentence = _("Place donnée depuis la liste d'attente")
    signup_id: int
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class SignupWithdrawn(Event):
    """Somebody does not come after all; their seat is free."""

    sentence = _("Désistement")
    signup_id: int
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class SignupReminded(Event):
    """The date of somebody with a seat comes near: `before` is day or hour."""

    sentence = _("Rappel envoyé")
    signup_id: int
    before: str


@dataclass(frozen=True, kw_only=True)
class CheckedIn(Event):
    """Somebody came."""

    sentence = _("Entrée pointée")
    signup_id: int
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class CheckInUndone(Event):
    """Somebody was checked in by mistake."""

    sentence = _("Pointage annulé")
    signup_id: int
    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class ShortLinkMade(Event):
    """A short address leads to a page of the shop."""

    sentence = _("Lien court créé")
    link_id: int


@dataclass(frozen=True, kw_only=True)
class ShortLinkEnded(Event):
    """A short address leads nowhere any more."""

    sentence = _("Lien court arrêté")
    link_id: int


@dataclass(frozen=True, kw_only=True)
class ShortLinkTakenUp(Event):
    """A short address that its shop stopped leads again to its page."""

    sentence = _("Lien court repris")
    link_id: int


@dataclass(frozen=True, kw_only=True)
class PostWritten(Event):
    """A post for another place is begun."""

    sentence = _("Publication commencée")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostChanged(Event):
    """The words, the picture or the link of a post are others."""

    sentence = _("Publication modifiée")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostMoved(Event):
    """A post is planned for another moment."""

    sentence = _("Publication déplacée")
    post_id: int
    planned_at: str


@dataclass(frozen=True, kw_only=True)
class PostSentToReview(Event):
    """Whoever wrote a post asks somebody else to approve it."""

    sentence = _("Publication envoyée pour approbation")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostSentBack(Event):
    """Whoever read a post asks for corrections."""

    sentence = _("Corrections demandées")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostApproved(Event):
    """A post may leave in these words; their print is kept."""

    sentence = _("Publication approuvée")
    post_id: int
    seal: str


@dataclass(frozen=True, kw_only=True)
class PostReopened(Event):
    """An approved post is a draft again before it left."""

    sentence = _("Publication reprise en brouillon")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """A post is out, at this address."""

    sentence = _("Publication faite")
    post_id: int
    url: str


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(Event):
    """A post is given up, or was taken off."""

    sentence = _("Publication retirée")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class RepostWritten(Event):
    """The post of somebody else is being copied; nobody sees it yet."""

    sentence = _("Copie commencée")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class RepostChanged(Event):
    """The words, the picture or the proof of a copy are others."""

    sentence = _("Copie modifiée")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class RepostShown(Event):
    """The public may see the copy, with its author's agreement in the file."""

    sentence = _("Publication d'ailleurs montrée")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class RepostEnded(Event):
    """The copy has left the wall: its end has come, or somebody ended it."""

    sentence = _("Publication d'ailleurs terminée")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class RepostTakenUp(Event):
    """What ended is a draft again."""

    sentence = _("Copie reprise en brouillon")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class RepostDiscarded(Event):
    """The house gives a draft up: words and picture are gone."""

    sentence = _("Copie abandonnée")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class RepostWithdrawn(Event):
    """Its author wants it gone: words and picture are."""

    sentence = _("Retirée à la demande de son auteur")
    repost_id: int


@dataclass(frozen=True, kw_only=True)
class SegmentWritten(Event):
    """People are told apart by new conditions."""

    sentence = _("Segment écrit")
    segment_id: int


@dataclass(frozen=True, kw_only=True)
class SegmentChanged(Event):
    """A segment means somebody else from now on."""

    sentence = _("Segment modifié")
    segment_id: int


@dataclass(frozen=True, kw_only=True)
class SegmentRetired(Event):
    """A segment was taken away."""

    sentence = _("Segment supprimé")
    segment_id: int
