"""The shape of a product sheet, as a seller would hand it in."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Picture:
    """Arguments of `illustrations.draw`."""

    kind: str
    seed: int
    view: str = "main"
    colour: str | None = None
    mood: str | None = None
    word: str = ""
    name: str = ""


@dataclass(frozen=True)
class Piece:
    """A variant: its value on the product's axis, its own price, stock, code and picture."""

    sku: str
    value: str
    price_cents: int
    stock: int
    weight_g: int
    gtin: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Goods:
    """A product sheet as a seller would hand it in. `fate` says what moderation will make of it."""

    ref: str
    seller: str
    category: str
    kind: str
    title: str
    description: str
    brand: str
    attributes: dict[str, str]
    axis: str
    pieces: tuple[Piece, ...]
    pictures: tuple[Picture, ...]
    vat_class: str
    fate: str = "published"
    withdrawal_exception: str = ""
    score: float = field(default=0, compare=False)
