"""From a wish to sell to an application that can be examined.

A person begins an application, gives the company's identity, VAT regime and IBAN, provides
documents, accepts the sellers' terms and the invoicing mandate, then submits. Each step is
an item of the checklist; the operator may send one item back.
"""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import siret as siret_rules
from stdnum.fr import tva as vat_rules

from marketplace.shared import events, files, numbers, policy, territories
from marketplace.shared.models import LegalText, User
from marketplace.shared.states import Refusal
from sellers import mandates
from sellers.events import BankChanged, ItemProvided, SellerApplied
from sellers.models import Acceptance, Document, Item, Member, Role, Seller
from sellers.states import ITEM, SELLER, ItemState, SellerState

K = Item.Kind
REQUIRED = (K.IDENTITY, K.VAT, K.BANK, K.REGISTRATION, K.ID_CARD, K.TERMS, K.MANDATE)
OPTIONAL = (K.INSURANCE,)
TEXTS = {K.TERMS: LegalText.Kind.SELLER_TERMS, K.MANDATE: LegalText.Kind.INVOICING_MANDATE}
SEPA = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MC",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "SM",
        "VA",
    }
)
DOCUMENTS_AN_ITEM = 5


class AlreadyApplied(Refusal):
    """This company has an application or a shop here."""

    sentence = _("Ce SIRET appartient déjà à un vendeur inscrit : demandez à rejoindre son équipe.")


class BadSiret(Refusal):
    """The number is no SIRET."""

    sentence = _(
        "Ce SIRET n'est pas valide : vérifiez les 14 chiffres sur votre avis Sirene ou votre Kbis."
    )


