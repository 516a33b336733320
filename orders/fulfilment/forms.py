"""What sellers fill in to accept, ship and cancel."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from orders import carriers
from orders.fulfilment import withdrawn
from orders.models import SellerOrder
from orders.parts import titled
from orders.points import points
from orders.points.protocol import PointsDown
from orders.typed import first, plain, wordy, writable
from sellers.shop.grid import CARRIERS

STALE = _("Cette page est incomplète : rechargez-la, puis recommencez.")


NUMBERED = RegexValidator(
    r"^[A-Za-z0-9 .-]*$", _("Un numéro ne comporte que des lettres, des chiffres et des tirets.")
)


class Because(forms.Form):
    """Why an order is cancelled or a return refused: the buyer reads it."""

    because = forms.CharField(
        label=_("Motif"),
        max_length=200,
        validators=[first(writable, wordy)],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Indiquez le motif : l'acheteur le lira.")},
    )


class NewDayForm(forms.Form):
    """By which day a late order leaves: its buyer reads it, and chooses."""

    day = forms.DateField(
        label=_("Expédition au plus tard le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("L'acheteur lit cette date : il attend jusque-là, ou annule."),
        error_messages={
            "required": _("Indiquez une date."),
            "invalid": _("Indiquez une date, comme 24/12/2026."),
        },
    )


class Pieces(forms.Form):
    """How many of each line: one field a line, none above what is left."""

    def __init__(self, data=None, files=None, *, lines, left, initial_full=False, **kwargs):  # noqa: FBT002
        super().__init__(data, files, **kwargs)
        self.every = list(lines)
        self.lines = [line for line in self.every if left.get(line.pk, 0) > 0]
        self.left = left
        for line in self.lines:
            most = left[line.pk]
            self.fields[f"q{line.pk}"] = forms.IntegerField(
                label=titled(line),
                required=False,
                min_value=0,
                max_value=most,
                initial=most if initial_full else 0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "invalid": _("Indiquez un nombre entier."),
                    "min_value": _("Indiquez un nombre entre 0 et %(most)d.") % {"most": most},
                    "max_value": _("Indiquez un nombre entre 0 et %(most)d.") % {"most": most},
                },
            )

    def rows(self):
        """Each line with its field and how many there may be."""
        return [(line, self[f"q{line.pk}"], self.left[line.pk]) for line in self.lines]

    def pieces(self) -> dict[int, int]:
        """How many of each line were chosen, without the lines left at none."""
        counts = {line.pk: self.cleaned_data.get(f"q{line.pk}") or 0 for line in self.lines}
        return {pk: count for pk, count in counts.items() if count}


class AcceptForm(Pieces):
    """What the seller cannot deliver, and why."""

    because = forms.CharField(
        label=_("Motif du refus"), max_length=200, required=False, validators=[plain]
    )
    # its label does not call it optional: a refusal needs it
    because.is_asked = True  # type: ignore[attr-defined]
    # the sum that was read before the refusal was confirmed: another one is asked about again
    agreed = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        """A refusal is explained to the buyer."""
        data = super().clean()
        if not self.errors and self.pieces() and not data.get("because", "").strip():
            self.add_error("because", _("Indiquez le motif : l'acheteur le lira."))
        return data


class TrackingField(forms.CharField):
    """A number that most carriers give: the form says which of them may do without."""

    def validate(self, value):
        """Nothing here: the form checks the number, for it knows the carrier."""


class TrackedForm(forms.Form):
    """The carrier of a parcel and its number, which is one of this carrier's; `part` is whose."""

    carrier = forms.ChoiceField(
        label=_("Transporteur"),
        choices=CARRIERS,
        error_messages={"required": _("Choisissez un transporteur.")},
    )
    tracking = TrackingField(
        label=_("Numéro de suivi"),
        max_length=60,
        validators=[NUMBERED],
        help_text=_("Sauf pour un retrait ou un autre transporteur."),
        error_messages={"required": _("Indiquez le numéro de suivi.")},
    )

    def __init__(self, *args, part: SellerOrder, **kwargs):
        super().__init__(*args, **kwargs)
        if part.relay:  # collected at a point: only who brings parcels there is offered
            field = self.fields["carrier"]
            field.choices = [
                choice for choice in CARRIERS if carriers.serves(choice[0], part.shipping_carrier)
            ]
            field.help_text = _("Celui du point relais « %(point)s ».") % {
                "point": part.relay.get("name", "")
            }

    def clean(self):
        """The number is one of this carrier's."""
        data = super().clean()
        if "carrier" in data and "tracking" in data:
            try:
                data["tracking"] = carriers.check(data["carrier"], data["tracking"])
            except (carriers.TrackingMissing, carriers.BadTracking) as refusal:
                self.add_error("tracking", str(refusal))
        return data


class ShipForm(TrackedForm, Pieces):
    """A parcel: its carrier, its number, what is inside."""

    def __init__(self, *args, warning: Refusal | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if warning is not None:  # the buyer's bank contests the payment
            self.fields["risk_read"] = forms.BooleanField(
                label=_(
                    "J'ai lu que cette commande risque de ne pas m'être payée, et je l'expédie"
                    " quand même"
                ),
                error_messages={"required": str(warning)},
            )

    def clean(self):
        """Something is inside, and nothing that the buyer withdrew from."""
        data = super().clean()
        for line in self.every:  # an old page still offers what the buyer withdrew from meanwhile
            sent = self.data.get(self.add_prefix(f"q{line.pk}"), "")
            if (
                line.withdrawn
                and sent.isascii()
                and sent.isdigit()
                and int(sent[:9]) > self.left[line.pk]
            ):
                self.add_error(None, str(withdrawn.Withdrawn(title=line.title)))
        if not self.errors and self.lines and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article dans ce colis."))
        return data


class PointForm(forms.Form):
    """Another point for a parcel whose point closed, among those that its carrier names nearby."""

    code = forms.ChoiceField(
        label=_("Point relais"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un point relais.")},
    )

    def __init__(self, data=None, *, initial):
        super().__init__(data)
        part = initial["part"]
        try:
            near = points.near(
                part.shipping_carrier,
                country=part.order.country,
                postcode=part.order.postcode,
                town=part.order.city,
            )
        except PointsDown as down:
            near, self.fields["code"].help_text = [], str(down)
        self.points = {point.code: point for point in near}
        self.points.pop(part.relay.get("code", ""), None)  # the one that closed
        self.fields["code"].choices = [
            (point.code, f"{point.name}, {point.line1}, {point.postcode} {point.city}")
            for point in self.points.values()
        ]

    def clean(self):
        """The point as an order keeps it."""
        data = super().clean()
        if "code" in data:
            point = self.points[data["code"]]
            names = ("code", "name", "line1", "postcode", "city")
            data["point"] = {name: getattr(point, name) for name in names} | {"is_picked": True}
        return data


class TableForm(forms.Form):
    """The file of the orders to ship, filled in."""

    file = forms.FileField(
        label=_("Fichier rempli"),
        max_length=200,
        help_text=_(
            "Le fichier téléchargé, avec ses numéros : CSV ou XLSX de 2 Mo au plus. Rien ne part"
            " avant que vous ayez relu ce que chaque ligne fera."
        ),
        error_messages={
            "required": _("Choisissez le fichier que vous avez rempli."),
            "empty": _("Ce fichier est vide : choisissez celui que vous avez rempli."),
        },
    )
