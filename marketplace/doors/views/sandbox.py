"""The sandbox's own pages: the hosted payment, the account's papers, the operator's console.

They play the provider: nothing here touches an order, a seller or a payout. What happens is
told to the marketplace by signed webhooks, as a provider would.
"""

from __future__ import annotations

from contextlib import suppress
from functools import wraps

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.doors import filed_letters
from marketplace.shared import clock
from marketplace.shared.audience import EVERY_RIGHT, operator
from marketplace.shared.gateway import current, delivery, rehearsal
from marketplace.shared.models import (
    GatewayNotice,
    SandboxAccount,
    SandboxMove,
    SandboxNotice,
    SandboxPayment,
    SandboxSettings,
)
from marketplace.shared.states import Refusal
from orders import carriers, milestones
from orders.models import Milestone, PointsRehearsal, SellerOrder, Shipment
from orders.points import closings
from orders.points.points import REHEARSED
from orders.points.sandbox import invented
from orders.states import ShipmentState
from orders.tracking import followed, rehearsing

SHOWN = 25
PARCELS = 60


def rehearsing_only(view):
    """Only while the sandbox is the gateway of this install."""

    @wraps(view)
    def door(request, *args, **kwargs):
        if not current().is_sandbox:
            raise Http404
        return view(request, *args, **kwargs)

    for name in ("audience", "role"):
        if hasattr(view, name):
            setattr(door, name, getattr(view, name))
    return door


@rehearsing_only
@never_cache
@require_http_methods(["GET", "POST"])
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    """The hosted payment page: a card is typed or chosen from the table."""
    payment = get_object_or_404(SandboxPayment, ref=ref)
    error = ""
    if request.method == "POST":
        try:
            payment = rehearsal.pay(payment, request.POST.get("card", ""), at=clock.now())
        except rehearsal.PaymentClosed:
            return _back(payment.return_url)
        except Refusal as refusal:
            error = str(refusal)
    if payment.state != "pending":
        return _back(payment.return_url)
    if payment.needs_challenge:
        return redirect("sandbox-challenge", ref)
    return render(
        request,
        "sandbox/payment.html",
        {
            "payment": payment,
            "cards": rehearsal.CARDS,
            "error": error,
            "back": _path(payment.return_url),
        },
        status=422 if error else 200,
    )


@rehearsing_only
@never_cache
@require_http_methods(["GET", "POST"])
def challenge(request: HttpRequest, ref: str) -> HttpResponse:
    """The bank of the buyer asks them to prove who they are (3-D Secure)."""
    payment = get_object_or_404(SandboxPayment, ref=ref)
    if payment.state != "pending" or not payment.needs_challenge:
        return (
            _back(payment.return_url)
            if payment.state != "pending"
            else redirect("sandbox-payment", ref)
        )
    if request.method == "POST":
        with suppress(rehearsal.PaymentClosed):  # answered in another tab
            rehearsal.answer_challenge(payment, passed="pass" in request.POST, at=clock.now())
        return _back(payment.return_url)
    return render(request, "sandbox/challenge.html", {"payment": payment})


@rehearsing_only
@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, ref: str) -> HttpResponse:
    """The page where a seller proves who they are to the provider."""
    account = get_object_or_404(SandboxAccount, ref=ref)
    if request.method == "POST":
        state = "restricted" if "restrict" in request.POST else "verified"
        rehearsal.judge_account(account, state, at=clock.now())
        return _back(account.return_url)
    return render(
        request, "sandbox/account.html", {"account": account, "back": _path(account.return_url)}
    )


class SwitchesForm(forms.ModelForm):
    """How badly the sandbox behaves."""

    class Meta:
        model = SandboxSettings
        fields = (
            "duplicate_notices",
            "shuffle_notices",
            "delay_seconds",
            "drop_percent",
            "fail_transfers",
            "refuse_updates",
            "is_down",
            "loses_answers",
        )


