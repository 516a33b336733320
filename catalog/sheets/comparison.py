"""What a draft would change, compared with what is there. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from catalog.attributes.vocabulary import Defined
from catalog.models import Offer, Product, Variant
from catalog.sheets import alike
from catalog.sheets.drafts import Draft, Piece, problems, tidy
from catalog.sheets.shelf import BLANK, CONTENT, ENGLISH, Shelf, kept, unseen
from catalog.states import ProductState
from marketplace.shared.language import Said


@dataclass(slots=True)
class Line:
    """A piece beside the variant and the offer it would change."""

    piece: Piece
    offer: Offer | None = None
    variant: Variant | None = None
    changed: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Work:
    """A draft beside its sheet: what is proposed, and what differs."""

    draft: Draft
    product: Product | None
    current: dict | None
    proposed: dict
    lines: list[Line] = field(default_factory=list)
    problems: list[tuple[str, Said]] = field(default_factory=list)
    shas: list[str] | None = None
    alts: dict[str, str] = field(default_factory=dict)  # by the hash of the photo
    differs: bool = False
    submits: bool = False
    lacks: Sequence[Defined] = ()  # what its category requires of it yet
    untold: Mapping[str, Sequence[Defined]] | None = None  # what a draft does not tell, by level

    def name_alts(self, ids: Mapping[str, int]) -> None:
        """Say in the proposal what its photos show, by their ids (given by their hashes)."""
        self.proposed["photo_alts"] = {
            str(pk): self.alts[sha] for sha, pk in ids.items() if sha in self.alts
        }

    @property
    def is_new(self) -> bool:
        """Whether the sheet does not exist yet."""
        return self.product is None

    def outcome(self, line: Line) -> str:
        """What becomes of one line."""
        if self.problems:
            return "refused"
        if line.offer is None or "new" in line.changed:
            return "new"
        return "updated" if line.changed or self.differs or self.submits else "unchanged"


def compare(shelf: Shelf, drafts: Sequence[Draft], *, submit: bool) -> list[Work]:
    """The work that each draft asks for; a key given twice is refused the second time."""
    refs: set[str] = set()
    skus: set[str] = set()
    works = []
    for draft in drafts:
        work = _work(shelf, draft, submit=submit)
        if draft.ref in refs:
            work.problems.append(("ref", Said(_("Cette fiche figure deux fois."))))
        refs.add(draft.ref)
        for piece in draft.pieces:
            if piece.sku in skus:
                work.problems.append(
                    ("sku", Said(_("La référence « {sku} » figure deux fois."), sku=piece.sku))
                )
            skus.add(piece.sku)
        works.append(work)
    return works


def _work(shelf: Shelf, draft: Draft, *, submit: bool) -> Work:
    sheet = shelf.shared(draft)
    if sheet is not None:
        return _shared(shelf, draft, sheet)
    product = shelf.products.get(draft.ref)
    base = shelf.content(product) if product else BLANK
    proposed = _over(base, _given(draft))
    work = Work(draft=draft, product=product, current=base if product else None, proposed=proposed)
    work.problems += problems(draft, is_new=product is None, submit=submit)
    if draft.category_id is not None and draft.category_id not in shelf.categories:
        work.problems.append(("category_id", Said(_("Cette catégorie n'existe pas."))))
    work.lines = [_line(shelf, work, piece) for piece in draft.pieces]
    work.proposed["variants"] = _variants(work, base)
    _distinguish(shelf, work, base)
    work.shas = _photos(shelf, work, base)
    _caption(shelf, work)
    work.differs = product is None or proposed != base or work.shas is not None
    work.submits = submit and _submits(shelf, work)
    if product is not None and product.state == ProductState.MERGED:
        work.problems.append(
            (
                "ref",
                Said(
                    _(
                        "Cette fiche a été réunie avec une autre, que plusieurs vendeurs"
                        " proposent : vendez-y vos articles par « Vendre aussi ce produit »."
                    )
                ),
            )
        )
    if product is not None and product.state == ProductState.RETIRED and work.differs:
        work.problems.append(
            ("ref", Said(_("Cette fiche est retirée de la vente : remettez-la en vente d'abord.")))
        )
    return work


def _shared(shelf: Shelf, draft: Draft, sheet: Product) -> Work:
    """The work on a sheet of somebody else's: its words are not the seller's, their offers are."""
    work = Work(draft=draft, product=sheet, current=dict(BLANK), proposed=dict(BLANK))
    work.problems += problems(draft, is_new=False)
    for piece in draft.pieces:
        offer = shelf.offers[piece.sku]
        work.lines.append(Line(piece, offer, changed=_terms_changed(piece, offer)))
    return work


def _terms_changed(piece: Piece, offer: Offer) -> set[str]:
    current = {"price_cents": offer.price_cents, "stock": offer.stock, "active": offer.is_active}
    return {
        name
        for name, had in current.items()
        if getattr(piece, name) is not None and getattr(piece, name) != had
    }


def _over(base: Mapping, given: Mapping) -> dict:
    """A content with what is given over it; English that says nothing is no part of one."""
    content = {**base, **given}
    for name in ENGLISH:
        if name in given and not given[name]:
            del content[name]
    return content


def _given(draft: Draft) -> dict:
    names: tuple[str, ...] = CONTENT
    if draft.title_en is not None or draft.description_en is not None:
        names = (*CONTENT, *ENGLISH)
    given = {name: value for name in names if (value := getattr(draft, name)) is not None}
    for name in ("title", "description", "brand", *ENGLISH):
        if name in given:
            given[name] = tidy(given[name])
    if "attributes" in given:
        given["attributes"] = {
            tidy(name): text
            for name, value in given["attributes"].items()
            if (text := tidy(str(value)))
        }
    if "axes" in given:
        given["axes"] = list(given["axes"])
    return given


def _submits(shelf: Shelf, work: Work) -> bool:
    product = work.product
    if product is None:
        return True
    proposed = shelf.open.get(product.pk)
    if not unseen(product):
        return work.differs
    # never shown, so proposed even unchanged, unless this very content already waits
    return (
        proposed is None or work.shas is not None or {**BLANK, **proposed.content} != work.proposed
    )


def _line(shelf: Shelf, work: Work, piece: Piece) -> Line:
    offer = shelf.offers.get(piece.sku)
    product = work.product
    if offer is None:
        if piece.price_cents is None:
            work.problems.append(
                ("price_cents", Said(_("Le prix manque pour « {sku} »."), sku=piece.sku))
            )
        return Line(piece)
    if product is None or offer.product_id != product.pk:
        elsewhere = _("La référence « {sku} » appartient déjà à une autre fiche.")
        work.problems.append(("sku", Said(elsewhere, sku=piece.sku)))
        return Line(piece, offer)
    variant = next(v for v in shelf.variants[product.pk] if v.pk == offer.variant_id)
    line = Line(piece, offer, variant, changed=_terms_changed(piece, offer))
    if not variant.is_approved:
        line.changed.discard("active")
    for name in ("gtin", "weight_g"):
        value = getattr(piece, name)
        if value is not None and value != getattr(variant, name):
            line.changed.add(name)
    return line


def _variants(work: Work, base: dict) -> list[dict]:
    if work.is_new and not any(line.offer for line in work.lines):
        _tell_apart([line.piece.name for line in work.lines], work)
        return [_new(line) for line in work.lines]
    by_id = {variant["id"]: variant for variant in base["variants"]}
    labels = {variant["label"] for variant in base["variants"]}
    line_of = {line.variant.pk: line for line in work.lines if line.variant is not None}
    variants = []
    for pk, variant in by_id.items():
        line = line_of.get(pk)
        if line is None or not line.piece.name:
            variants.append(variant)
            continue
        new = {
            "id": pk,
            "label": line.piece.name,
            "values": list(line.piece.values) or variant["values"],
        }
        if new != variant:
            line.changed.add("label")
        variants.append(new)
    for line in work.lines:
        if line.variant is not None and line.variant.pk not in by_id:
            variants.append(kept(line.variant))  # refused earlier, proposed again
        elif line.offer is None and line.piece.name in labels:
            work.problems.append(
                (
                    "values",
                    Said(
                        _("La déclinaison « {name} » existe déjà sous une autre référence."),
                        name=line.piece.name or "–",
                    ),
                )
            )
    names = [v["label"] for v in variants] + [
        line.piece.name for line in work.lines if line.offer is None
    ]
    _tell_apart(names, work)
    return variants + [_new(line) for line in work.lines if line.offer is None]


def _new(line: Line) -> dict:
    """A variant to come, as a content names it: by what it says, it has no key yet."""
    return {"id": 0, "label": line.piece.name, "values": list(line.piece.values)}


def _tell_apart(names: Sequence[str], work: Work) -> None:
    if len(set(names)) != len(names) and not work.problems:
        work.problems.append(
            ("values", Said(_("Deux déclinaisons portent le même libellé : distinguez-les.")))
        )


def _distinguish(shelf: Shelf, work: Work, base: Mapping) -> None:
    """Refuse what a buyer could not choose by: an axis twice, two variants of one meaning."""
    axes = [_plain(axis) for axis in work.proposed["axes"]]
    if len({*axes}) < len(axes) and work.proposed["axes"] != base["axes"]:
        twice = next(name for name in work.proposed["axes"] if axes.count(_plain(name)) > 1)
        sentence = _("« {axis} » distingue déjà les déclinaisons : nommez autrement l'autre choix.")
        work.problems.append(("axes", Said(sentence, axis=twice)))
    if work.problems:
        return
    proposed = work.proposed
    named = {"axes": proposed["axes"], "category_id": proposed["category_id"]}
    for repeated in alike.found(shelf, work.draft, work.product, **named).values():
        twin = repeated.twin
        work.problems.append(
            (
                "values",
                Said(
                    _(
                        "Les déclinaisons « {one} » et « {two} » veulent dire la même chose"
                        " (« {means} ») : gardez-en une, ou distinguez-les."
                    ),
                    one=twin.one,
                    two=twin.two,
                    means=twin.means,
                ),
            )
        )


def _plain(text: object) -> str:
    return " ".join(str(text).casefold().split())


def _photos(shelf: Shelf, work: Work, base: dict) -> list[str] | None:
    if work.draft.photos is None:
        return None
    missing = [pk for pk in work.draft.photos if pk not in shelf.loose]
    if missing:
        work.problems.append(
            ("photos", Said(_("Une des photos n'existe plus : envoyez-la de nouveau.")))
        )
        return None
    asked = list(dict.fromkeys(shelf.loose[pk].sha256 for pk in work.draft.photos))
    sha_by_id = {
        photo.pk: photo.sha256
        for photo in shelf.photos.get(work.product.pk if work.product else 0, ())
    }
    return asked if asked != [sha_by_id.get(pk) for pk in base["photo_ids"]] else None


def _caption(shelf: Shelf, work: Work) -> None:
    """Bring what photos show in words into the proposal, under the ids that it names."""
    own = shelf.photos.get(work.product.pk, ()) if work.product else ()
    if not own and not shelf.loose:
        work.proposed["photo_alts"] = {}
        return
    sha_by_id = {photo.pk: photo.sha256 for photo in (*own, *shelf.loose.values())}
    texts = work.proposed["photo_alts"]
    if work.draft.alts is not None:
        texts = {pk: tidy(text) for pk, text in work.draft.alts.items()}
    work.alts = {
        sha_by_id[int(pk)]: text for pk, text in texts.items() if text and int(pk) in sha_by_id
    }
    ids = {sha: pk for pk, sha in sha_by_id.items() if pk in work.proposed["photo_ids"]}
    work.name_alts(ids)
