"""What the operator fills in to give money back: pieces, amounts, delivery, and who bears it."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import HundredthsField, MotiveField
from orders.models import Incident, Refund, SellerOrder
from orders.money import left, refunds

MOST_CENTS = 100_000_000
LINE = re.compile(r"[qa]\d+")  # what is asked for a line: its pieces, or an amount


class EurosField(HundredthsField):
    """An amount to give back, within what is left."""

    unreadable = _("Indiquez un montant en euros, par exemple 12,50.")

    def __init__(self, *, most_cents: int = MOST_CENTS, **options):
        super().__init__(most=most_cents, **options)
        self.too_much = _("Il reste au plus %(most)s.") % {"most": money(most_cents)}


class BackForm(forms.Form):
    """All or part of the goods, by the piece or by the amount, and of the delivery."""

    def __init__(self, data=None, *, part: SellerOrder, lines: list[left.Left]):
        super().__init__(data)
        self.part, self.left = part, lines
        for line_left in lines:
            self._line(line_left)
        postage = left.of_shipping(part)
        if postage:
            self.fields["shipping"] = EurosField(
                label=_("Livraison à rendre, en euros"),
                required=False,
                most_cents=postage,
                help_text=_("Il en reste %(most)s.") % {"most": money(postage)},
            )
        self.fields["borne_by"] = self.bearer()
        names = [name for name in self.fields if name not in ("borne_by", "because")]
        self.order_fields([*names, "borne_by", "because"])

    def bearer(self) -> forms.ChoiceField:
        """The choice of who pays."""
        return bearer(Incident.Bearer)

    def _line(self, line_left: left.Left) -> None:
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
                help_text=_(
                    "Vide : le prix des pièces. Rempli, c'est ce montant qui est rendu, et non leur"
                    " prix. Il reste %(most)s."
                )
                % {"most": money(line_left.cents)},
            )

    def clean(self):
        """Something goes back, and no more than what is left."""
        data = super().clean()
        if self.errors:
            return data
        try:
            goods = refunds.worth(self.part, lines=self.named("q"), amounts=self.named("a"))
        except refunds.RefundTooLarge as refusal:
            self.add_error(next(iter(self.fields)), str(refusal))
            return data
        if not goods + (data.get("shipping") or 0):
            self.add_error(next(iter(self.fields)), self._nothing())
        return data

    def _nothing(self) -> str:
        """Why nothing goes back: nothing was asked, or what was asked has gone back meanwhile."""
        asked = [name for name in self.data if LINE.fullmatch(name) and self.data[name].strip("0 ")]
        if any(name not in self.fields for name in asked):
            return _("Ce que vous demandez a déjà été remboursé entre-temps.")
        return _("Indiquez au moins une pièce ou un montant.")

    def named(self, letter: str) -> dict[int, int]:
        """What was typed for each line: its pieces (q) or its cents (a)."""
        typed = {
            each.line.pk: self.cleaned_data.get(f"{letter}{each.line.pk}") for each in self.left
        }
        return {pk: value for pk, value in typed.items() if value}


class GiveBackForm(BackForm):
    """A refund of what was sent, without a return; `initial` brings the part."""

    because = MotiveField(
        help_text=_(
            "À la charge du vendeur : dites où il a donné son accord. L'équipe et le vendeur lisent"
            " ce motif dans l'historique de la commande."
        )
    )

    def __init__(self, data=None, *, initial):
        super().__init__(data, part=initial["part"], lines=left.of_lines(initial["part"]))
        self.fields["borne_by"].initial = Refund.Bearer.OPERATOR

    def bearer(self) -> forms.ChoiceField:
        """The house by default: the seller was not heard."""
        return bearer(Refund.Bearer)

    def clean(self):
        """What was typed, line by line, beside the fields."""
        data = super().clean()
        if not self.errors:
            data = {**data, "lines": self.named("q"), "amounts": self.named("a")}
        return data


def bearer(choices) -> forms.ChoiceField:
    """The choice of who pays for a refund."""
    return forms.ChoiceField(
        label=_("À la charge de"),
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites qui paie.")},
        help_text=_(
            "Le vendeur : son solde baisse, un avoir est émis. La place de marché : rien ne change"
            " pour lui."
        ),
    )
