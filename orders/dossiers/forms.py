"""What the operator fills in on files: the answer to a bank, another destination."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.telephones import TelephoneField
from marketplace.shared.typed import MotiveField
from orders.buying.place_form import PlaceForm
from orders.dossiers import evidence
from orders.typed import first, plain, wordy, writable


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


class DestinationForm(PlaceForm):
    """Where what has not left of an order goes, and why it changes."""

    field_order = ("recipient", "line1", "line2", "postcode", "city", "country", "phone", "because")

    recipient = forms.CharField(
        label=_("Nom et prénom"),
        max_length=120,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez le nom de la personne qui recevra le colis.")},
    )
    phone = TelephoneField(label=_("Téléphone"), max_length=20, required=False)
    because = MotiveField()

    def clean(self):
        """A postcode is read in its country."""
        data = super().clean()
        if data.get("postcode"):
            data["postcode"] = self.read_postcode(data["postcode"], data.get("country") or "FR")
        return data
