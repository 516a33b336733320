"""What is typed in a complaint: by the buyer, by the seller, by the operator who decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import HundredthsField, telling
from orders.fulfilment.forms import Pieces
from orders.incidents import evidence
from orders.incidents import file as incident_file
from orders.incidents.incidents import Award, Kind
from orders.models import Incident, IncidentWord
from orders.money import refunds
from orders.typed import first, wordy, writable

MOST_CENTS = 100_000_000
CHOSEN = [
    (Kind.DAMAGED, _("L'article est arrivé abîmé")),
    (Kind.WRONG, _("L'article n'est pas conforme, ou il en manque")),
]
SIDES = [(IncidentWord.Side.BUYER, _("L'acheteur")), (IncidentWord.Side.SELLER, _("Le vendeur"))]


class Photos(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Pictures and PDFs that prove what is said: their bytes, not yet read."""

    widget = Photos

    def clean(self, data, initial=None):
        """Each file by itself; there may be none."""
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(files) > evidence.MOST:
            raise forms.ValidationError(str(evidence.TooManyPhotos(most=evidence.MOST)))
        return [super(PhotosField, self).clean(upload, initial) for upload in files]


def words(label, *checks, **more) -> forms.CharField:
    """What somebody explains, on several lines."""
    return forms.CharField(
        label=label,
        max_length=2000,
        validators=[first(writable, *(checks or [wordy]))],
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Expliquez en quelques mots.")},
        **more,
    )


def photos() -> PhotosField:
    """Photos and PDFs to join."""
    return PhotosField(
        label=_("Photos ou PDF"),
        required=False,
        widget=Photos(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text=_(
            "Jusqu'à 6 fichiers (JPEG, PNG, WebP, PDF), 10 Mo chacun. L'autre côté et le service"
            " client les voient."
        ),
    )


class WordsForm(forms.Form):
    """A side says something, with photos."""

    text = words(_("Votre message"))
    photos = photos()


class ClaimForm(WordsForm):
    """What is wrong with a parcel or a return that the page already names."""

    text = words(_("Ce qui s'est passé"))


class PiecesForm(Pieces):
    """What is wrong with which pieces."""

    kind = forms.ChoiceField(
        label=_("Que se passe-t-il ?"),
        choices=CHOSEN,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qui ne va pas.")},
    )
    text = words(_("Ce qui s'est passé"))
    photos = photos()

    def clean(self):
        """At least one piece is named."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        return data


class EurosField(HundredthsField):
    """An amount to give back, within what is left."""

    unreadable = _("Indiquez un montant en euros, par exemple 12,50.")

    def __init__(self, *, most_cents: int = MOST_CENTS, **options):
        super().__init__(most=most_cents, **options)
        self.too_much = _("Il reste au plus %(most)s.") % {"most": money(most_cents)}


class AskForm(forms.Form):
    """A question of the operator to one side."""

    side = forms.ChoiceField(label=_("À qui"), choices=SIDES)
    question = words(_("Question"))


class ReasonsForm(forms.Form):
    """A decision without money, and why."""

    because = words(
        _("Motifs de la décision"), telling, help_text=_("Les deux côtés les lisent, mot pour mot.")
    )


class WhyForm(forms.Form):
    """A reason for the record; it is no decision."""

    because = words(_("Motif"), telling)


class GestureForm(ReasonsForm):
    """Some money, borne by one or the other."""

    def __init__(self, data=None, *, initial):
        super().__init__(data)
        incident: Incident = initial["incident"]
        left = sum(line_left.cents for line_left in incident_file.lines_left(incident))
        self.fields["amount"] = EurosField(
            label=_("Montant en euros"),
            most_cents=left,
            help_text=_("Il reste au plus %(most)s à rendre sur les articles.")
            % {"most": money(left)},
        )
        self.fields["borne_by"] = bearer()
        self.order_fields(["amount", "borne_by", "because"])

    def clean_amount(self):
        """A gesture gives something."""
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError(_("Indiquez un montant."))
        return self.cleaned_data["amount"]


class AwardForm(ReasonsForm):
    """All or part of the goods, by the piece or by the amount, and of the delivery."""

    def __init__(self, data=None, *, initial):
        super().__init__(data)
        incident: Incident = initial["incident"]
        self.incident, self.left = incident, incident_file.lines_left(incident)
        for line_left in self.left:
            self._line(line_left)
        postage = incident_file.shipping_left(incident.seller_order)
        if postage:
            self.fields["shipping"] = EurosField(
                label=_("Livraison à rendre, en euros"),
                required=False,
                most_cents=postage,
                help_text=_("Il en reste %(most)s.") % {"most": money(postage)},
            )
        self.fields["borne_by"] = bearer()
        names = [name for name in self.fields if name not in ("borne_by", "because")]
        self.order_fields([*names, "borne_by", "because"])

    def _line(self, line_left: incident_file.Left) -> None:
        name = (
            f"{line_left.line.title} ({line_left.line.variant})"
            if line_left.line.variant
            else line_left.line.title
        )
        if line_left.pieces:
            self.fields[f"q{line_left.line.pk}"] = forms.IntegerField(
                label=_("%(article)s : pièces à rembourser") % {"article": name},
                required=False,
                min_value=0,
                max_value=line_left.pieces,
                initial=min(line_left.claimed, line_left.pieces),
                help_text=_("%(most)d au plus, %(price)s pièce.")
                % {
                    "most": line_left.pieces,
                    "price": money(line_left.line.unit_cents),
                },
            )
        if line_left.cents:
            self.fields[f"a{line_left.line.pk}"] = EurosField(
                label=_("%(article)s : ou montant à rendre, en euros") % {"article": name},
                required=False,
                most_cents=line_left.cents,
                help_text=_("Vide : le prix des pièces. Il reste %(most)s.")
                % {"most": money(line_left.cents)},
            )

    def clean(self):
        """Something goes back, and no more than what is left."""
        data = super().clean()
        if self.errors:
            return data
        award = self.award()
        try:
            goods = refunds.worth(
                self.incident.seller_order, lines=award.lines, amounts=award.amounts
            )
        except refunds.RefundTooLarge as refusal:
            self.add_error(next(iter(self.fields)), str(refusal))
            return data
        if not goods + award.shipping_cents:
            self.add_error(next(iter(self.fields)), _("Indiquez au moins une pièce ou un montant."))
        return data

    def award(self) -> Award:
        """The decision that was typed."""
        data, lines, amounts = self.cleaned_data, {}, {}
        for line_left in self.left:
            pk = line_left.line.pk
            if data.get(f"q{pk}"):
                lines[pk] = data[f"q{pk}"]
            if data.get(f"a{pk}"):
                amounts[pk] = data[f"a{pk}"]
        return Award(lines=lines, amounts=amounts, shipping_cents=data.get("shipping") or 0)


def bearer() -> forms.ChoiceField:
    """The choice of who pays for a refund."""
    return forms.ChoiceField(
        label=_("À la charge de"),
        choices=Incident.Bearer,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites qui paie.")},
        help_text=_(
            "Le vendeur : son solde baisse, un avoir est émis. La place de marché : rien ne change"
            " pour lui."
        ),
    )
