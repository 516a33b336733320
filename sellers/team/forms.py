"""What owners fill in about their team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import MailboxField
from sellers.models import Member, Role


class InviteForm(forms.Form):
    """Whom to invite into the team, and as what."""

    email = MailboxField(
        help_text=_(
            "La personne reçoit une invitation à cette adresse, qu'elle ait déjà un compte ou non."
        ),
        error_messages={"required": _("Indiquez l'adresse e-mail de la personne à inviter.")},
    )
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[("", _("Choisissez un rôle")), *Role.choices],
        error_messages={"required": _("Choisissez le rôle de cette personne.")},
    )


class RoleForm(forms.ModelForm):
    """A member's role."""

    class Meta:
        model = Member
        fields = ("role",)
