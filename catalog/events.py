"""What the catalogue announces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import units
from marketplace.shared.facts import Event
from marketplace.shared.labels import listed, plainly


@dataclass(frozen=True, kw_only=True)
class ProductSubmitted(Event):
    """A seller proposed content for a sheet."""

    sentence = _("Fiche proposée")
    product_id: int
    submission_id: int


@dataclass(frozen=True, kw_only=True)
class ProductsSaved(Event):
    """Many sheets changed at once; `published_ids` are those in front of the public."""

    sentence = _("Fiches enregistrées ensemble")
    seller_id: int
    product_ids: list
    published_ids: list


@dataclass(frozen=True, kw_only=True)
class ProductPublished(Event):
    """A sheet, or a new version of it, is in front of the public."""

    sentence = _("Fiche publiée")
    product_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ProductSentBack(Event):
    """The operator asks the seller to change a sheet, or refuses it, with reasons."""

    sentence = _("Fiche renvoyée au vendeur")
    product_id: int
    submission_id: int
    seller_id: int
    refused: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductRetired(Event):
    """A seller withdrew a sheet from sale."""

    sentence = _("Fiche retirée par le vendeur")
    product_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ProductsRetired(Event):
    """A seller withdrew many sheets from sale at once."""

    sentence = _("Fiches retirées ensemble par le vendeur")
    seller_id: int
    product_ids: list


@dataclass(frozen=True, kw_only=True)
class BulkConfirmed(Event):
    """A seller asked to change many rows at once, having read what it would do."""

    sentence = _("Modification groupée confirmée")
    bulk_id: int
    seller_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class BulkDone(Event):
    """A change of many rows came to its end, or was stopped: how many changed, how many not."""

    sentence = _("Modification groupée terminée")
    bulk_id: int
    seller_id: int
    done: int
    left: int
    stopped: bool

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """How many rows changed, and how many were left as they were."""
        sentence = ngettext(
            "%(done)d ligne modifiée, %(left)d sans changement",
            "%(done)d lignes modifiées, %(left)d sans changement",
            values["done"],
        )
        return sentence % {"done": values["done"], "left": values["left"]}


@dataclass(frozen=True, kw_only=True)
class OfferJoined(Event):
    """Another seller offers what a sheet describes."""

    sentence = _("Vendue aussi par un autre vendeur")
    product_id: int
    seller_id: int
    shop: str
    offer_ids: list

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Which shop sells it too."""
        return gettext("Vendue aussi par %(shop)s") % {"shop": values["shop"]}


@dataclass(frozen=True, kw_only=True)
class OfferLeft(Event):
    """A seller offers what a shared sheet describes no more; others do."""

    sentence = _("Un vendeur ne propose plus ce produit")
    product_id: int
    seller_id: int
    shop: str

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Which shop stopped."""
        return gettext("%(shop)s ne propose plus ce produit") % {"shop": values["shop"]}


@dataclass(frozen=True, kw_only=True)
class ProductsMerged(Event):
    """The operator brought two sheets of one product together: what came from where.

    `offers` are [offer, variant it had]; `variants`, `photos`, `reviews` and `snapshots` came as
    they are; `called` are [variant, values, label] as they were on the other sheet.
    """

    sentence = _("Une autre fiche y a été réunie")
    product_id: int
    merged_id: int
    offers: list
    variants: list
    called: list
    photos: list
    reviews: list
    snapshots: list
    sales: int


@dataclass(frozen=True, kw_only=True)
class ProductMergedAway(Event):
    """The operator made a sheet one with another: its offers, reviews and address lead there."""

    sentence = _("Fiche réunie avec une autre")
    product_id: int
    kept_id: int
    seller_id: int
    seller_ids: list


@dataclass(frozen=True, kw_only=True)
class ProductUnmerged(Event):
    """The operator goes back on having brought two sheets together."""

    sentence = _("Fiche de nouveau à part")
    product_id: int
    kept_id: int
    seller_id: int
    offer_ids: list


@dataclass(frozen=True, kw_only=True)
class ProductSplit(Event):
    """The operator put offers of a sheet on a sheet of their own."""

    sentence = _("Offres mises sur une fiche à part")
    product_id: int
    new_id: int
    seller_ids: list
    offer_ids: list


@dataclass(frozen=True, kw_only=True)
class ProductTakenDown(Event):
    """The operator took a live sheet off the site, with a reason."""

    sentence = _("Fiche retirée par l'opérateur")
    product_id: int
    seller_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProductPutBack(Event):
    """The operator goes back on having taken a sheet off the site."""

    sentence = _("Retrait de la fiche annulé")
    product_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SubmissionTakenUp(Event):
    """The operator goes back on a proposal that was sent back: it is read again."""

    sentence = _("Proposition remise dans la file de modération")
    product_id: int
    submission_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class AlertAsked(Event):
    """Somebody waits for a sheet: their mailbox must say yes."""

    sentence = _("Alerte de retour en vente demandée")
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertDue(Event):
    """A sheet is for sale again: who waits for it is told, once."""

    sentence = _("Retour en vente annoncé à qui l'attendait")
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class RulesTightened(Event):
    """The operator changed what sheets must not be: those online are read again for these rules."""

    sentence = _("Relecture des fiches en ligne demandée")
    label: str
    pk: int
    rules: list


@dataclass(frozen=True, kw_only=True)
class ShopRoundAsked(Event):
    """A large shop changed: all its sheets are brought up to date, slice by slice."""

    sentence = _("Mise à jour des fiches de la boutique commencée")
    seller_id: int
    sheets: int


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """Whether a category with many sheets may be sold from changed: its sheets follow."""

    sentence = _("Mise à jour des fiches de la catégorie commencée")
    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    """What a category is called, where it lies, its VAT or its rule changed.

    `before` and `after` hold columns, and under `parent` the name of what it lay or lies under.
    """

    sentence = _("Catégorie modifiée")
    is_inward = True
    category_id: int
    before: dict
    after: dict

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Each value before and after, in words."""
        before, after = values["before"], values["after"]
        return listed(
            plainly(_in_words(name, before[name])[0], f"{_in_words(name, before[name])[1]} → {now}")
            for name, now in ((name, _in_words(name, value)[1]) for name, value in after.items())
        )


