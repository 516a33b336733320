"""What the operator fills in on files: the answer to a bank."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.dossiers import evidence
from orders.typed import writable


def _line(label, **more) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=500, validators=[writable], **more
    )


class EvidenceForm(forms.Form):
    """What proves a sale, as it was drafted and as a person corrected it."""

    text = forms.CharField(
        label=_("Ce qui prouve la vente"),
        max_length=evidence.MOST,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Écrivez ce qui prouve la vente.")},
        help_text=_(
            "Rédigé d'après le suivi, les documents et les messages : relisez, retirez ce qui ne"
            " prouve rien. La banque n'en reçoit qu'une version."
        ),
    )
    customer_name = _line(_("Nom de l'acheteur"))
    customer_email = _line(_("E-mail de l'acheteur"))
    product_description = forms.CharField(
        label=_("Articles"),
        required=False,
        max_length=2000,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shipping_address = _line(_("Adresse de livraison"))
    shipping_carrier = _line(_("Transporteur"))
    shipping_tracking = _line(_("Numéro de suivi"))
    shipping_date = _line(_("Date d'expédition"))
