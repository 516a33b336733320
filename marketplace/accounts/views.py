"""The pages on which a mailbox is proven, and on which a login address changes."""

from __future__ import annotations

from allauth.account.internal.stagekit import unstash_login
from allauth.account.stages import EmailVerificationStage, LoginStageController
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.accounts import accounts, emails, signin
from marketplace.accounts.forms import APPLIES, MoveForm, ProofForm
from marketplace.shared import clock, limits, visitor
from marketplace.shared.audience import buyer, proven_again
from marketplace.shared.models import MailboxMove, MoveState, User
from marketplace.shared.states import Refusal

HOUR = 3600


@never_cache
@require_http_methods(["GET", "POST"])
def wait_for_proof(request: HttpRequest) -> HttpResponse:
    """Waiting for the proof of a mailbox, and the letter again. The same for every address."""
    waiting = _address_waiting(request)
    form = ProofForm(request.POST or None, initial={"email": waiting})
    if request.method == "POST" and form.is_valid():
        if limits.take("proof", visitor.address(request), 20, HOUR):
            signin.send_proof(form.cleaned_data["email"])
        messages.success(
            request, _("Si cette adresse attend sa confirmation, un nouveau lien vient d'y partir.")
        )
        return redirect("account_email_verification_sent")
    values = {
        "form": form,
        "email": waiting,
        "leads_to_shop": request.session.get(APPLIES, False),
    }
    return render(request, "account/verification_sent.html", values)


@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, key: str) -> HttpResponse:
    """Opening the letter proves the mailbox.

    In the browser that signed up this signs in; in any other a new password is chosen, because
    somebody else may have chosen the present one.
    """
    user = _of_key(key)
    if user is None and (proven := _proven_by(key)):
        return _say_proven(request, proven, key)
    if user is None:
        return render(request, "account/email_confirm.html", {"form": ProofForm()}, status=404)
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    own = bool(stage and stage.login.user and stage.login.user.pk == user.pk)
    if request.method == "GET":
        return render(request, "account/email_confirm.html", {"email": user.email, "own": own})
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    accounts.prove(user, own_password=own, at=clock.now())
    if own:
        stage.login.user.refresh_from_db()
        messages.success(request, _("Votre adresse est confirmée. Bienvenue !"))
        return stage.exit()
    return redirect(emails.reset_path(user))


@never_cache
@require_http_methods(["GET", "POST"])
@buyer
def mailbox(request: HttpRequest) -> HttpResponse:
    """The address a person signs in with, and the way to another."""
    if request.method == "POST":
        return _change_mailbox(request)
    return _mailbox_page(request, MoveForm())


@proven_again
def _change_mailbox(request: HttpRequest) -> HttpResponse:
    if "drop" in request.POST:
        accounts.drop_move(request.user)
        messages.success(request, _("Vous gardez votre adresse actuelle."))
        return redirect("account_email")
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            if not limits.take("move", str(request.user.pk), 5, HOUR):
                raise limits.TooOften
            accounts.ask_move(request.user, email=form.cleaned_data["email"], at=clock.now())
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request,
                _("Nous avons écrit aux deux adresses : ouvrez le lien reçu à la nouvelle."),
            )
            return redirect("account_email")
    return _mailbox_page(request, form)


def _mailbox_page(request: HttpRequest, form: MoveForm) -> HttpResponse:
    waiting = MailboxMove.objects.filter(user=request.user, state=MoveState.ASKED).first()
    if waiting and clock.now() > waiting.asked_at + accounts.PROOF_LASTS:
        waiting = None
    return render(request, "account/email.html", {"form": form, "waiting": waiting})


@never_cache
@require_http_methods(["GET", "POST"])
@buyer
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The letter to the new mailbox was opened: from now on one signs in with it."""
    change = accounts.unseal(token, "prove")
    if change is not None and change.user_id != request.user.pk:
        raise Http404
    if change is None or change.state != MoveState.ASKED:
        return render(request, "account/link_over.html", status=404)
    if request.method == "POST":
        try:
            accounts.move(change, by=request.user, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Vous vous connectez désormais avec cette adresse."))
        return redirect("account_email")
    return render(request, "account/move.html", {"move": change})


@never_cache
@require_http_methods(["GET", "POST"])
def object_to_move(request: HttpRequest, token: str) -> HttpResponse:
    """The old mailbox objects: the address comes back, and a new password is chosen."""
    change = accounts.unseal(token, "object")
    if change is None or not accounts.may_object(change, at=clock.now()):
        return render(request, "account/link_over.html", status=404)
    if request.method == "POST":
        try:
            user = accounts.object_to_move(change, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("account_login")
        logout(request)
        messages.success(
            request, _("Le changement est arrêté. Choisissez maintenant un nouveau mot de passe.")
        )
        return redirect(emails.reset_path(user))
    return render(request, "account/move_object.html", {"move": change})


def _address_waiting(request: HttpRequest) -> str:
    login = unstash_login(request, peek=True)
    if login is None:
        return ""
    return login.email or (login.user.email if login.user else "")


def _say_proven(request: HttpRequest, user: User, key: str) -> HttpResponse:
    """The letter was opened before: where its reader goes now, who may have no password yet.

    While the letter counts, it still leads to the password that was not chosen then.
    """
    own = request.user.is_authenticated and request.user.pk == user.pk
    has_password = user.has_usable_password()
    is_fresh = _read(key, lasts=True) is not None
    if request.method == "POST" and is_fresh and not has_password:
        if request.user.is_authenticated and not own:
            logout(request)
        return redirect(emails.reset_path(user))
    values = {"proven": user.email, "own": own, "has_password": has_password, "fresh": is_fresh}
    return render(request, "account/email_confirm.html", values)


def _read(key: str, *, lasts: bool) -> tuple[int, str] | None:
    """The account and the mailbox that a letter of proof names; `lasts`: only while it counts."""
    age = accounts.PROOF_LASTS if lasts else None
    try:
        pk, email = signing.loads(key, salt=emails.PROOF_SALT, max_age=age)
    except signing.BadSignature:
        return None
    return pk, email


def _proven_by(key: str) -> User | None:
    """The account that a letter proved, however long ago: whoever holds it reads the mailbox."""
    if (read := _read(key, lasts=False)) is None:
        return None
    proven = User.objects.exclude(email_proven_at=None)
    return proven.filter(pk=read[0], email=read[1], is_active=True).first()


def _of_key(key: str) -> User | None:
    if (read := _read(key, lasts=True)) is None:
        return None
    return User.objects.filter(
        pk=read[0], email=read[1], email_proven_at=None, is_active=True
    ).first()
