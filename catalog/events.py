"""What the catalogue announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProductSubmitted:
    """A seller proposed content for a sheet."""

    product_id: int
    submission_id: int


@dataclass(frozen=True)
class ProductsSaved:
    """A file changed many sheets at once; `published_ids` are those in front of the public."""

    seller_id: int
    product_ids: list
    published_ids: list


@dataclass(frozen=True)
class ProductPublished:
    """A sheet, or a new version of it, is in front of the public."""

    product_id: int
    seller_id: int


@dataclass(frozen=True)
class ProductSentBack:
    """The operator asks the seller to change a sheet, or refuses it, with reasons."""

    product_id: int
    submission_id: int
    seller_id: int
    refused: bool


@dataclass(frozen=True)
class ProductRetired:
    """A seller withdrew a sheet from sale."""

    product_id: int
    seller_id: int


@dataclass(frozen=True)
class ProductTakenDown:
    """The operator took a live sheet off the site, with a reason."""

    product_id: int
    seller_id: int
    reason: str


@dataclass(frozen=True)
class RulesTightened:
    """The operator changed what sheets must not be: those online are read again for these rules."""

    label: str
    pk: int
    rules: list


@dataclass(frozen=True)
class OnlineReadAgain:
    """The online sheets were read again after a change of the rules."""

    label: str
    pk: int
    read: int
    found: int


@dataclass(frozen=True)
class ImportSent:
    """A file waits to be read: just sent, or to be read another way."""

    import_id: int


@dataclass(frozen=True)
class ImportReceived:
    """A file waits to be checked."""

    import_id: int


@dataclass(frozen=True)
class ImportConfirmed:
    """The seller asked to apply a checked file."""

    import_id: int


@dataclass(frozen=True)
class ImportDone:
    """A file was applied: what came of it is counted."""

    import_id: int
    seller_id: int


@dataclass(frozen=True)
class PhotosAdded:
    """Photos wait to be cut to sizes."""

    photo_ids: list


@dataclass(frozen=True)
class ReviewWritten:
    """A buyer wrote a review."""

    review_id: int


@dataclass(frozen=True)
class ReviewPublished:
    """A review is in front of the public."""

    review_id: int


@dataclass(frozen=True)
class ReviewRefused:
    """The operator refused or hid a review; its author is told why."""

    review_id: int
    purchase: int
    reason: str


@dataclass(frozen=True)
class ReviewAnswered:
    """A seller answered a review."""

    review_id: int