class BadVatNumber(Refusal):
    """The number is no VAT number of this company."""

    sentence = _(
        "Ce numéro de TVA n'est pas valide pour ce SIREN : il commence par FR et finit par votre SIREN."
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
    """An item holds enough documents."""

    sentence = _("Cinq documents au plus par pièce : retirez-en un avant d'en ajouter.")


class NotEditable(Refusal):
    """The file is being examined or closed."""

    sentence = _("Votre dossier est en cours d'examen : il ne peut pas être modifié maintenant.")


def check_siret(text: str) -> str:
    """The fourteen digits of a SIRET, La Poste's establishments included. Raises BadSiret."""
    try:
        digits = siret_rules.validate("".join(text.split()).replace(".", ""))
    except NotValid as wrong:
        raise BadSiret from wrong
    if not int(digits[:9]):  # zeros pass the checksum and are nobody's
        raise BadSiret
    return digits


def check_vat_number(text: str, *, siren: str) -> str:
    """A French VAT number that bears this SIREN. Raises BadVatNumber."""
    compact = "".join(text.split()).replace(".", "").upper()
    try:
        digits = vat_rules.validate(compact)
    except NotValid as wrong:
        raise BadVatNumber from wrong
    if siren and not digits.endswith(siren):
        raise BadVatNumber
    return f"FR{digits}"


def check_iban(text: str) -> str:
    """An IBAN in the SEPA area. Raises BadIban or OutsideSepa."""
    try:
        found = iban_rules.validate("".join(text.split()))
    except NotValid as wrong:
        raise BadIban from wrong
    if found[:2] not in SEPA:
        raise OutsideSepa
    return found


@transaction.atomic(durable=True)
def begin(user, *, name: str, now: datetime) -> Seller:
    """Open an application with its checklist; the person is its owner."""
    code = f"V{numbers.take('sellers', on=now.date()).number:05d}"
    seller = Seller.objects.create(
        code=code, slug=_free_slug(name, code), name=name, email=user.email, created_at=now
    )
    Member.objects.create(seller=seller, user=user, role=Role.OWNER, joined_at=now)
    Item.objects.bulk_create(Item(seller=seller, kind=kind) for kind in (*REQUIRED, *OPTIONAL))
    return seller


@transaction.atomic(durable=True)
def identify(seller: Seller, *, siret: str, by: User | None, now: datetime, **columns) -> None:
    """Give the company's legal identity. Raises BadSiret, AlreadyApplied, NotEditable, SellerOverseas."""
    _check_editable(seller)
    territories.check_seller(columns.get("postcode", ""), columns.get("country", "FR"))
    columns["siret"] = check_siret(siret)
    try:
        with transaction.atomic():
            Seller.objects.filter(pk=seller.pk).update(**columns)
    except IntegrityError as taken:
        raise AlreadyApplied from taken
    _remember(seller, columns)
    _provide(seller, K.IDENTITY, by=by, now=now)


@transaction.atomic(durable=True)
def declare_vat(seller: Seller, *, regime: str, number: str, by: User | None, now: datetime) -> None:
    """Say under which VAT regime the company sells. Raises BadVatNumber, NotEditable."""
    _check_editable(seller)
    if regime == Seller.Vat.STANDARD:
        number = check_vat_number(number, siren=seller.siren)
    columns = {"vat_regime": regime, "vat_number": number if regime == Seller.Vat.STANDARD else ""}
    Seller.objects.filter(pk=seller.pk).update(**columns)
    _remember(seller, columns)
    _provide(seller, K.VAT, by=by, now=now)


@transaction.atomic(durable=True)
def give_bank(seller: Seller, *, iban: str, by: User | None, now: datetime) -> None:
    """Say where payouts go. A change by an open shop freezes payouts for 72 hours.

    Raises BadIban, OutsideSepa, NotEditable.
    """
    found = check_iban(iban)
    if seller.state == SellerState.APPLIED:
        raise NotEditable
    if found == seller.iban:
        return
    columns = {"iban": found, "iban_changed_at": now if seller.iban else None}
    Seller.objects.filter(pk=seller.pk).update(**columns)
    if seller.iban:
        events.publish(
            BankChanged(seller_id=seller.pk, old_email=seller.email), about=seller, by=by, at=now
        )
    _remember(seller, columns)
    _provide(seller, K.BANK, by=by, now=now)


@transaction.atomic(durable=True)
def provide(seller: Seller, kind: str, *, content: bytes, name: str, by: User | None, now: datetime) -> Document:
    """Keep a document for an item, privately. Raises a Refusal that says what is wrong with it."""
    paper = files.read_document(content)
    item = Item.objects.get(seller=seller, kind=kind)
    if item.documents.count() >= DOCUMENTS_AN_ITEM:
        raise TooManyDocuments
    document = Document(
        item=item,
        name=files.clean_name(name),
        media_type=paper.media_type,
        size=len(paper.content),
        sha256=files.sha256(paper.content),
        uploaded_by=by,
        uploaded_at=now,
    )
    document.file.save(
        f"{seller.code}-{kind}-{numbers.code()}.{paper.extension}", ContentFile(paper.content), save=False
    )
    document.save(force_insert=True)
    _provide(seller, kind, by=by, now=now)
    return document


@transaction.atomic(durable=True)
def accept_text(seller: Seller, kind: str, *, by: User | None, ip: str | None, now: datetime) -> Acceptance:
    """Keep the proof that the seller accepts the text in force: who, when, which words."""
    text = policy.text(TEXTS[K(kind)])
    acceptance, _made = Acceptance.objects.get_or_create(
        seller=seller,
        text=text,
        revoked_at=None,
        defaults={
            "sha256": files.sha256(text.body.encode()),
            "accepted_by": by,
            "accepted_at": now,
            "ip": ip,
        },
    )
    if seller.opened_at is None:  # an open shop's file was examined: nothing to look at again
        _provide(seller, kind, by=by, now=now)
    if kind == K.MANDATE:
        mandates.given(seller, by=by, now=now)
    return acceptance


@transaction.atomic(durable=True)
def submit(seller: Seller, *, by: User | None, now: datetime) -> None:
    """Hand the application to the operator. Raises StillMissing with what to do."""
    missing = missing_items(seller)
    if missing:
        raise StillMissing(items=", ".join(str(item) for item in missing))
    SELLER.move(seller, SellerState.APPLIED)
    events.publish(SellerApplied(seller_id=seller.pk), about=seller, by=by, at=now)


def missing_items(seller: Seller) -> list[Item]:
    """The required items that are not provided, or were sent back."""
    open_states = (ItemState.MISSING, ItemState.REJECTED)
    return list(seller.items.filter(kind__in=REQUIRED, state__in=open_states).order_by("pk"))


def _check_editable(seller: Seller) -> None:
    if seller.state not in (SellerState.DRAFT, SellerState.TO_COMPLETE):
        raise NotEditable


def _provide(seller: Seller, kind: str, *, by: User | None, now: datetime) -> None:
    item = Item.objects.get(seller=seller, kind=kind)
    ITEM.move(item, ItemState.PROVIDED, changed_at=now, note="")
    events.publish(
        ItemProvided(seller_id=seller.pk, kind=kind), about=item, within=seller, by=by, at=now
    )


def _remember(seller: Seller, columns: dict) -> None:
    for column, value in columns.items():
        setattr(seller, column, value)


def _free_slug(name: str, code: str) -> str:
    slug = slugify(name)[:60] or code.lower()
    return f"{slug}-{code.lower()}" if Seller.objects.filter(slug=slug).exists() else slug
