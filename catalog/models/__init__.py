"""What is offered."""

from catalog.models.alert import Alert
from catalog.models.attribute import (
    Attribute,
    AttributeDocument,
    AttributeLack,
    AttributePlace,
    AttributeUnread,
    AttributeValue,
)
from catalog.models.badge import Badge
from catalog.models.bulk import BulkChange, BulkLine
from catalog.models.category import Brand, Category
from catalog.models.charter import CharterException, CharterWord
from catalog.models.correction import Correction
from catalog.models.demand import Search, SearchChoice
from catalog.models.imports import (
    Import,
    ImportChange,
    ImportCorrection,
    ImportProfile,
    ImportRow,
)
from catalog.models.label import Label, LabelClaim, LabelPaper
from catalog.models.merchandising import Collection, CollectionItem, Placement
from catalog.models.moderation import ForbiddenWord, Reason, Submission
from catalog.models.notice import ReviewNotice
from catalog.models.offer import Offer, Price, StockMove
from catalog.models.product import Photo, Product, Variant
from catalog.models.quality import QualityScale
from catalog.models.recycling import RecyclingLack, RecyclingNumber
from catalog.models.review import Review
from catalog.models.rules import CatalogRules
from catalog.models.search import (
    SearchChange,
    SearchEntry,
    SearchFeed,
    Synonym,
    Term,
    Word,
)
from catalog.models.snapshot import Snapshot, SnapshotNotice
from catalog.models.sold import Sold

__all__ = [
    "Badge",
    "Alert",
    "Attribute",
    "AttributeDocument",
    "AttributeLack",
    "AttributePlace",
    "AttributeUnread",
    "AttributeValue",
    "Brand",
    "BulkChange",
    "BulkLine",
    "CatalogRules",
    "Category",
    "CharterException",
    "CharterWord",
    "Collection",
    "CollectionItem",
    "Correction",
    "ForbiddenWord",
    "Import",
    "ImportChange",
    "ImportCorrection",
    "ImportProfile",
    "ImportRow",
    "Label",
    "LabelClaim",
    "LabelPaper",
    "Offer",
    "Photo",
    "Placement",
    "Price",
    "Product",
    "QualityScale",
    "Reason",
    "RecyclingLack",
    "RecyclingNumber",
    "Review",
    "ReviewNotice",
    "Search",
    "SearchChoice",
    "SearchChange",
    "SearchEntry",
    "SearchFeed",
    "Snapshot",
    "SnapshotNotice",
    "Sold",
    "StockMove",
    "Submission",
    "Synonym",
    "Term",
    "Variant",
    "Word",
]
