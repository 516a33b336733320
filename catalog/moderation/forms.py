"""What a moderator fills in to decide."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.judging import remarks
from catalog.models import Offer, Product, Reason
from catalog.moderation.added import LONGEST, Pair
from catalog.moderation.merging import Plan
from catalog.sheets import drafts
from catalog.sheets.forms.words import TextField
from catalog.templatetags.variants import told_of
from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import MotiveField, telling

REMARK = "remark-"  # begins the name of the field of each, by its rank


class DecisionForm(forms.Form):
    """Why a sheet is sent back, in words its seller can act on."""

    reason = forms.ModelChoiceField(
        label=_("Motif"),
        queryset=Reason.objects.none(),
        empty_label=_("Choisissez…"),
        error_messages={"required": _("Choisissez le motif du renvoi.")},
    )
    note = TextField(
        label=_("Message au vendeur"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[telling],
    )

    def __init__(self, *args, places: Mapping[str, str] | None = None, **options):
        """With a remark for each of these places of the sheet, by what it is called."""
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Reason.objects.filter(is_active=True).order_by("label")
        self._places = {f"{REMARK}{rank}": place for rank, place in enumerate(places or {})}
        for name, place in self._places.items():
            self.fields[name] = TextField(
                label=(places or {})[place],
                required=False,
                max_length=remarks.MOST,
                widget=forms.Textarea(attrs={"rows": 2, "form": "decision"}),
                validators=[telling],
            )
            self.fields[name].widget.attrs["aria-label"] = _now("Remarque : {place}").format(
                place=(places or {})[place]
            )

    def remark(self, place: str) -> forms.BoundField | None:
        """The field in which a remark about a place is written."""
        return next((self[name] for name, own in self._places.items() if own == place), None)

    def general(self) -> list[forms.BoundField]:
        """What is said of the sheet as a whole."""
        return [self["reason"], self["note"]]

    def told(self) -> dict:
        """The decision as verbs take it."""
        given = ((place, self.cleaned_data[name]) for name, place in self._places.items())
        return {
            "reason": self.cleaned_data["reason"],
            "note": self.cleaned_data["note"],
            "remarks": remarks.kept(given),
        }

    def has_remarks(self) -> bool:
        """Whether something was asked of a place, in order or not."""
        return any(str(self[name].value() or "").strip() for name in self._places)


class MergeForm(forms.Form):
    """Why two sheets are brought together: the sellers and the file keep it."""

    because = MotiveField(
        label=_("Motif, que les vendeurs liront"),
        initial=_("Ces deux fiches décrivent le même produit."),
    )

    def __init__(self, *args, plan: Plan | None = None, **options):
        """With a field for each value that the sheets leave open of a variant that comes."""
        super().__init__(*args, **options)
        self.asked = [pair for pair in plan.pairs if pair.is_asked] if plan else []
        for pair in self.asked:
            for rank, axis in enumerate(plan.kept.axes):
                self.fields[f"v{pair.variant.pk}-{rank}"] = TextField(
                    label=str(axis),
                    required=False,  # what is missing is told by the merge, with the variant's name
                    max_length=LONGEST,
                    initial=pair.values[rank],
                )

    def named(self) -> dict[int, list[str]]:
        """What was said of each variant that comes, on each axis."""
        return {
            pair.variant.pk: [
                self.cleaned_data[f"v{pair.variant.pk}-{rank}"] for rank in range(len(pair.values))
            ]
            for pair in self.asked
        }

    def questions(self) -> list[tuple[Pair, list[forms.BoundField]]]:
        """Each variant that is asked about, with its fields."""
        return [
            (pair, [self[f"v{pair.variant.pk}-{rank}"] for rank in range(len(pair.values))])
            for pair in self.asked
        ]


class SplitForm(forms.Form):
    """Which offers leave a sheet, under which title, and why."""

    offers = forms.ModelMultipleChoiceField(
        label=_("Offres à mettre à part"),
        queryset=Offer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins une offre à mettre sur une fiche à part.")},
    )
    title = TextField(label=_("Titre de la nouvelle fiche"), min_length=3, max_length=drafts.TITLE)
    because = MotiveField(label=_("Motif, que les vendeurs liront"))

    def __init__(self, *args, product: Product, **options):
        super().__init__(*args, **options)
        offers = product.offers.select_related("seller", "product", "variant")
        self.fields["offers"].queryset = offers.order_by("variant__position", "pk")
        self.fields["offers"].label_from_instance = _offer_in_words


def _offer_in_words(offer: Offer) -> str:
    told = told_of(offer.variant, offer.product)
    variant = f"{told} · " if told else ""
    return f"{variant}{offer.seller.name} · {offer.sku} · {money(offer.price_cents)}"
