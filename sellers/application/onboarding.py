"""From a wish to sell to an application that can be examined.

A person begins an application, gives the company's identity, VAT regime and IBAN, provides
documents, accepts the sellers' terms and the invoicing mandate, then submits. Each step is
an item of the checklist; the operator may send one item back.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import siret as siret_rules
from stdnum.fr import tva as vat_rules

from marketplace.shared import events, files, limits, numbers, policy, territories
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.language import kept
from marketplace.shared.models import Fact, LegalText, User
from marketplace.shared.states import Refusal
from sellers.application import mandates, names
from sellers.events import (
    BankChanged,
    BankGiven,
    ItemProvided,
    SellerApplied,
    SellerAppliedAgain,
    SellerResumed,
    SellerWithdrew,
    TeamBegun,
)
from sellers.models import Acceptance, Document, Item, Member, Prospect, Role, Seller
from sellers.prospects import prospects
from sellers.states import ITEM, LIVING, SELLER, ItemState, SellerState
from sellers.team import team

# From a changed IBAN on, during which nothing is paid out: its owner has time to protest.
IBAN_FREEZE = timedelta(hours=72)
ENDING = re.compile(r"finissant par (\w{4})\b")  # as `bank_told` writes it

K = Item.Kind
REQUIRED = (K.IDENTITY, K.VAT, K.BANK, K.REGISTRATION, K.ID_CARD, K.TERMS, K.MANDATE)
OPTIONAL = (K.INSURANCE,)
TEXTS = {K.TERMS: LegalText.Kind.SELLER_TERMS, K.MANDATE: LegalText.Kind.INVOICING_MANDATE}
SEPA = territories.EUROPE | {"CH", "FR", "GB", "IS", "LI", "MC", "NO", "SM", "VA"}
DOCUMENTS_AN_ITEM = 5


class AlreadyApplied(Refusal):
    """The company has an open shop or an application handed in, under this SIRET or another."""

    sentence = _(
        "Ce SIRET, ou un autre établissement de la même entreprise, appartient déjà à une boutique"
        " ouverte ou à une candidature déposée : demandez à rejoindre son équipe, ou écrivez-nous"
        " si vous ne savez pas qui l'a déposée."
    )


class ApplicationUnderWay(Refusal):
    """A person has one application at a time."""

    sentence = _(
        "Vous avez déjà une candidature en cours : terminez-la, ou retirez-la, avant d'en commencer"
        " une autre."
    )


class BadSiret(Refusal):
    """The number is not a SIRET: its checksum is wrong, or it has not fourteen digits."""

    sentence = _(
        "Ce SIRET n'est pas valide : vérifiez les 14 chiffres sur votre avis Sirene ou votre Kbis."
    )


class BadVatNumber(Refusal):
    """The number is no VAT number of this company."""

    sentence = _(
        "Ce numéro de TVA n'est pas valide pour ce SIREN : il commence par FR et finit par votre"
        " SIREN."
    )


class BadIban(Refusal):
    """The number is no IBAN that transfers can reach."""

    sentence = _(
        "Cet IBAN n'est pas valide : recopiez-le depuis votre RIB, sans oublier un caractère."
    )


class OutsideSepa(Refusal):
    """Transfers only reach accounts of the SEPA area."""

    sentence = _("Cet IBAN est hors de la zone SEPA : indiquez un compte d'un pays de la zone.")


class StillMissing(Refusal):
    """The application is not complete."""

    sentence = _("Votre dossier n'est pas complet. Il manque : {items}.")


class TooManyDocuments(Refusal):
    """Enough documents of an item wait to be examined."""

    sentence = _(
        "Cinq documents attendent déjà d'être examinés pour cette pièce, et nous n'en prenons"
        " pas davantage : réunissez les suivants en un seul PDF quand nous vous aurons répondu."
    )


class NotEditable(Refusal):
    """The file cannot be changed where it stands; the sentence says why, and what to do."""

    SENTENCES: ClassVar = {
        SellerState.APPLIED: _(
            "Votre dossier est en cours d'examen : il ne peut pas être modifié maintenant. Pour le"
            " corriger, retirez votre candidature, puis reprenez-la."
        ),
        SellerState.OPEN: _(
            "Votre boutique est ouverte : pour changer cela, passez par « Identité de"
            " l'entreprise »."
        ),
        SellerState.REFUSED: _(
            "Cette candidature a été refusée : déposez-en une nouvelle, ou demandez-nous de rouvrir"
            " celle-ci."
        ),
        SellerState.WITHDRAWN: _(
            "Vous avez retiré cette candidature : reprenez-la pour la modifier."
        ),
        SellerState.CLOSED: _("Cette boutique est fermée : écrivez-nous pour la rouvrir."),
    }

    def __init__(self, state: str):
        super().__init__(self.SENTENCES.get(SellerState(state), ""))


class NothingToSubmit(NotEditable):
    """The file was handed in before, or its life is over."""

    SENTENCES: ClassVar = {
        **NotEditable.SENTENCES,
        SellerState.APPLIED: _(
            "Votre candidature est déjà déposée : nous l'examinons et vous écrivons."
        ),
        SellerState.OPEN: _(
            "Votre boutique est déjà ouverte : il n'y a pas de candidature à déposer."
        ),
    }


class NothingToWithdraw(NotEditable):
    """No application is under way."""

    SENTENCES: ClassVar = {
        **NotEditable.SENTENCES,
        SellerState.OPEN: _("Votre boutique est ouverte : pour la fermer, écrivez-nous."),
        SellerState.REFUSED: _("Cette candidature a été refusée : il n'y a rien à retirer."),
        SellerState.WITHDRAWN: _("Vous avez déjà retiré cette candidature."),
    }


class NotWithdrawn(Refusal):
    """The application was not withdrawn: there is nothing to resume."""

    sentence = _("Cette candidature n'a pas été retirée : il n'y a rien à reprendre.")


class NotRefused(Refusal):
    """The application was not refused: there is nothing to apply for again."""

    sentence = _("Cette candidature n'est pas refusée : il n'y a rien à reprendre.")


EDITABLE = (SellerState.DRAFT, SellerState.TO_COMPLETE)
UNDER_WAY = (*EDITABLE, SellerState.APPLIED)
PROVIDABLE = (*UNDER_WAY, SellerState.OPEN)


def check_siret(text: str) -> str:
    """The fourteen digits of a SIRET, La Poste's establishments included. Raises BadSiret."""
    try:
        digits = siret_rules.validate("".join(text.split()).replace(".", ""))
    except NotValid as error:
        raise BadSiret from error
    if not int(digits[:9]):  # zeros pass the checksum and are nobody's
        raise BadSiret
    return digits


