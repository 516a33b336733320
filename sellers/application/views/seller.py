"""A seller's file: apply, prove who they are, follow the checklist."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.shared import clock, gateway, policy, visitor
from marketplace.shared.audience import newcomer, proven_again
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact
from marketplace.shared.states import Refusal
from sellers.access import CHOSEN, seller
from sellers.application import agreements, kyc, mandates, names, onboarding, suspension
from sellers.application.forms import (
    AcceptForm,
    ApplicantForm,
    BankForm,
    BeginForm,
    DocumentForm,
    VatForm,
)
from sellers.application.views.documents import hand_out
from sellers.models import Document, Item, Member, Role
from sellers.prospects import prospects
from sellers.states import IdentityState, ItemState, SellerState

K = Item.Kind
FORMS = {K.IDENTITY: ApplicantForm, K.VAT: VatForm, K.BANK: BankForm, K.TERMS: AcceptForm}
TOPICS = {K.IDENTITY: "company", K.VAT: "vat"}  # an open shop's own pages for them
ALWAYS = (*onboarding.EDITABLE, SellerState.OPEN, SellerState.CLOSED)
STATES = {K.BANK: ALWAYS, K.TERMS: (*ALWAYS, SellerState.APPLIED)}
UPLOADS = (K.REGISTRATION, K.ID_CARD, K.INSURANCE)
MODEL_COLUMNS = (
    "name",
    "siret",
    "legal_name",
    "legal_form",
    "capital",
    "rcs",
    "representative",
    "phone",
    "line1",
    "line2",
    "postcode",
    "city",
    "mediator",
)


@newcomer
def apply(request):
    """Begin an application; someone who has one under way finds its file.

    Whoever has a shop, or was refused, may apply for another company, or again.
    """
    memberships = (
        Member.objects.filter(user=request.user)
        .select_related("seller")
        .order_by("-joined_at", "-pk")
    )
    shops = [member.seller for member in memberships]
    invited = prospects.invited_by(request.GET.get("p", ""))
    form = BeginForm(
        request.POST or None, initial={"name": invited.company[:80] if invited else ""}
    )
    begun = onboarding.under_way(request.user)
    if begun is None and request.method == "POST" and form.is_valid():
        try:
            begun = onboarding.begin(
                request.user, name=form.cleaned_data["name"], invited=invited, at=clock.now()
            )
        except onboarding.ApplicationUnderWay as refusal:
            # The button was pressed twice: the first press made the application.
            messages.warning(request, str(refusal))
            begun = onboarding.under_way(request.user)
        except names.BadName as refusal:
            form.add_error("name", str(refusal))
    elif begun is not None and request.method == "POST":
        messages.warning(request, str(onboarding.ApplicationUnderWay()))
    if begun is not None:
        request.session[CHOSEN] = begun.pk
        return redirect("seller-file")
    return render(request, "shop/sellers/apply.html", {"form": form, "shops": shops})


@seller(during_application=True)
def show(request):
    """The checklist: what is done, what is missing, what was sent back."""
    items = {
        item.kind: item
        for item in request.seller.items.prefetch_related("documents").order_by("pk")
    }
    steps = [
        {
            "item": item,
            "required": kind in onboarding.REQUIRED,
            "upload": kind in UPLOADS,
            "documents": list(item.documents.all()),
            "form": DocumentForm(initial={"kind": kind}, prefix=kind),
        }
        for kind, item in items.items()
    ]
    done = [
        step for step in steps if step["item"].state in (ItemState.PROVIDED, ItemState.ACCEPTED)
    ]
    return render(
        request,
        "seller/sellers/file.html",
        {
            "seller": request.seller,
            "rows": steps,
            "asked": kyc.asked_in_words(request.seller),
            "pauses": suspension.pauses(request.seller, at=clock.now()),
            "untold": kyc.untold(request.seller),
            "done_count": len(done),
            "required_count": len([step for step in steps if step["required"]]),
            "missing": onboarding.missing_items(request.seller),
            "may_edit": request.seller.state in onboarding.EDITABLE,
            "may_upload": request.seller.state in onboarding.PROVIDABLE,
            "may_give_up": request.seller.state in onboarding.UNDER_WAY,
            "told": _last_word(request.seller),
            "same_company": onboarding.of_same_company(
                request.user, request.seller.siret, but=request.seller
            ),
            "terms": _agreement(request.seller, K.TERMS),
            "mandate": _agreement(request.seller, K.MANDATE),
            "mailbox": request.seller.identities.filter(state=IdentityState.UNPROVEN).first(),
            "is_owner": request.member.role == Role.OWNER,
        },
    )


@seller("owner", during_application=True, private=True)
def step(request, kind: str):
    """One step that is a form: identity, VAT, bank, terms and mandate."""
    kind = K.TERMS if kind == K.MANDATE else kind
    if kind not in FORMS:
        return redirect("seller-file")
    if request.method == "GET":
        if kind in TOPICS and request.seller.opened_at is not None:
            return redirect("seller-company-change", TOPICS[kind])
        if request.seller.state not in STATES.get(kind, onboarding.EDITABLE):
            messages.error(request, str(onboarding.NotEditable(request.seller.state)))
            return redirect("seller-file")
    # Money may have gone to this IBAN already: whoever changes it proves again who they are.
    if kind == K.BANK and request.seller.iban:
        return _step_proven(request, kind)
    return _step(request, kind)


def _step(request, kind: str):
    form, same_company = _form_of(request, kind), []
    texts = [policy.text(text) for text in onboarding.TEXTS.values()] if kind == K.TERMS else []
    shown = " ".join(str(text.version) for text in texts)
    # A version published since the page was shown was not read, so it is not agreed to.
    if texts and form.is_bound and request.POST.get("shown") != shown:
        messages.warning(
            request, _("Ces textes viennent de changer : lisez-les, puis acceptez-les.")
        )
        form = AcceptForm()
    elif request.method == "POST" and form.is_valid() and _says_nothing_new(request, kind, form):
        messages.info(request, _("Rien n'a changé : rien n'est enregistré."))
        return redirect("seller-file")
    elif request.method == "POST" and form.is_valid():
        try:
            _carry_out(request, kind, form.cleaned_data)
        except onboarding.AlreadyApplied as refusal:
            form.add_error(None, str(refusal))
            same_company = onboarding.of_same_company(
                request.user, form.cleaned_data["siret"], but=request.seller
            )
        except names.BadName as refusal:
            form.add_error("name", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C'est enregistré."))
            return redirect("seller-file")
    context = {
        "form": form,
        "kind": kind,
        "item": get_object_or_404(request.seller.items, kind=kind),
        "texts": texts,
        "shown": shown,
        "same_company": same_company,
    }
    return render(request, "seller/sellers/step.html", context)


_step_proven = proven_again(_step)


@require_POST
@seller("owner", during_application=True)
def upload(request, kind: str):
    """Store a document for an item that is proven by documents."""
    if kind not in UPLOADS:
        raise Http404
    form = DocumentForm({"kind": kind}, request.FILES)
    if not form.is_valid():
        sentence = next(iter(form.errors.values()))[0]
        messages.error(request, sentence)
        return redirect("seller-file")
    given = form.cleaned_data["file"]
    try:
        onboarding.provide(
            request.seller,
            form.cleaned_data["kind"],
            content=given.read(),
            name=given.name,
            by=request.user,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, f"{given.name} : {refusal}")
    else:
        messages.success(request, _("Document reçu."))
    return redirect("seller-file")


@require_http_methods(["GET", "POST"])
@seller("owner", private=True)
def revoke_mandate(request):
    """The owner revokes the mandate: first what that stops, then, the password given, the act."""
    if mandates.in_force(request.seller) is None:
        messages.error(request, str(mandates.NothingToRevoke()))
        return redirect("seller-file")
    return _revoke_proven(request)


def _revoke(request):
    if request.method == "GET":
        return render(request, "seller/sellers/mandate_revoke.html")
    try:
        mandates.revoke(request.seller, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _(
                "Le mandat est révoqué : plus rien ne se vend ni ne s'expédie tant que vous ne"
                " l'avez pas donné à nouveau."
            ),
        )
    return redirect("seller-file")


_revoke_proven = proven_again(_revoke, to_read=False)


@require_POST
@seller("owner", during_application=True)
def submit(request):
    """The owner hands the application to the operator."""
    try:
        onboarding.submit(request.seller, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Votre candidature est déposée. Nous l'examinons et vous écrivons.")
        )
    return redirect("seller-file")


@require_POST
@seller("owner", during_application=True)
def give_up(request):
    """The owner withdraws the application, and may resume it later."""
    return _decide(
        request,
        onboarding.give_up,
        _("Votre candidature est retirée. Vous pouvez la reprendre ici quand vous voulez."),
    )


@require_POST
@seller("owner", during_application=True)
def take_up(request):
    """Go on with an application that was taken back."""
    return _decide(
        request,
        onboarding.take_up,
        _("Votre candidature est reprise : complétez-la, puis déposez-la."),
    )


@require_POST
@seller("owner", during_application=True)
def apply_again(request):
    """Apply again with the file that was refused."""
    return _decide(
        request,
        onboarding.apply_again,
        _(
            "Votre candidature est reprise : refaites ce qui est marqué, le reste est gardé, puis"
            " déposez-la."
        ),
    )


def _decide(request, verb, done: str):
    try:
        verb(request.seller, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("seller-file")


@seller("owner", during_application=True, private=True)
def document(request, pk: int):
    """A document of the file, as a download: identity cards are for their owners alone."""
    paper = get_object_or_404(Document, pk=pk, item__seller=request.seller)
    return hand_out(paper)


def _last_word(shop) -> str:
    """Why the operator refused, revived or closed: the reason, as the letter gave it."""
    names = {
        SellerState.REFUSED: ("sellers.SellerRefused",),
        SellerState.CLOSED: ("sellers.SellerClosed",),
        SellerState.TO_COMPLETE: ("sellers.SellerRevived", "sellers.SellerRefused"),
    }.get(SellerState(shop.state), ())
    since = Fact.objects.filter(
        subject=subject_of(shop), name__in=(*names, "sellers.SellerApplied")
    )
    last = since.order_by("-pk").first() if names else None
    return last.because if last is not None and last.name in names else ""


def _agreement(shop, kind: str) -> agreements.Agreement | None:
    """Where an open shop stands with a text: accepted, outdated, revoked."""
    if shop.state != SellerState.OPEN:
        return None
    return agreements.of(shop, onboarding.TEXTS[kind])


def _form_of(request, kind: str):
    data = request.POST or None
    shop = request.seller
    if kind == K.IDENTITY:
        return ApplicantForm(
            data, initial={column: getattr(shop, column) for column in MODEL_COLUMNS}
        )
    if kind == K.VAT:
        return VatForm(
            data, siren=shop.siren, initial={"regime": shop.vat_regime, "number": shop.vat_number}
        )
    if kind == K.BANK:
        return BankForm(data, initial={"iban": shop.iban})
    return AcceptForm(data)


def _says_nothing_new(request, kind: str, form) -> bool:
    """Whether a step that is already done was saved as it was: nothing is to be examined again."""
    if kind == K.TERMS or form.has_changed():
        return False
    done = (ItemState.PROVIDED, ItemState.ACCEPTED)
    return request.seller.items.filter(kind=kind, state__in=done).exists()


def _carry_out(request, kind: str, data: dict) -> None:
    present = {"by": request.user, "at": clock.now()}
    if kind == K.IDENTITY:
        onboarding.identify(request.seller, **data, **present)
    elif kind == K.VAT:
        onboarding.declare_vat(request.seller, **data, **present)
    elif kind == K.BANK:
        onboarding.give_bank(request.seller, **data, **present)
    else:
        for text in onboarding.TEXTS:
            onboarding.accept_text(
                request.seller, text, ip=visitor.exact_address(request), **present
            )


@seller("owner", during_application=True, private=True)
def identity(request):
    """Lead the owner to the provider's own pages, where identity is proven; mirror on return."""
    shop = request.seller
    if shop.opened_at is None:
        return redirect("seller-file")
    try:
        kyc.open_account(shop.pk, at=clock.now())
        shop.refresh_from_db()
        if "retour" in request.GET:
            kyc.sync(shop.account_ref, at=clock.now())
            return redirect("seller-file")
        back = request.build_absolute_uri(reverse("seller-identity") + "?retour=1")
        return redirect(gateway.current().onboarding_url(shop.account_ref, return_url=back))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-file")