def _in_words(name: str, value: str) -> tuple[Any, Any]:
    if name == "parent":
        return gettext("Sous"), value or gettext("Premier niveau")
    # the models are read once every app is loaded; this module is imported before
    field = apps.get_model("catalog", "Category")._meta.get_field(name)
    return units.label(field), units.told(field, value) or "–"


@dataclass(frozen=True, kw_only=True)
class AttributeCreated(Event):
    """The operator gave sellers something new to say of goods."""

    sentence = _("Caractéristique créée")
    attribute_id: int


@dataclass(frozen=True, kw_only=True)
class AttributeChanged(Event):
    """The operator changed what may be said of goods, or which words mean it."""

    sentence = _("Caractéristique modifiée")
    attribute_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(Event):
    """Who sells on another's sheet says what is wrong in it."""

    sentence = _("Correction proposée par une boutique qui vend ce produit")
    product_id: int
    correction_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionDecided(Event):
    """The operator said whether a correction holds; what was answered is the fact's reason."""

    sentence = _("Correction examinée")
    product_id: int
    correction_id: int
    seller_id: int
    kept: bool

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Whether it holds."""
        return gettext("Correction retenue") if values["kept"] else gettext("Correction refusée")


@dataclass(frozen=True, kw_only=True)
class QualityWeighed(Event):
    """The operator changed how much each thing counts for the quality of a sheet.

    Without `points`, the place above decides again.
    """

    sentence = _("Barème de qualité modifié")
    category: str
    points: dict

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Where, and whether it has points of its own now."""
        place = values["category"] or gettext("Toute la boutique")
        if not values["points"]:
            return gettext("Barème de qualité supprimé : %(place)s") % {"place": place}
        return gettext("Barème de qualité modifié : %(place)s") % {"place": place}


@dataclass(frozen=True, kw_only=True)
class BadgeAdded(Event):
    """A badge was written: its words and thresholds. Nobody sees it before it is switched on."""

    sentence = _("Badge écrit")
    badge_id: int
    after: dict


@dataclass(frozen=True, kw_only=True)
class BadgeChanged(Event):
    """What a badge says or asks changed: what was, and what is in force now."""

    sentence = _("Badge modifié")
    badge_id: int
    before: dict
    after: dict