def check_vat_number(text: str, *, siren: str) -> str:
    """A French VAT number that bears this SIREN. Raises BadVatNumber."""
    compact = "".join(text.split()).replace(".", "").upper()
    try:
        digits = vat_rules.validate(compact)
    except NotValid as error:
        raise BadVatNumber from error
    if siren and not digits.endswith(siren):
        raise BadVatNumber
    return f"FR{digits}"


def check_iban(text: str) -> str:
    """An IBAN in the SEPA area. Raises BadIban or OutsideSepa."""
    try:
        number = iban_rules.validate("".join(text.split()))
    except NotValid as error:
        raise BadIban from error
    if number[:2] not in SEPA:
        raise OutsideSepa
    return number


@transaction.atomic(durable=True)
def begin(user, *, name: str, at: datetime, invited: Prospect | None = None) -> Seller:
    """Open an application with its checklist, owned by this person; of the prospect whose link they
    came by, or who wrote from their mailbox.

    Raises ApplicationUnderWay, BadName.
    """
    _check_alone(user)
    names.check_fit(name)
    names.check_free(name, at=at)
    code = f"V{numbers.take('sellers', on=at.date()).number:05d}"
    seller = Seller.objects.create(
        code=code, slug=_free_slug(name, code), name=name, email=user.email, created_at=at
    )
    owner = Member.objects.create(seller=seller, user=user, role=Role.OWNER, joined_at=at)
    events.publish(
        TeamBegun(seller_id=seller.pk, values=team.told(owner)),
        about=owner,
        within=seller,
        by=user,
        at=at,
    )
    Item.objects.bulk_create(Item(seller=seller, kind=kind) for kind in (*REQUIRED, *OPTIONAL))
    prospects.begin(seller, invited=invited, by=user, at=at)
    return seller


