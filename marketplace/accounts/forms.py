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

from marketplace.accounts import accounts, signin
from marketplace.shared import clock, limits, mailboxes, passwords, visitor
from marketplace.shared.models import User

MINUTE, HOUR = 60, 3600


class LoginForm(account.LoginForm):
    """Who comes in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = mailboxes.in_place_of(self.fields["login"])
        passwords.cap(self)


class SignupForm(account.SignupForm):
    """Who joins. A known address is answered like an unknown one, in words and in time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = mailboxes.in_place_of(self.fields["email"])
        passwords.cap(self)

    def clean_email(self):
        """An address that is nobody's, or that we do not betray."""
        email = super().clean_email()
        self.account_already_exists = self.account_already_exists or accounts.is_taken(
            email, at=clock.now()
        )
        return email

    def clean(self):
        """Not from the same visitor all the time."""
        data = super().clean()
        if not self.errors and not limits.take(
            "sign-up", visitor.address(context.request), 20, HOUR
        ):
            raise get_adapter().validation_error("rate_limited")
        return data

    def try_save(self, request):
        """Create the account, or write to whoever has it."""
        if self.account_already_exists:
            make_password(
                self.cleaned_data["password1"]
            )  # takes as long as for an account that is made
            return super().try_save(request)
        try:
            return super().try_save(request)
        except IntegrityError:  # the same address a moment ago
            self.account_already_exists = True
            return super().try_save(request)


class ChangePasswordForm(account.ChangePasswordForm):
    """Another password, by whoever knows the one in use."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        passwords.cap(self)

    def clean_oldpassword(self):
        """The password in use; few tries."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]

    def save(self):
        """Change it, end the other sessions, write to the person."""
        accounts.change_password(self.user, self.cleaned_data["password1"], at=clock.now())


class SetPasswordForm(account.SetPasswordForm):
    """A first password for an account without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        passwords.cap(self)

    def save(self):
        """Set it, end the other sessions, write to the person."""
        accounts.change_password(self.user, self.cleaned_data["password1"], at=clock.now())


class ResetPasswordForm(account.ResetPasswordForm):
    """Who forgot their password. Only the address one signs in with receives the letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = mailboxes.in_place_of(self.fields["email"])

    def clean_email(self):
        """The account of this address, if there is one; the page does not say."""
        email = self.cleaned_data["email"]
        self.users = list(User.objects.filter(email=email, is_active=True))
        return email

    def save(self, request, **kwargs):
        """Have the letter sent, unless this visitor asks for letters all the time."""
        if limits.take("reset", visitor.address(request), 10, 10 * MINUTE):
            return super().save(request, **kwargs)
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    """The new password of whoever reads the mailbox."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        passwords.cap(self)

    def save(self):
        """Set it; all sessions end, nothing of before counts."""
        accounts.reset_password(self.user, self.cleaned_data["password1"], at=clock.now())
        signin.forgive(self.user)


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        passwords.cap(self)


class _FewCodes:
    """Six digits are soon guessed: few tries an account, from wherever."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(MaxLengthValidator(40))

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
