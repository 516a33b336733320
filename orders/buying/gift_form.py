"""A parcel that is a gift: its slip bears no price, and a message goes with it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models.order import GIFT_SIGNS
from orders.typed import writable

REMEMBERED = 2 * GIFT_SIGNS  # signs that the next day's page shows again, however long what came


class MessageField(forms.CharField):
    """A text of several lines, counted as whoever types it counts: a new line is one sign."""

    def to_python(self, value):
        """The text with plain new lines."""
        return super().to_python(value).replace("\r\n", "\n")


class GiftForm(forms.Form):
    """Whether one shop's parcel is a gift, and what is written with it; `shop` is its name."""

    is_gift = forms.BooleanField(
        label=_("Ce colis est un cadeau : son bon de livraison ne dit aucun prix"), required=False
    )
    message = MessageField(
        label=_("Message joint au colis"),
        max_length=GIFT_SIGNS,
        required=False,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Le vendeur l'imprime sur le bon de livraison, tel que vous l'écrivez."),
        error_messages={
            "max_length": _(
                "Ce message compte %(show_value)d signes : %(limit_value)d tiennent sur le bon."
            )
        },
    )

    def __init__(self, data=None, *, seller_id: int, shop: str, said: Mapping):
        super().__init__(data, prefix=f"gift-{seller_id}", initial=dict(said))
        self.seller_id, self.shop = seller_id, shop

    @property
    def is_shown(self) -> bool:
        """Whether something was said, so that its part is open."""
        return bool(self["is_gift"].value() or self["message"].value())

    def draft(self) -> dict:
        """What was said, to be shown again."""
        message = str(self["message"].value() or "")[:REMEMBERED]
        return {"is_gift": bool(self["is_gift"].value()), "message": message}

    def unjudged(self) -> GiftForm:
        """The same form before anything is refused."""
        return GiftForm(seller_id=self.seller_id, shop=self.shop, said=self.draft())

    def told(self) -> str | None:
        """The message of a gift, which may be empty; None where the parcel is none.

        Whoever writes a message means a gift, the box ticked or not.
        """
        data = self.cleaned_data
        return data["message"] if data["is_gift"] or data["message"] else None