@transaction.atomic(durable=True)
def identify(seller: Seller, *, siret: str, by: User | None, at: datetime, **columns) -> None:
    """Give the company's legal identity.

    Raises BadSiret, AlreadyApplied, BadName, NotEditable, SellerOverseas.
    """
    _check(seller, EDITABLE)
    territories.check_seller(columns.get("postcode", ""), columns.get("country", "FR"))
    columns["siret"] = check_siret(siret)
    # Queued before it is checked: two files of one company cannot both find it free.
    queue_for_company(columns["siret"])
    check_company_free(columns["siret"], but=seller)
    if columns.get("name"):
        # after the company, as in `take_siret`: two files never wait for each other
        names.queue_for(columns["name"])
        names.check_fit(columns["name"])
        names.check_free(columns["name"], but=seller, at=at)
    # A French VAT number ends with its company's SIREN: it cannot outlive a change of company.
    if seller.vat_number and not seller.vat_number.endswith(columns["siret"][:9]):
        _ask_vat_again(seller, at=at)
    try:
        with transaction.atomic():
            Seller.objects.filter(pk=seller.pk).update(**columns)
    except IntegrityError as error:
        raise AlreadyApplied from error
    _remember(seller, columns)
    _provide(seller, K.IDENTITY, by=by, at=at)


@transaction.atomic(durable=True)
def declare_vat(seller: Seller, *, regime: str, number: str, by: User | None, at: datetime) -> None:
    """Say under which VAT regime the company sells. Raises BadVatNumber, NotEditable."""
    _check(seller, EDITABLE)
    if regime == Seller.Vat.STANDARD:
        number = check_vat_number(number, siren=seller.siren)
    columns = {"vat_regime": regime, "vat_number": number if regime == Seller.Vat.STANDARD else ""}
    Seller.objects.filter(pk=seller.pk).update(**columns)
    _remember(seller, columns)
    _provide(seller, K.VAT, by=by, at=at)


@transaction.atomic(durable=True)
def give_bank(seller: Seller, *, iban: str, by: User | None, at: datetime) -> None:
    """Say where payouts go. A change by a shop that was opened freezes payouts for 72 hours.

    Raises BadIban, OutsideSepa, NotEditable.
    """
    number = check_iban(iban)
    _check(seller, (*EDITABLE, SellerState.OPEN, SellerState.CLOSED))
    sent_back = Item.objects.filter(seller=seller, kind=K.BANK, state=ItemState.REJECTED).exists()
    if number == seller.iban:
        if sent_back:  # asked again, and confirmed
            _provide(seller, K.BANK, by=by, at=at)
        return
    # A first IBAN freezes nothing: before it there is nothing that a thief could turn away.
    freezes = bool(seller.iban) and seller.opened_at is not None
    changed_at = at if freezes else None
    columns = {"iban": number, "iban_changed_at": changed_at}
    Seller.objects.filter(pk=seller.pk).update(**columns)
    events.publish(
        BankGiven(seller_id=seller.pk, values=bank_told(number, changed_at)),
        about=seller,
        by=by,
        at=at,
    )
    if freezes:
        events.publish(
            BankChanged(seller_id=seller.pk, old_email=seller.email), about=seller, by=by, at=at
        )
    _remember(seller, columns)
    _provide(seller, K.BANK, by=by, at=at)


def bank_ends(seller: Seller) -> tuple[str, str]:
    """The ends of a shop's IBAN and of the one before it, which is kept by no more than that."""
    told = Fact.objects.filter(name=name_of(BankGiven), subject=subject_of(seller))
    values = told.order_by("-pk").values_list("data__values__iban", flat=True)
    ends = [match[1] for text in values[:2] if (match := ENDING.match(text or ""))]
    return (seller.iban[-4:], ends[1] if len(ends) > 1 else "")


def bank_told(iban: str, changed_at: datetime | None) -> dict:
    """An IBAN as facts hold it: its end for people, its print to compare, when payouts froze."""
    shown = (
        f"finissant par {iban[-4:]}, empreinte {files.sha256(iban.encode())[:32]}" if iban else ""
    )
    return {"iban": shown, "iban_changed_at": changed_at and changed_at.astimezone(UTC).isoformat()}