class PointsForm(forms.ModelForm):
    """What goes wrong with the points where parcels are collected."""

    class Meta:
        model = PointsRehearsal
        fields = ("is_down", "closed_codes")

    def clean_closed_codes(self) -> str:
        """Codes of points that there are: another would close nothing, without a word."""
        codes = self.cleaned_data["closed_codes"].split()
        unknown = sorted({*codes} - invented(REHEARSED))
        if unknown:  # a code copied by hand is believed, and may close too
            copied = SellerOrder.objects.filter(relay__code__in=unknown)
            unknown = sorted({*unknown} - {*copied.values_list("relay__code", flat=True)})
        if unknown:
            raise forms.ValidationError(
                ngettext(
                    "Aucun point relais d’essai ne porte le code « {codes} » : recopiez-le de la"
                    " commande qui y est livrée.",
                    "Aucun point relais d’essai ne porte les codes « {codes} » : recopiez-les des"
                    " commandes qui y sont livrées.",
                    len(unknown),
                ).format(codes=", ".join(unknown))
            )
        return " ".join(dict.fromkeys(codes))


class ParcelForm(forms.Form):
    """Which parcel the simulated carrier scans, and as what."""

    parcel = forms.ModelChoiceField(
        label=_lazy("Colis"),
        queryset=Shipment.objects.none(),
        empty_label=_lazy("Choisir un colis en route"),
        error_messages={
            "required": _lazy("Choisissez un colis."),
            "invalid_choice": _lazy("Ce colis n’est plus parmi les derniers : rechargez la page."),
        },
    )
    what = forms.ChoiceField(
        label=_lazy("Ce que dit le transporteur"),
        choices=[*Milestone.Kind.choices, (rehearsing.SILENT, _lazy("Plus rien : il se tait"))],
        initial=Milestone.Kind.IN_TRANSIT,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = Shipment.objects.filter(
            state__in=(ShipmentState.SHIPPED, ShipmentState.LOST), carrier__in=followed.told()
        ).exclude(tracking="")
        chosen = last.order_by("-pk").values_list("pk", flat=True)[:PARCELS]
        field = self.fields["parcel"]
        field.queryset = (
            Shipment.objects.filter(pk__in=list(chosen))
            .select_related("seller_order")
            .prefetch_related("milestones")
            .order_by("-pk")
        )
        field.label_from_instance = _parcel_words


def _parcel_words(parcel: Shipment) -> str:
    """A parcel by its order, its number and where it is."""
    now = milestones.current(milestones.of(parcel))
    where = now.get_kind_display() if now else parcel.get_state_display()
    name = carriers.name_of(parcel.carrier)
    return f"{parcel.seller_order.number} · {name} {parcel.tracking} · {where}"


@rehearsing_only
@operator("finance")
@require_safe
def console(request: HttpRequest) -> HttpResponse:
    """What lies in the sandbox's books, and the switches of its faults."""
    return render(
        request, "sandbox/console.html", _books(SwitchesForm(instance=delivery.switches()))
    )


@rehearsing_only
@operator("finance")
@require_POST
def switches(request: HttpRequest) -> HttpResponse:
    """Switch faults on and off."""
    form = SwitchesForm(request.POST, instance=delivery.switches())
    if not form.is_valid():
        return render(request, "sandbox/console.html", _books(form), status=422)
    chosen = form.save(commit=False)
    values = {name: getattr(chosen, name) for name in form.fields}
    SandboxSettings.objects.update_or_create(pk=chosen.pk, defaults=values)
    messages.success(request, _("Le bac à sable est réglé."))
    return redirect("sandbox-console")


@rehearsing_only
@operator("finance")
@require_POST
def points(request: HttpRequest) -> HttpResponse:
    """Let the carriers' registers of points play dead, or close some of their points."""
    rehearsed = PointsRehearsal.objects.order_by("pk").first()
    form = PointsForm(request.POST, instance=rehearsed)
    if not form.is_valid():
        books = _books(SwitchesForm(instance=delivery.switches())) | {"points": form}
        return render(request, "sandbox/console.html", books, status=422)
    form.save()
    closings.look_around(clock.now())  # who waits for a parcel there is asked at once
    messages.success(request, _("Les points relais d'essai sont réglés."))
    return redirect("sandbox-console")


@rehearsing_only
@operator("finance")
@require_POST
def parcels(request: HttpRequest) -> HttpResponse:
    """Let the simulated carrier scan a parcel, or fall silent about it."""
    form = ParcelForm(request.POST)
    if not form.is_valid():
        books = _books(SwitchesForm(instance=delivery.switches())) | {"parcels": form}
        return render(request, "sandbox/console.html", books, status=422)
    parcel, what, at = form.cleaned_data["parcel"], form.cleaned_data["what"], clock.now()
    try:
        if what == rehearsing.SILENT:
            rehearsing.fall_silent(parcel, at=at)
            done = _("Le transporteur se tait : le vendeur du colis est invité à l’interroger.")
        else:
            rehearsing.advance(parcel, what, at=at)
            done = _("Le transporteur a parlé : le webhook est parti.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("sandbox-console")


@rehearsing_only
@operator("finance")
@require_POST
def act(request: HttpRequest, what: str, ref: str) -> HttpResponse:
    """Play the bank or the provider on one object."""
    acts = {
        "contester": _contest,
        "gagnee": _won,
        "perdue": _lost,
        "renvoyer": _resend,
        "verifier": _verify,
        "restreindre": _restrict,
    }
    if what not in acts:
        raise Http404
    try:
        acts[what](ref, clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C'est fait : le webhook est parti."))
    return redirect("sandbox-console")


def _contest(ref, at):
    rehearsal.open_dispute(get_object_or_404(SandboxPayment, ref=ref), at=at)


def _won(ref, at):
    rehearsal.close_dispute(get_object_or_404(SandboxMove, ref=ref), won=True, at=at)


def _lost(ref, at):
    rehearsal.close_dispute(get_object_or_404(SandboxMove, ref=ref), won=False, at=at)


def _resend(ref, at):
    delivery.resend(get_object_or_404(SandboxNotice, uid=ref), at=at)


def _verify(ref, at):
    rehearsal.judge_account(get_object_or_404(SandboxAccount, ref=ref), "verified", at=at)


def _restrict(ref, at):
    rehearsal.judge_account(get_object_or_404(SandboxAccount, ref=ref), "restricted", at=at)


@rehearsing_only
@operator(EVERY_RIGHT)
@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that went to files instead of people; they hold links that sign in, so that
    only those who hold every right read them.
    """
    if not filed_letters.are_kept():
        raise Http404
    to = request.GET.get("to", "").strip()
    found = {"letters": filed_letters.latest(to), "to": to, "most": filed_letters.MOST}
    return render(request, "sandbox/letters.html", found)


@rehearsing_only
@operator(EVERY_RIGHT)
@never_cache
@require_safe
def letter(request: HttpRequest, file: str, place: int) -> HttpResponse:
    """One letter as it is read where mail shows text."""
    found = filed_letters.find(file, place) if filed_letters.are_kept() else None
    if found is None:
        raise Http404
    return render(request, "sandbox/letter.html", {"letter": found})


def _books(form: SwitchesForm) -> dict:
    disputed = set(SandboxMove.objects.filter(kind="dispute").values_list("target_ref", flat=True))
    payments = list(SandboxPayment.objects.order_by("-pk")[:SHOWN])
    for payment in payments:
        payment.can_contest = payment.state == "paid" and payment.ref not in disputed
    down = form.instance.is_down or form.instance.loses_answers
    return {
        "form": form,
        "parcels": ParcelForm(),
        "points": PointsForm(instance=PointsRehearsal.objects.order_by("pk").first()),
        "payments": payments,
        # however old: only here may the bank decide them
        "disputes": SandboxMove.objects.filter(kind="dispute", state="open").order_by("pk"),
        "moves": SandboxMove.objects.order_by("-pk")[:SHOWN],
        "notices": SandboxNotice.objects.order_by("-pk")[:SHOWN],
        "received": GatewayNotice.objects.filter(gateway="sandbox").order_by("-pk")[:SHOWN],
        "accounts": SandboxAccount.objects.order_by("-pk")[:SHOWN],
        "balance": None if down else current().balance_cents(),
        "keeps_letters": filed_letters.are_kept(),
    }


def _path(url: str) -> str:
    """A page of ours by its path: the content policy allows no other host of ours."""
    path = url.removeprefix(settings.BASE_URL)
    return path if url_has_allowed_host_and_scheme(path, None) else "/"


def _back(url: str) -> HttpResponse:
    return redirect(_path(url))