@dataclass(frozen=True, kw_only=True)
class BadgeSwitched(Event):
    """A badge is shown wherever its criterion is met, or nowhere any more."""

    sentence = _("Badge montré ou éteint")
    badge_id: int
    is_on: bool

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Which of the two."""
        return gettext("Badge montré") if values["is_on"] else gettext("Badge éteint")


@dataclass(frozen=True, kw_only=True)
class CharterWordAdded(Event):
    """The house does not want an expression to be read, or prefers another."""

    sentence = _("Expression ajoutée à la charte")
    charter_word_id: int


@dataclass(frozen=True, kw_only=True)
class CharterWordEnded(Event):
    """An expression may be written again."""

    sentence = _("Expression retirée de la charte")
    charter_word_id: int


@dataclass(frozen=True, kw_only=True)
class CharterExceptionGranted(Event):
    """A shop, or a page, may write an expression until a day, on a proof."""

    sentence = _("Exception à la charte accordée")
    charter_exception_id: int
    charter_word_id: int


@dataclass(frozen=True, kw_only=True)
class CharterExceptionEnded(Event):
    """An exception ends before its day."""

    sentence = _("Exception à la charte retirée")
    charter_exception_id: int
    charter_word_id: int


@dataclass(frozen=True, kw_only=True)
class OnlineReadAgain(Event):
    """The online sheets were read again after a change of the rules."""

    sentence = _("Fiches en ligne relues")
    label: str
    pk: int
    read: int
    found: int

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """How many sheets must be looked at, of how many."""
        found = values["found"]
        sentence = (
            ngettext(
                "%(found)d fiche à revoir, sur %(read)d en ligne",
                "%(found)d fiches à revoir, sur %(read)d en ligne",
                found,
            )
            if found
            else gettext("Rien à revoir, sur %(read)d en ligne")
        )
        return sentence % {"found": found, "read": values["read"]}


@dataclass(frozen=True, kw_only=True)
class ImportSent(Event):
    """A file waits to be read: just sent, or to be read another way."""

    sentence = _("Fichier d'import envoyé")
    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportReceived(Event):
    """A file waits to be checked."""

    sentence = _("Fichier reçu")
    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportCorrected(Event):
    """A seller corrected cells of a checked file on screen."""

    sentence = _("Cases corrigées à l'écran")
    import_id: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class ImportConfirmed(Event):
    """The seller asked to apply a checked file."""

    sentence = _("Import confirmé")
    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportDone(Event):
    """A file was applied: what came of it is counted."""

    sentence = _("Import terminé")
    import_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ImportUndoAsked(Event):
    """A seller takes an applied file back: what it changed and nobody changed since."""

    sentence = _("Annulation de l'import demandée")
    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Event):
    """A file was taken back: how many sheets are as before, and how many were left, and why."""

    sentence = _("Import annulé")
    import_id: int
    seller_id: int
    restored: int
    changed: int
    ordered: int


@dataclass(frozen=True, kw_only=True)
class PhotosAdded(Event):
    """Photos wait to be cut to sizes."""

    sentence = _("Photos ajoutées")
    photo_ids: list


@dataclass(frozen=True, kw_only=True)
class RecyclingNumbersGiven(Event):
    """A seller gave, confirmed or took back their numbers in recycling schemes."""

    sentence = _("Identifiants de filière donnés ou confirmés")
    seller_id: int
    numbers: dict


@dataclass(frozen=True, kw_only=True)
class RecyclingAsked(Event):
    """A number in a recycling scheme is asked for, before its offers rest."""

    sentence = _("Identifiants de filière demandés, avant suspension des offres")
    seller_id: int
    schemes: list
    due: str


@dataclass(frozen=True, kw_only=True)
class OffersWithheld(Event):
    """Offers rest: their seller gave no number in a recycling scheme of the goods."""

    sentence = _("Offres suspendues, faute d'identifiant de filière")
    seller_id: int
    schemes: list
    offers: int


@dataclass(frozen=True, kw_only=True)
class OffersFreed(Event):
    """Offers that rested for want of a recycling number are sold again."""

    sentence = _("Offres remises en vente : l'identifiant de filière n'y manque plus")
    seller_id: int
    offers: int


@dataclass(frozen=True, kw_only=True)
class ReviewWritten(Event):
    """A buyer wrote a review."""

    sentence = _("Avis déposé")
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(Event):
    """A review is in front of the public."""

    sentence = _("Avis publié")
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewRefused(Event):
    """The operator hid a review; its author is told why."""

    sentence = _("Avis écarté")
    review_id: int
    purchase: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReviewReported(Event):
    """Somebody says that a published review breaks the law or the rules of reviews."""

    sentence = _("Avis signalé")
    review_id: int
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeCompleted(Event):
    """Whoever reported a review says more about it before the answer: another ground, say."""

    sentence = _("Signalement complété")
    review_id: int
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewKept(Event):
    """A review that was reported stays; whoever reported it is told why, and may contest."""

    sentence = _("Signalement examiné : l'avis reste")
    review_id: int
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeUpheld(Event):
    """A review that was reported is taken away; whoever reported it is told."""

    sentence = _("Signalement fondé : l'avis est écarté")
    review_id: int
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(Event):
    """A seller answered a review."""

    sentence = _("Réponse du vendeur à un avis")
    review_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotSent(Event):
    """A buyer gives a photo of what they received, and agrees to what may be done with it."""

    sentence = _("Photo d'acheteur reçue")
    snapshot_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotPublished(Event):
    """A buyer's photo is in front of the public."""

    sentence = _("Photo d'acheteur mise en ligne")
    snapshot_id: int
    purchase: int