def provide(
    seller: Seller, kind: str, *, content: bytes, name: str, by: User | None, at: datetime
) -> Document:
    """Store a document for an item, privately. Raises a Refusal that says what is wrong with it."""
    # spares reading a document for nothing; the check that counts follows
    _check_takes(seller, kind)
    paper = files.read_document(content)
    document = Document(
        item=Item.objects.get(seller=seller, kind=kind),
        name=files.clean_name(name),
        media_type=paper.media_type,
        size=len(paper.content),
        sha256=files.sha256(paper.content),
        uploaded_by=by,
        uploaded_at=at,
    )
    with files.bound([document.file]):
        document.file.save(
            f"{seller.code}-{kind}-{numbers.code()}.{paper.extension}",
            ContentFile(paper.content),
            save=False,
        )
        _hand_in(document, seller, kind, by=by, at=at)
    return document


@transaction.atomic(durable=True)
def _check_takes(seller: Seller, kind: str) -> None:
    _check(seller, PROVIDABLE)
    _check_room(seller, kind)


@transaction.atomic(durable=True)
def _hand_in(
    document: Document, seller: Seller, kind: str, *, by: User | None, at: datetime
) -> None:
    """Put a document that is stored into the file, if the file still takes it."""
    _check(seller, PROVIDABLE)
    _check_room(seller, kind)
    document.save(force_insert=True)
    _provide(seller, kind, by=by, at=at)


def _check_room(seller: Seller, kind: str) -> None:
    """Stop where enough documents of an item wait to be examined. Raises TooManyDocuments."""
    item = Item.objects.get(seller=seller, kind=kind)
    fresh = (
        item.documents.filter(uploaded_at__gt=item.examined_at)
        if item.examined_at
        else item.documents
    )
    if fresh.count() >= DOCUMENTS_AN_ITEM:
        raise TooManyDocuments


@transaction.atomic(durable=True)
def accept_text(
    seller: Seller, kind: str, *, by: User | None, ip: str | None, at: datetime
) -> Acceptance:
    """Record that the seller accepts the text in force: who, when, which words."""
    _check(seller, (*UNDER_WAY, SellerState.OPEN, SellerState.CLOSED))
    text = policy.text(TEXTS[K(kind)])
    acceptance, _made = Acceptance.objects.get_or_create(
        seller=seller,
        text=text,
        revoked_at=None,
        defaults={
            "sha256": files.sha256(text.body.encode()),
            "accepted_by": by,
            "accepted_at": at,
            "ip": ip,
        },
    )
    sent_back = Item.objects.filter(seller=seller, kind=kind, state=ItemState.REJECTED).exists()
    # The file of an open shop was examined: a new text gives the operator nothing to look at again.
    if seller.opened_at is None or sent_back:
        _provide(seller, kind, by=by, at=at)
    if kind == K.MANDATE:
        mandates.given(seller, by=by, at=at)
    return acceptance


@transaction.atomic(durable=True)
def submit(seller: Seller, *, by: User | None, at: datetime) -> None:
    """Hand the application to the operator.

    Raises StillMissing with what to do, NothingToSubmit, AlreadyApplied.
    """
    _check(seller, EDITABLE, refusal=NothingToSubmit)
    missing = missing_items(seller)
    if missing:
        raise StillMissing(items=", ".join(str(item) for item in missing))
    take_siret(seller, SellerState.APPLIED, at=at)
    events.publish(SellerApplied(seller_id=seller.pk), about=seller, by=by, at=at)


