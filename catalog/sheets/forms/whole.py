"""The whole form of a sheet: its words, its rows, its photos, and how good it is by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.attributes import makers
from catalog.models import Product
from catalog.sheets import grid, lists, quality, shelf, traits
from catalog.sheets.drafts import Piece
from catalog.sheets.forms import chips, conflicts
from catalog.sheets.forms.rows import PieceForm, Pieces
from catalog.sheets.forms.words import ProductForm
from catalog.sheets.strip import ALT, Strip
from marketplace.shared import numbers
from marketplace.shared.readable import row_number
from sellers.models import Seller

MARKS = "marks"  # names those of its fields
SEEN = "seen"  # names the stamp of the sheet that the page shows
STAMP = 20  # signs of the stamp of a form that begins a sheet


class WholeForm:
    """What a seller fills in, for a sheet that may not exist yet."""

    def __init__(
        self,
        seller: Seller,
        product: Product | None,
        post: QueryDict | None = None,
        *,
        tells_shop: bool = True,
    ):
        self.seller, self.product = seller, product
        self.content = lists.newest(product) if product else shelf.BLANK
        pieces = lists.pieces(product, self.content) if product else []
        self.offered = frozenset(piece.sku for piece in pieces)
        self.newest = lists.stamp(product, self.content, pieces) if product else ""
        # of the sheet as this page was opened; a step within the form is no fresh look
        self.seen = self.newest if post is None else post.get(SEEN, self.newest)
        self.remarks_on_pieces: list[str] = []  # what the operator asks of prices and variants
        self.conflicts: list[conflicts.Conflict] = []
        self.stored = conflicts.facts(self.content, map(_cells, pieces))
        self.marks = conflicts.marks(self.stored)
        self.opened = self.marks if post is None else post.get(MARKS, "")
        self.stamp = numbers.code(12) if post is None and product is None else ""
        if post is not None:
            self.stamp = post.get("stamp", "")[:STAMP]
        if post is not None and product is not None and self.stamp:
            # the form that began the sheet comes again: it knows nothing of what it made
            post = _named(post, pieces)
            if not self.seen:
                rows = [*map(_cells, pieces), *product.unfinished]
                post = _kept(post, self.content, rows)
                self.seen = self.newest if lists.is_untouched(product) else ""
        self.strip = Strip(seller, self.content, post)
        lines = self.content["attributes"]
        if post is not None:
            self.form = ProductForm(post, lines=lines, seller=seller, tells_shop=tells_shop)
            self.axes = [post.get("axis_one", "").strip(), post.get("axis_two", "").strip()]
            self.rows = Pieces(
                post,
                prefix="v",
                offered=self.offered,
                axes=self.axes,
                codes=filter(None, (piece.gtin for piece in pieces)),
                path=self.form.parted.path,
            )
        else:
            rows = [_cells(piece) for piece in pieces] + (product.unfinished if product else [])
            self.form = ProductForm(
                initial=self._initial(rows), lines=lines, seller=seller, tells_shop=tells_shop
            )
            self.axes = list(self.content["axes"])
            self._show(rows)
        self.form.borne = product.labels if product else ""

    def _initial(self, rows: list[dict]) -> dict:
        axes = [*self.content["axes"], "", ""]
        return {
            **self.content,
            "category": self.content["category_id"],
            "axis_one": axes[0],
            "axis_two": axes[1],
            "values_one": grid.values_of(rows, "first"),
            "values_two": grid.values_of(rows, "second"),
        }

    def is_valid(self, *, whole: bool) -> bool:
        """Whether it can be saved; `whole`: whether it can be proposed. All faults are told."""
        # not `and`: everything that is wrong is said at once
        sound = self.form.is_valid() & self.rows.is_valid()
        for sentence in self.strip.refused:
            self.form.add_error(None, sentence)
        if whole:
            lacks = quality.lacks(
                self.glance, prices=self.rows.prices(), inherited=makers.of(self.seller)
            )
            sound &= self.form.require(lacks) & self.rows.require()
        return sound and not self.strip.refused

    def is_overtaken(self) -> bool:
        """Whether somebody saved the sheet since the page was opened; said once, then known."""
        if self.seen == self.newest:
            return False
        photos = [photo.pk for photo in self.strip.photos]
        typed = conflicts.facts({**self.glance, "photo_ids": photos}, self.rows.shown)
        self.conflicts = conflicts.between(self.opened, self.stored, typed)
        self.opened = self.marks
        self.form.add_error(
            None,
            _(
                "Cette fiche a été modifiée entre-temps (par vous dans un autre onglet, ou par un"
                " collègue). Vos changements sont encore là : vérifiez-les, puis enregistrez à"
                " nouveau ; ce qui est ici remplacera ce qui est enregistré."
            ),
        )
        self.seen = self.newest
        return True

    def step(self, post: QueryDict) -> bool:
        """Do what a button within the form asks, finding no fault; whether one was pressed."""
        self.form.is_valid()  # reads what was typed; its faults are not told yet
        self.rows.is_valid()
        if "grille" in post:
            self._generate()
        elif "remplir" in post:
            given = {"price": post.get("all-price", ""), "stock": post.get("all-stock", "")}
            self._show(grid.fill(self.rows.shown, **given))
        elif "retirer" in post:
            self._take_out(row_number(post["retirer"]))
        elif "photo" in post:
            self.strip.move(post["photo"])
        elif not {"champs", "regard", "codes", "vendre"} & {*post}:
            return False
        kept = self.form.errors.get("values_one") if "grille" in post else None
        self.form.hush()
        self.rows.hush()
        if kept:
            self.form.add_error("values_one", kept)
        for sentence in self.strip.refused:
            self.form.add_error(None, sentence)
        return True

    @cached_property
    def glance(self) -> dict:
        """The content as far as it can be read now."""
        values = [[row.get("first") or "", row.get("second") or ""] for row in self.rows.shown]
        return {**self.form.glance(), "variants": [{"values": each} for each in values]}

    def codes(self) -> set[str]:
        """The bar codes that the sheet bears by now."""
        if self.product is None:
            return set()
        return set(self.product.variants.exclude(gtin="").values_list("gtin", flat=True))

    def given(self) -> dict:
        """The content as verbs take it."""
        return {**self.form.content(), **self.strip.given()}

    @cached_property
    def score(self) -> quality.Score:
        """How good the sheet is as it stands on the page."""
        return quality.score(
            self.glance,
            prices=self.rows.prices(),
            sizes=[(photo.width, photo.height) for photo in self.strip.photos],
            inherited=makers.of(self.seller),
        )

    @property
    def english(self) -> str:
        """What would help the sheet with those who read English."""
        return quality.english(self.glance)

    @property
    def from_cents(self) -> int | None:
        """The lowest price typed."""
        return min(filter(None, self.rows.prices()), default=None)

    @property
    def prices_differ(self) -> bool:
        """Whether the lowest price is one of several."""
        return len(set(filter(None, self.rows.prices()))) > 1

    @property
    def typed_price(self) -> str:
        """The lowest price as it is typed into a field."""
        return PieceForm.base_fields["price"].prepare_value(self.from_cents) or ""

    def _generate(self) -> None:
        typed = [str(self.form[name].value() or "") for name in ("values_one", "values_two")]
        one, two = map(grid.named, typed)
        if max(len(one), 1) * max(len(two), 1) > grid.MOST:
            text = _("Cela fait plus de {most} déclinaisons : retirez des valeurs.")
            self.form.add_error("values_one", text.format(most=grid.MOST))
            return
        rows = grid.generate(self.rows.shown, one or two, two if one else [])
        title = str(self.form["title"].value() or "")
        self._show(grid.with_skus(self.seller, title, rows))

    def _take_out(self, number: int) -> None:
        # what has been offered stays in the books, and is no longer for sale
        self._show(
            [
                {**row, "active": False} if row["number"] == number else row
                for row in self.rows.shown
                if row["number"] != number or row["is_offer"]
            ]
        )

    def _show(self, rows: list[dict]) -> None:
        self.rows = Pieces(initial=rows, prefix="v", offered=self.offered, axes=self.axes)


def _named(post: QueryDict, pieces: Sequence[Piece]) -> QueryDict:
    """The form with the SKUs that its rows were given when they were saved, by their values."""
    made = {(cells["first"], cells["second"]): cells["sku"] for cells in map(_cells, pieces)}
    named = post.copy()
    for number in range(min(row_number(post.get("v-TOTAL_FORMS", "")) or 0, grid.MOST)):
        row = f"v-{number}-"
        values = (post.get(f"{row}first", "").strip(), post.get(f"{row}second", "").strip())
        if not post.get(f"{row}sku", "").strip() and values in made:
            named[f"{row}sku"] = made[values]
    return named


def _kept(post: QueryDict, content: Mapping, rows: Sequence[dict]) -> QueryDict:
    """The form with what came into its page by script and is gone from it after « Back »: the
    photos that the sheet holds, the rows of its variants, and what it says in the fields of its
    category.
    """
    kept = post.copy()
    for photo in content["photo_ids"]:
        if str(photo) not in kept.getlist("photos"):
            kept.appendlist("photos", str(photo))
        kept.setdefault(f"{ALT}{photo}", content["photo_alts"].get(str(photo), ""))
    if rows and not any(kept.get(f"v-0-{name}") for name in ("first", "price")):
        _put_rows(kept, rows)  # a grid that was made: the page has its empty first row alone
    told = traits.part(content["attributes"], traits.path_of(content["category_id"])).told
    for key, (_heading, text) in told.items():
        name = traits.FIELD + key
        if not {name, name + chips.OTHER} & {*kept}:
            kept[name] = text
    return kept


def _put_rows(post: QueryDict, rows: Sequence[dict]) -> None:
    post["v-TOTAL_FORMS"] = str(len(rows))
    for number, cells in enumerate(rows):
        price = PieceForm.base_fields["price"].prepare_value(cells.get("price"))
        for name, value in {**cells, "price": price}.items():
            text = "" if value is None or value is False else str(value)
            post[f"v-{number}-{name}"] = "on" if value is True else text


def _cells(piece) -> dict:
    values = [*piece.values, "", ""] if piece.values else [piece.label, "", ""]
    return {
        "first": values[0],
        "second": values[1],
        "sku": piece.sku,
        "price": piece.price_cents,
        "stock": piece.stock,
        "weight": piece.weight_g,
        "gtin": piece.gtin,
        "active": piece.active,
        "had": piece.stock,
    }
