"""The forms of accounts: django-allauth's own, with passwords measured and addresses checked."""

from __future__ import annotations

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as factors
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import accounts, landing, signin
from marketplace.shared import clock, limits, mailboxes, passwords, visitor
from marketplace.shared.models import User

MINUTE, HOUR = 60, 3600
APPLIES = "applies"  # in the session of who signs up to open a shop


LABELS = {
    "password": _("Mot de passe"),
    "oldpassword": _("Mot de passe actuel"),
    "remember": _("Rester connecté sur cet appareil"),
}
ASKED = {
    "password": _("Indiquez votre mot de passe."),
    "oldpassword": _("Indiquez votre mot de passe actuel."),
    "password1": _("Choisissez un mot de passe."),
    "password2": _("Écrivez le mot de passe une seconde fois."),
}
NEW, AGAIN = _("Nouveau mot de passe"), _("Nouveau mot de passe, une seconde fois")


def _call(form: forms.Form) -> None:
    """Name the fields of the library in our words, and check how long their passwords are."""
    again = "password2" in form.fields
    own = LABELS | {"password1": NEW if again else LABELS["password"], "password2": AGAIN}
    for name, field in form.fields.items():
        field.label = own.get(name, field.label)
        if name in ASKED:
            field.error_messages["required"] = ASKED[name]
    passwords.cap(form)


class LoginForm(account.LoginForm):
    """The sign-in page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = mailboxes.in_place_of(self.fields["login"])
        self.fields["came_from"] = forms.CharField(
            required=False,
            widget=forms.HiddenInput,
            initial=landing.came_from(context.request) if context.request else "",
        )
        _call(self)


class SignupForm(account.SignupForm):
    """Creates an account. A known address is answered like an unknown one, also in time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = mailboxes.in_place_of(self.fields["email"])
        _call(self)

    def clean_email(self):
        """An address without an account; for one that has an account, the page does not say so."""
        email = super().clean_email()
        self.account_already_exists = self.account_already_exists or accounts.is_taken(
            email, at=clock.now()
        )
        return email

    def clean(self):
        """Limit how many accounts one visitor creates."""
        data = super().clean()
        if not self.errors and not limits.take(
            "sign-up", visitor.address(context.request), 20, HOUR
        ):
            raise get_adapter().validation_error("rate_limited")
        return data

    def try_save(self, request):
        """Create the account, or write to the owner of the existing one."""
        # kept for a known address too: the page that follows is the same
        request.session[APPLIES] = request.POST.get("next") == reverse("seller-apply")
        if self.account_already_exists:
            # takes as long as for a new account: the time does not tell that one exists
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            return super().try_save(request)
        except IntegrityError:  # the same address a moment ago
            self.account_already_exists = True
            return super().try_save(request)


class JoinForm(forms.Form):
    """A name and a password, for the account that an invitation's letter opens."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=150, error_messages={"required": _("Indiquez votre prénom.")}
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=150, error_messages={"required": _("Indiquez votre nom.")}
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(render_value=False),
        error_messages={"required": _("Choisissez un mot de passe.")},
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = passwords.hint()
        passwords.cap(self)

    def clean_password(self):
        """A password that is good enough for this person."""
        person = User(
            email=self.email,
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        return get_adapter().clean_password(self.cleaned_data["password"], user=person)


class ChangePasswordForm(account.ChangePasswordForm):
    """Replaces a password by somebody who knows it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _call(self)

    def clean_oldpassword(self):
        """The password in use; tries are limited."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]

    def save(self):
        """Replace it, end the other sessions, write to the person."""
        accounts.change_password(self.user, self.cleaned_data["password1"], at=clock.now())


class SetPasswordForm(account.SetPasswordForm):
    """A first password for an account without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _call(self)

    def save(self):
        """Set it, end the other sessions, write to the person."""
        accounts.change_password(self.user, self.cleaned_data["password1"], at=clock.now())


class ResetPasswordForm(account.ResetPasswordForm):
    """Asks for a new password. Only the address one signs in with receives the letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = mailboxes.in_place_of(self.fields["email"])

    def clean_email(self):
        """The account of this address, if there is one; the page does not say."""
        email = self.cleaned_data["email"]
        self.users = list(User.objects.filter(email=email, is_active=True))
        return email

    def clean(self):
        """Say it when no letter leaves, in the same words whether or not there is an account:
        what is counted is how often the address was typed here.
        """
        data = super().clean()
        if self.errors:
            return data
        if not limits.take("reset", visitor.address(context.request), 10, 10 * MINUTE):
            raise forms.ValidationError(
                _("Trop de demandes depuis votre connexion : réessayez dans dix minutes.")
            )
        if not limits.take("letter", f"reset:{data['email']}", 3, HOUR):
            self.add_error(
                "email",
                _(
                    "Trois demandes ont déjà été faites pour cette adresse depuis une heure :"
                    " aucune autre lettre ne part. Ouvrez la dernière reçue, ou réessayez dans une"
                    " heure."
                ),
            )
        return data


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    """The new password of somebody who opened the letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _call(self)

    def save(self):
        """Set it; all sessions end."""
        accounts.reset_password(self.user, self.cleaned_data["password1"], at=clock.now())
        signin.forgive(self.user, context.request)


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _call(self)


class _FewCodes:
    """Six digits are soon guessed: few tries per account, from anywhere."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(MaxLengthValidator(40))
        self.fields["code"].error_messages["required"] = _("Indiquez le code.")

    def clean_code(self):
        """The code, if it is one; a right one gives the tries back."""
        counts = [
            ("code", str(self.user.pk), 5, 5 * MINUTE),
            ("code-hour", str(self.user.pk), 20, HOUR),
        ]
        for count in counts:
            if not limits.take(*count):
                raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        for kind, key, _most, _seconds in counts:
            signin.give_back(kind, key)
        return code


class CodeForm(_FewCodes, factors.AuthenticateForm):
    """The second factor at sign-in."""


class CodeAgainForm(_FewCodes, factors.ReauthenticateForm):
    """The second factor once more."""


class MoveForm(forms.Form):
    """Another address to sign in with."""

    email = mailboxes.MailboxField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ProofForm(forms.Form):
    """Where to send the letter of proof again."""

    email = mailboxes.MailboxField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