@transaction.atomic(durable=True)
def give_up(seller: Seller, *, by: User | None, at: datetime) -> None:
    """The applicant withdraws the application, and may resume it. Raises NothingToWithdraw."""
    _check(seller, UNDER_WAY, refusal=NothingToWithdraw)
    SELLER.move(seller, SellerState.WITHDRAWN)
    events.publish(SellerWithdrew(seller_id=seller.pk), about=seller, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(seller: Seller, *, by: User | None, at: datetime) -> None:
    """The applicant resumes a withdrawn application. Raises NotWithdrawn, ApplicationUnderWay."""
    if seller.state != SellerState.WITHDRAWN:
        raise NotWithdrawn
    _check_alone(by)
    SELLER.move(seller, SellerState.DRAFT)
    events.publish(SellerResumed(seller_id=seller.pk), about=seller, by=by, at=at)


@transaction.atomic(durable=True)
def apply_again(seller: Seller, *, by: User | None, at: datetime) -> None:
    """A refused applicant applies again with the same file: only what is marked is redone.

    Raises NotRefused, ApplicationUnderWay, AlreadyApplied.
    """
    if seller.state != SellerState.REFUSED:
        raise NotRefused
    _check_alone(by)
    take_siret(seller, SellerState.TO_COMPLETE, at=at)
    events.publish(SellerAppliedAgain(seller_id=seller.pk), about=seller, by=by, at=at)


def take_siret(seller: Seller, state: str, *, at: datetime, **also) -> None:
    """Move a file to a state that one file of a company may have, under a name of its own.

    Raises AlreadyApplied, NameTakenSince or NameKept.
    """
    siret, name = Seller.objects.values_list("siret", "name").get(pk=seller.pk)
    queue_for_company(siret)
    check_company_free(siret, but=seller)
    names.queue_for(name)
    names.check_free(name, but=seller, at=at, refusal=names.NameTakenSince)
    try:
        with transaction.atomic():
            SELLER.move(seller, state, **also)
    except IntegrityError as error:
        raise AlreadyApplied from error


def queue_for_company(siret: str) -> None:
    """Let two files of one company go one after the other, until the caller's transaction ends."""
    if siret:
        limits.queue_up([limits.print_of("siren", siret[:9])])


def check_company_free(siret: str, *, but: Seller) -> None:
    """Check that no other shop or application handed in is of this company.

    The company is the SIREN: its establishments are one legal person, with one identity and one VAT
    threshold. Raises AlreadyApplied.
    """
    if (
        siret
        and Seller.objects.filter(siret__startswith=siret[:9], state__in=LIVING)
        .exclude(pk=but.pk)
        .exists()
    ):
        raise AlreadyApplied


def under_way(user: User) -> Seller | None:
    """The application that a person began and that is not over."""
    return (
        Seller.objects.filter(members__user=user, members__role=Role.OWNER, state__in=UNDER_WAY)
        .order_by("-created_at", "-pk")
        .first()
    )


def of_same_company(user: User, siret: str, *, but: Seller) -> list[Seller]:
    """What else a person has here for a company, its refused and ended files too: newest first."""
    if not siret:
        return []
    same = Seller.objects.of(user).filter(siret__startswith=siret[:9]).exclude(pk=but.pk)
    return list(same.order_by("-created_at", "-pk"))


def missing_items(seller: Seller) -> list[Item]:
    """The required items that are not provided, or were sent back."""
    open_states = (ItemState.MISSING, ItemState.REJECTED)
    return list(seller.items.filter(kind__in=REQUIRED, state__in=open_states).order_by("pk"))


def _check(
    seller: Seller, states: tuple[str, ...], refusal: type[NotEditable] = NotEditable
) -> None:
    """Stop what the state does not allow, as it stands now and not as the page once read it."""
    fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    seller.state, seller.opened_at = fresh.state, fresh.opened_at
    if fresh.state not in states:
        raise refusal(fresh.state)


def _check_alone(user: User | None) -> None:
    """Check that no other application of this person is under way.

    Raises ApplicationUnderWay.
    """
    if user is None:
        return
    User.objects.select_for_update().get(pk=user.pk)
    if under_way(user) is not None:
        raise ApplicationUnderWay


def _ask_vat_again(seller: Seller, *, at: datetime) -> None:
    """Another company has another VAT number: the one given before is asked again."""
    note = kept(_("Le SIREN a changé : indiquez le numéro de TVA qui lui correspond."))
    Seller.objects.filter(pk=seller.pk).update(vat_number="")
    seller.vat_number = ""
    ITEM.move_where(
        Item.objects.filter(seller=seller, kind=K.VAT),
        ItemState.REJECTED,
        old=[ItemState.PROVIDED],
        note=note,
        changed_at=at,
    )


def _provide(seller: Seller, kind: str, *, by: User | None, at: datetime) -> None:
    item = Item.objects.get(seller=seller, kind=kind)
    ITEM.move(item, ItemState.PROVIDED, changed_at=at, note="")
    events.publish(
        ItemProvided(seller_id=seller.pk, kind=kind), about=item, within=seller, by=by, at=at
    )


def _remember(seller: Seller, columns: dict) -> None:
    for column, value in columns.items():
        setattr(seller, column, value)


def _free_slug(name: str, code: str) -> str:
    slug = slugify(name)[:60] or code.lower()
    return f"{slug}-{code.lower()}" if Seller.objects.filter(slug=slug).exists() else slug
