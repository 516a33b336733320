"""The claim of a label: made with a paper, checked by the operator, shown until its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog import events as told
from catalog import search
from catalog.judging import charter
from catalog.labels import labels
from catalog.models import CharterWord, Label, LabelClaim, LabelPaper, Product
from catalog.moderation import rescan
from catalog.states import LABEL, LabelState, ProductState
from marketplace.shared import clock, events, files, parties
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import dated
from sellers.models import Seller
from sellers.states import SellerState

MOST_SHEETS = 500
MOST_PAPERS = 10
SHOWN = (LabelState.APPROVED,)
OPEN = (LabelState.WAITING, LabelState.ASKED)
FORMS = {"9": r"\d", "*": r"[A-Z0-9]+"}


class NotClaimable(Refusal):
    """A label that is not in force, or a shop that is not open."""

    sentence = _("Ce label ne peut pas être demandé maintenant.")


class ClaimWaits(Refusal):
    """One claim of a label at a time: the operator reads another one."""

    sentence = _(
        "Vous avez déjà une demande pour ce label : nous lisons sa preuve, attendez notre réponse."
    )


class ClaimAsked(ClaimWaits):
    """Another claim of the label lacks something of the shop."""

    sentence = _(
        "Vous avez déjà une demande pour ce label : complétez-la plutôt que d'en faire une seconde."
    )


class AnotherClaim(ClaimWaits):
    """The shop has claimed the label again since: told to the operator."""

    sentence = _("Cette boutique a fait une autre demande pour ce label : répondez à celle-là.")


class WrongNumber(Refusal):
    """The number has none of the forms of this label's numbers."""

    sentence = _("« {number} » n'a pas la forme d'un numéro de ce label, comme {example}.")


class WrongEnd(Refusal):
    """A proof ends after today, and a label says how long one holds at most."""

    sentence = _("Une preuve de ce label finit après aujourd'hui, et le {last} au plus tard.")


class NoSheets(Refusal):
    """A label about goods is claimed for sheets."""

    sentence = _("Choisissez au moins une fiche que ce label concerne.")


class TooManySheets(Refusal):
    """More sheets than one claim may name."""

    sentence = _("Une demande porte sur 500 fiches au plus : faites-en plusieurs.")


class TooManyPapers(Refusal):
    """More papers than somebody reads."""

    sentence = _("Dix documents au plus par demande : réunissez-les dans un seul PDF.")


class PastItsDay(Refusal):
    """A proof that has ended proves nothing."""

    sentence = _("Cette preuve a pris fin le {day} : demandez-en une nouvelle au vendeur.")


def claimable(day: date) -> QuerySet[Label]:
    """The labels that shops may claim on a day."""
    return Label.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def waiting(label: Label, seller: Seller) -> LabelClaim | None:
    """The claim of a label that a shop has under way: there is one at a time."""
    return LabelClaim.objects.filter(label=label, seller=seller, state__in=OPEN).first()


def is_shown(row: LabelClaim, day: date) -> bool:
    """Whether a claim has its label shown on a day."""
    label = row.label
    in_force = label.starts_on <= day and (label.ends_on is None or label.ends_on >= day)
    return in_force and row.state in SHOWN and row.valid_until >= day


def standing_beside(row: LabelClaim, day: date) -> LabelClaim | None:
    """Another proof by which the shop of a claim shows the same label on a day: the longest."""
    others = LabelClaim.objects.filter(label=row.label_id, seller=row.seller_id, state__in=SHOWN)
    longest = others.exclude(pk=row.pk).order_by("-valid_until", "-pk").first()
    if longest is None:
        return None
    longest.label = row.label
    return longest if is_shown(longest, day) else None


def may_claim(row: LabelClaim, day: date) -> bool:
    """Whether the shop of a claim may claim the same label with another proof."""
    is_open = claimable(day).filter(pk=row.label_id).exists()
    return is_open and waiting(row.label, row.seller) is None


def sheets(seller: Seller, label: Label) -> QuerySet[Product]:
    """The sheets of a shop for which it may claim a label: online, in its categories."""
    own = Product.objects.of(seller).filter(state=ProductState.PUBLISHED)
    paths = list(label.categories.values_list("path", flat=True))
    if paths:
        beneath = Q()
        for path in paths:
            beneath |= Q(category_path__startswith=path)
        own = own.filter(beneath)
    return own.order_by("title", "pk")


def offered(seller: Seller, day: date) -> list[tuple[Label, bool]]:
    """The labels that shops may claim on a day, and whether this one has a sheet that may bear it
    or is what the label is about: its page of labels.
    """
    online = Product.objects.of(seller).filter(state=ProductState.PUBLISHED).order_by()
    paths = list(online.values_list("category_path", flat=True).distinct())
    return [
        (label, label.is_of_shops or _bears(label, paths))
        for label in claimable(day).prefetch_related("categories")
    ]


def _bears(label: Label, paths: Iterable[str]) -> bool:
    places = tuple(place.path for place in label.categories.all())
    return any(path.startswith(places) for path in paths) if places else bool(paths)