@dataclass(frozen=True, kw_only=True)
class SnapshotRefused(Event):
    """The operator refused a buyer's photo, or took it down; its author is told why."""

    sentence = _("Photo d'acheteur refusée")
    snapshot_id: int
    purchase: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SnapshotWithdrawn(Event):
    """A buyer takes their photo back: it is nowhere from now on."""

    sentence = _("Photo retirée par son auteur")
    snapshot_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotReported(Event):
    """Somebody says that a buyer's photo breaks the law or the rules."""

    sentence = _("Photo signalée")
    snapshot_id: int
    snapshot_notice_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotKept(Event):
    """A photo that was reported stays; whoever reported it is told why, and may contest."""

    sentence = _("Signalement examiné : la photo reste")
    snapshot_id: int
    snapshot_notice_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotNoticeUpheld(Event):
    """A photo that was reported is gone; whoever reported it is told."""

    sentence = _("Signalement clos : la photo n'est plus là")
    snapshot_id: int
    snapshot_notice_id: int


@dataclass(frozen=True, kw_only=True)
class SearchHandled(Event):
    """The operator set a search aside that nothing answers: what is to be done of it is known."""

    sentence = _("Recherche sans résultat traitée")
    is_inward = True
    key: str
    shown: str


@dataclass(frozen=True, kw_only=True)
class SearchReopened(Event):
    """A search that was treated is to be treated again."""

    sentence = _("Recherche sans résultat remise à traiter")
    is_inward = True
    key: str
    shown: str


@dataclass(frozen=True, kw_only=True)
class LabelClaimed(Event):
    """A shop says that it bears a label, with a proof; the operator checks it."""

    sentence = _("Label demandé, avec sa preuve")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelCompleted(Event):
    """A shop answered what the operator asked about the proof of a label."""

    sentence = _("Demande de label complétée")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelGivenUp(Event):
    """A shop bears a label no more, or takes its claim back."""

    sentence = _("Label retiré par la boutique")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelApproved(Event):
    """The proof of a label holds: it is shown until the day it names."""

    sentence = _("Label accepté")
    label_claim_id: int
    label_id: int
    seller_id: int
    until: str


@dataclass(frozen=True, kw_only=True)
class LabelAsked(Event):
    """Something lacks in the proof of a label; the fact's reason says what."""

    sentence = _("Preuve d'un label à compléter")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelRefused(Event):
    """The proof of a label does not hold."""

    sentence = _("Label refusé")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelTakenUp(Event):
    """The operator goes back on the refusal of a label: it is checked again."""

    sentence = _("Demande de label reprise")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelSuspended(Event):
    """The operator shows a label no more, for a reason."""

    sentence = _("Label retiré par l'opérateur")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelReinstated(Event):
    """A label that the operator had taken away is shown again."""

    sentence = _("Label rétabli")
    label_claim_id: int
    label_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class LabelEnding(Event):
    """The proof of a label ends within so many days; 0: it has ended."""

    sentence = _("Fin proche de la preuve d'un label, vendeur prévenu")
    label_claim_id: int
    label_id: int
    seller_id: int
    days: int

    @classmethod
    def titled(cls, values: Mapping[str, Any]):
        """Near its end, or past it."""
        if values["days"]:
            return cls.sentence
        return gettext("Fin de la preuve d'un label, vendeur prévenu")

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """How near its end is."""
        if not values["days"]:
            return gettext("La preuve du label a pris fin : il n'est plus montré")
        return gettext("La preuve du label finit dans moins de %(days)d jours") % values
