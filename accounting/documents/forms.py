"""What is written when a document is contested, and when the contest is answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounting.typed import MotiveField


class ContestForm(forms.Form):
    """What is wrong with a document."""

    because = MotiveField(
        label=_("Ce qui n'est pas juste"),
        help_text=_("Par exemple le taux de TVA, un montant, l'adresse de l'acheteur."),
        error_messages={"required": _("Écrivez ce qui n'est pas juste.")},
    )


class AnswerForm(forms.Form):
    """What the seller reads as the answer."""

    because = MotiveField(
        label=_("Réponse, lue par le vendeur"),
        help_text=_("Ce qui est corrigé et comment, ou pourquoi le document est juste."),
    )