def last_day(label: Label, *, today: date) -> date:
    """The furthest day until which a proof of this label may hold."""
    years, month = divmod(today.month - 1 + label.months, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def number_of(label: Label, typed: str) -> str:
    """A number as it is kept. Raises WrongNumber."""
    number = " ".join(typed.upper().replace("–", "-").split())
    masks = [line.strip() for line in label.number_forms.splitlines() if line.strip()]
    if not masks:
        return number
    for mask in masks:
        form = "".join(FORMS.get(sign, re.escape(sign)) for sign in mask.replace("–", "-"))
        if re.fullmatch(form, number, re.ASCII):
            return number
    raise WrongNumber(number=number, example=label.number_example or masks[0])


def claim(  # noqa: PLR0913
    label: Label,
    seller: Seller,
    *,
    products: Collection[Product] = (),
    number: str = "",
    valid_until: date,
    content: bytes,
    name: str,
    by: User | None,
    at: datetime,
) -> LabelClaim:
    """A shop claims a label, with the paper that proves it. Raises a Refusal: what lacks."""
    made = LabelClaim(
        label=label,
        seller=seller,
        number=number_of(label, number),
        valid_until=valid_until,
        claimed_by=by,
        claimed_at=at,
    )
    _check(made, products, at=at)
    paper = _paper(content, name, by=by, at=at)
    with files.bound([paper.file]):
        _store(paper)
        _claim(made, products, paper, by=by, at=at)
    return made


@transaction.atomic(durable=True)
def _claim(made, products, paper, *, by, at) -> None:
    made.seller.refresh_from_db(fields=["state"])
    _check(made, products, at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        other = waiting(made.label, made.seller)
        lacks = other is not None and other.state == LabelState.ASKED
        raise (ClaimAsked if lacks else ClaimWaits) from error
    made.products.set(products)
    paper.claim = made
    paper.save(force_insert=True)
    _publish(told.LabelClaimed, made, by=by, at=at)


def complete(  # noqa: PLR0913
    row: LabelClaim,
    *,
    number: str,
    valid_until: date,
    content: bytes = b"",
    name: str = "",
    by: User | None,
    at: datetime,
) -> None:
    """The shop answers what the operator asked; its claim waits for a decision again.

    Raises a Refusal that says what lacks.
    """
    values = {"number": number_of(row.label, number), "valid_until": valid_until}
    check_end(row.label, valid_until, today=clock.paris_day(at))
    if not content:
        _complete(row, values, None, by=by, at=at)
        return
    if row.papers.count() >= MOST_PAPERS:
        raise TooManyPapers
    paper = _paper(content, name, by=by, at=at)
    paper.claim = row
    with files.bound([paper.file]):
        _store(paper)
        _complete(row, values, paper, by=by, at=at)


@transaction.atomic(durable=True)
def _complete(row, values, paper, *, by, at) -> None:
    if row.state != LabelState.ASKED:
        raise MovedMeanwhile
    LABEL.move(row, LabelState.WAITING, **values)
    if paper is not None:
        paper.save(force_insert=True)
    _publish(told.LabelCompleted, row, by=by, at=at)


@transaction.atomic(durable=True)
def give_up(row: LabelClaim, *, by: User | None, at: datetime) -> None:
    """The shop takes its claim back, or bears the label no more: nothing shows it from now on."""
    shown = row.state in SHOWN
    LABEL.move(row, LabelState.GIVEN_UP)
    _publish(told.LabelGivenUp, row, by=by, at=at)
    if shown:
        hide(row, by=by, at=at)


@transaction.atomic(durable=True)
def approve(row: LabelClaim, *, by: User, at: datetime) -> None:
    """The proof holds: the label is shown until its last day. Raises PastItsDay, OwnCase."""
    _check_tie(row, by)
    _check_day(row, at=at)
    if not row.papers.exists():
        raise NotClaimable
    values = {"decided_by": by, "decided_at": at, "approved_at": at, "note": ""}
    LABEL.move(row, LabelState.APPROVED, **values)
    fact = told.LabelApproved(**_keys(row), until=row.valid_until.isoformat())
    events.publish(fact, about=row, within=row.seller, by=by, at=at)
    _shown(row)


@transaction.atomic(durable=True)
def ask(row: LabelClaim, *, because: str, by: User, at: datetime) -> None:
    """Something lacks: the shop reads what, and completes its claim."""
    _decide(row, LabelState.ASKED, told.LabelAsked, because=because, by=by, at=at)


@transaction.atomic(durable=True)
def refuse(row: LabelClaim, *, because: str, by: User, at: datetime) -> None:
    """The proof does not hold; the shop reads why, and may contest it."""
    _decide(row, LabelState.REFUSED, told.LabelRefused, because=because, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(row: LabelClaim, *, because: str, by: User, at: datetime) -> None:
    """Go back on a refusal: the claim waits again. Raises AnotherClaim."""
    try:
        with transaction.atomic():
            _decide(row, LabelState.WAITING, told.LabelTakenUp, because=because, by=by, at=at)
    except IntegrityError as error:
        raise AnotherClaim from error


@transaction.atomic(durable=True)
def suspend(row: LabelClaim, *, because: str, by: User, at: datetime) -> None:
    """Show it no more, from now on; the shop reads why, and may contest it."""
    _decide(row, LabelState.SUSPENDED, told.LabelSuspended, because=because, by=by, at=at)
    hide(row, by=by, at=at)


@transaction.atomic(durable=True)
def reinstate(row: LabelClaim, *, because: str, by: User, at: datetime) -> None:
    """Show it again until its last day. Raises PastItsDay, OwnCase."""
    _check_day(row, at=at)
    _decide(row, LabelState.APPROVED, told.LabelReinstated, because=because, by=by, at=at)
    _shown(row)


def may_take_up(row: LabelClaim) -> bool:
    """Whether a refusal may be gone back on."""
    return row.state == LabelState.REFUSED


def is_suspended(row: LabelClaim) -> bool:
    """Whether the operator shows it no more."""
    return row.state == LabelState.SUSPENDED


def to_decide() -> QuerySet[LabelClaim]:
    """What waits for the operator."""
    return LabelClaim.objects.filter(state=LabelState.WAITING)


def hide(row: LabelClaim, *, by: User | None, at: datetime) -> None:
    """What it bore is taken out of where pages read it, within the caller's transaction; what it
    alone allowed to be written is read again.
    """
    _shown(row)
    for word in _words(row.label.covers.splitlines()):
        rescan.ask(word, rescan.CHARTER, by=by, at=at)


def _decide(row, state, fact, *, because, by, at) -> None:
    _check_tie(row, by)
    LABEL.move(row, state, note=because, decided_by=by, decided_at=at)
    _publish(fact, row, by=by, at=at, because=because)


def _check_tie(row: LabelClaim, by: User | None) -> None:
    tied = row.seller.tie(by) if by else ""
    if tied:
        raise parties.OwnCase(why=tied)


def _check(made: LabelClaim, products: Collection[Product], *, at: datetime) -> None:
    today = clock.paris_day(at)
    label = made.label
    if made.seller.state != SellerState.OPEN or not claimable(today).filter(pk=label.pk).exists():
        raise NotClaimable
    check_end(label, made.valid_until, today=today)
    if label.is_of_shops:
        return
    if not products:
        raise NoSheets
    if len(products) > MOST_SHEETS:
        raise TooManySheets
    wanted = {product.pk for product in products}
    if sheets(made.seller, label).filter(pk__in=wanted).count() != len(wanted):
        raise NoSheets


def check_end(label: Label, until: date, *, today: date) -> None:
    """Refuse a last day that no proof of this label has. Raises WrongEnd."""
    last = last_day(label, today=today)
    if not today < until <= last:
        raise WrongEnd(last=dated(last))


def _check_day(row: LabelClaim, *, at: datetime) -> None:
    if row.valid_until < clock.paris_day(at):
        raise PastItsDay(day=dated(row.valid_until))


def _paper(content: bytes, name: str, *, by: User | None, at: datetime) -> LabelPaper:
    document = files.read_document(content)
    paper = LabelPaper(
        name=files.clean_name(name),
        media_type=document.media_type,
        size=len(document.content),
        sha256=files.sha256(document.content),
        uploaded_by=by,
        uploaded_at=at,
    )
    paper.checked = document  # type: ignore[attr-defined]
    return paper


def _store(paper: LabelPaper) -> None:
    document = paper.checked  # type: ignore[attr-defined]
    stem = f"{paper.sha256[:24]}.{document.extension}"
    paper.file.save(stem, ContentFile(document.content), save=False)


def _keys(row: LabelClaim) -> dict[str, int]:
    return {"label_claim_id": row.pk, "label_id": row.label_id, "seller_id": row.seller_id}


def _publish(fact, row: LabelClaim, *, by, at, because: str = "") -> None:
    events.publish(fact(**_keys(row)), about=row, within=row.seller, by=by, at=at, because=because)


def _shown(row: LabelClaim) -> None:
    """What it bears is written where pages read it, within the caller's transaction."""
    labels.forget()
    # another claim about the same sheets waits its turn: each reads what the other has decided
    Seller.objects.select_for_update(no_key=True).get(pk=row.seller_id)
    pks = list(row.products.values_list("pk", flat=True))
    if pks and (moved := labels.note(pks)):
        search.index(moved)


def _words(lines: Iterable[str]) -> list[CharterWord]:
    proven = {charter.key(line) for line in lines if line.strip()}
    if not proven:
        return []
    forbidden = CharterWord.objects.filter(ended_at=None, kind=CharterWord.Kind.FORBIDDEN)
    return [
        word
        for word in forbidden
        if not proven.isdisjoint((charter.key(word.expression), charter.key(word.expression_en)))
    ]
