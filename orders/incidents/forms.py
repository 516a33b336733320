"""What is typed in a complaint: by the buyer, by the seller, by the operator who decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import enclosed, kept_files
from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import telling
from orders.fulfilment.forms import Pieces, titled
from orders.incidents import agreeing, evidence
from orders.incidents import file as incident_file
from orders.incidents.incidents import Kind
from orders.models import Arrangement, Incident, IncidentWord
from orders.money.forms import BackForm, EurosField, bearer
from orders.money.left import of_shipping
from orders.typed import first, wordy, writable

CHOSEN = [
    (Kind.DAMAGED, _("L'article est arrivé abîmé")),
    (Kind.WRONG, _("L'article n'est pas conforme, ou il en manque")),
    (Kind.COUNTERFEIT, _("C'est une contrefaçon")),
    (Kind.OTHER, _("Autre problème")),
]
SIDES = [(IncidentWord.Side.BUYER, _("L'acheteur")), (IncidentWord.Side.SELLER, _("Le vendeur"))]


class Photos(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(kept_files.FileField):
    """Pictures and PDFs that prove what is said: their bytes, not yet read."""

    widget = Photos

    def clean(self, data, initial=None):
        """Each file by itself; there may be none."""
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(files) > evidence.MOST:
            raise forms.ValidationError(str(enclosed.TooMany(most=evidence.MOST)))
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


class OfferForm(forms.Form):
    """What a side offers the other: cents of each line and of the delivery, or a return."""

    kind = forms.ChoiceField(
        label=_("Ce que vous proposez"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce que vous proposez.")},
    )

    def __init__(self, data=None, *, incident: Incident):
        super().__init__(data)
        kinds = Arrangement.Kind
        self.most = agreeing.most(incident)
        postage = of_shipping(incident.seller_order) if self.most else 0
        ways = [(kinds.REFUND, _("Un remboursement, sans rien renvoyer"))] if self.most else []
        if agreeing.may_come_back(incident):
            ways.append((kinds.RETURN, _("Le retour des articles, remboursés à leur réception")))
        self.ways = ways
        if len(ways) == 1:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = ways
        for row in self.most:
            self.fields[f"c{row.line.pk}"] = EurosField(
                label=_("%(article)s : à rembourser, en euros") % {"article": titled(row.line)},
                required=False,
                most_cents=row.cents,
                help_text=_("Au plus %(most)s.") % {"most": money(row.cents)},
            )
        if postage:
            self.fields["shipping"] = EurosField(
                label=_("Livraison à rembourser, en euros"),
                required=False,
                most_cents=postage,
                help_text=_("Au plus %(most)s.") % {"most": money(postage)},
            )
        for name, field in self.fields.items():
            # none of the amounts alone is required, and not all of them are optional
            field.is_asked = name != "kind"  # type: ignore[attr-defined]
        self.fields["words"] = words(_("Ce que vous en dites à l'autre côté"))
        self.fields["words"].widget.attrs["rows"] = 3

    def clean(self):
        """A refund gives something."""
        data = super().clean()
        if (
            not self.errors
            and self.chosen() == Arrangement.Kind.REFUND
            and not sum([*self.cents().values(), self.shipping()])
        ):
            named = [name for name in self.fields if name not in ("kind", "words")]
            self.add_error(named[0], _("Indiquez un montant."))
        return data

    def chosen(self) -> str:
        """A refund, or a return."""
        return self.cleaned_data.get("kind") or self.ways[0][0]

    def cents(self) -> dict[int, int]:
        """What was typed for each line."""
        typed = {row.line.pk: self.cleaned_data.get(f"c{row.line.pk}") for row in self.most}
        return {pk: cents for pk, cents in typed.items() if cents}

    def shipping(self) -> int:
        """What was typed for the delivery."""
        return self.cleaned_data.get("shipping") or 0


class RefusalForm(forms.Form):
    """Why an offer is refused, if its reader wants to say."""

    why = words(_("Pourquoi, si vous voulez le dire"), required=False)


class AskForm(forms.Form):
    """A question of the operator to one side."""

    side = forms.ChoiceField(
        label=_("À qui"),
        choices=SIDES,
        error_messages={"required": _("Choisissez à qui vous écrivez.")},
    )
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
        self.fields["borne_by"] = bearer(Incident.Bearer)
        self.order_fields(["amount", "borne_by", "because"])

    def clean_amount(self):
        """A gesture gives something."""
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError(_("Indiquez un montant."))
        return self.cleaned_data["amount"]


class AwardForm(BackForm, ReasonsForm):
    """A decision that gives back all or part of the goods and of the delivery."""

    def __init__(self, data=None, *, initial):
        incident: Incident = initial["incident"]
        super().__init__(data, part=incident.seller_order, lines=incident_file.lines_left(incident))
