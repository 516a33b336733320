"""What buyers fill in to withdraw and return, and sellers to receive."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from catalog.withdrawal import is_sealed
from marketplace.shared import files, kept_files, quotes
from marketplace.shared.elision import de
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day, money
from marketplace.shared.typed import HundredthsField, MotiveField
from orders import carriers
from orders.fulfilment import withdrawn
from orders.fulfilment.forms import NUMBERED, STALE, Pieces
from orders.models import Order, OrderLine
from orders.parts import titled
from orders.returns import meant, returns, withdrawals
from orders.typed import first, plain, wordy, writable
from sellers.shop.grid import CARRIERS


class Seals(Pieces):
    """Pieces to give back; of those received that must come back sealed, whether they still are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sealed = [line for line in self.lines if withdrawals.asks_for_seal(line)]
        for line in self.sealed:
            self.fields[f"seal{line.pk}"] = forms.ChoiceField(
                label=_("« %(title)s » : le sceau est-il intact ?")
                % {"title": quotes.bare(line.title_told.text)},
                required=self._needs_seal(line),
                widget=forms.RadioSelect,
                choices=[("intact", _("Intact")), ("open", _("Ouvert"))],
                error_messages={"required": _("Dites si le sceau de cet article est intact.")},
                help_text=_(
                    "S'il est ouvert, vous pouvez renvoyer l'article, mais le vendeur peut le"
                    " constater et refuser de rembourser cet article ; vous pourrez contester."
                ),
            )

    def seals(self):
        """The questions about seals, to be shown."""
        return [self[f"seal{line.pk}"] for line in self.sealed]

    def _needs_seal(self, line: OrderLine) -> bool:
        """Whether this line is withdrawn from: only then its seal must be stated."""
        chosen = self.data.get(f"q{line.pk}", "").strip("0 ")
        return (
            not self.is_bound
            or bool(chosen)
            and self.data.get("reason", withdrawn.WITHDRAWAL) == withdrawn.WITHDRAWAL
        )

    def unsealed(self) -> dict[int, bool]:
        """What was said of each seal that was asked about."""
        answers = {line.pk: self.cleaned_data.get(f"seal{line.pk}") for line in self.sealed}
        return {pk: answer == "open" for pk, answer in answers.items() if answer}


class ReturnForm(Seals):
    """What comes back, and why. `arrived`: how many of each line the buyer has; `granted`: whether
    they may withdraw, today.
    """

    reason = forms.ChoiceField(
        label=_("Motif"),
        choices=returns.REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un motif.")},
    )
    comment = forms.CharField(
        label=_("Précisions"),
        max_length=2000,
        required=False,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nécessaires si l'article est défectueux, abîmé ou n'est pas le bon."),
    )

    def __init__(self, *args, arrived, granted=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not granted:
            self.fields["reason"].choices = [
                (reason, name) for reason, name in returns.REASONS if reason != withdrawn.WITHDRAWAL
            ]
        elif not any(arrived.values()):  # nothing came: it can only be withdrawn from
            self.fields["reason"].choices = returns.REASONS[:1]
            self.fields["reason"].initial = withdrawn.WITHDRAWAL
            self.fields["comment"].help_text = _("Facultatif : aucun motif n’est à donner.")

    def only_pieces(self) -> dict[int, int]:
        """How many of each line are typed, before the rest is: what is wrong elsewhere waits."""
        self.full_clean()
        for name in [name for name in self.errors if not name.startswith("q")]:
            del self.errors[name]
        return {} if self.errors else self.pieces()

    def clean(self):
        """At least one piece comes back; other reasons than withdrawal are explained."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        if (
            data.get("reason") not in (None, withdrawn.WITHDRAWAL)
            and not data.get("comment", "").strip()
        ):
            self.add_error("comment", _("Décrivez le problème en quelques mots."))
        return data


class ReceiveForm(Pieces):
    """What really came back, and what may be sold again."""

    def __init__(self, *args, may_deduct=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.sealed = [
            line for line in self.lines if may_deduct and is_sealed(line.withdrawal_exception)
        ]
        for line in self.sealed:
            self.fields[f"less{line.pk}"] = HundredthsField(
                most=999_999_999,
                label=_("Sceau ouvert sur « %(title)s » : retenir, en euros")
                % {"title": quotes.bare(line.title)},
                required=False,
                help_text=_("Au plus le prix des pièces reçues ; tout retenir refuse leur retour."),
            )
        if self.sealed:
            self.fields["finding"] = forms.CharField(
                label=_("Votre constat"),
                max_length=2000,
                required=False,
                validators=[writable],
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("L'acheteur le lit et peut le contester."),
            )
            self.fields["photo"] = kept_files.FileField(
                label=_("Photo du sceau ouvert"),
                required=False,
                help_text=_("JPEG, PNG ou WebP, 10 Mo au plus."),
            )
        for line in self.lines:
            self.fields[f"shelf{line.pk}"] = forms.BooleanField(
                label=_("Remettre en stock"),
                required=False,
                initial=not is_sealed(line.withdrawal_exception),
            )

    def rows(self):
        """Each line with its number of pieces and whether they are sold again."""
        return [
            (line, field, most, self[f"shelf{line.pk}"]) for line, field, most in super().rows()
        ]

    def clean(self):
        """At least one piece came; a deduction is explained, shown and within the price."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article reçu."))
        if self.deducted():
            if not data.get("finding", "").strip():
                self.add_error("finding", _("Décrivez ce que vous avez constaté."))
            if not data.get("photo") and "photo" not in self.errors:
                self.add_error("photo", _("Joignez une photo de ce que vous retenez."))
        for line in self.sealed:
            most = line.unit_cents * (data.get(f"q{line.pk}") or 0)
            if (data.get(f"less{line.pk}") or 0) > most:
                self.add_error(f"less{line.pk}", _("Retenez au plus le prix des pièces reçues."))
        return data

    def clean_photo(self):
        """Decode the photo at once: what is not a picture is refused in the form."""
        sent = self.cleaned_data["photo"]
        if not sent:
            return None
        if sent.size > files.IMAGE_BYTES:
            raise forms.ValidationError(
                str(files.FileTooBig(limit=files.IMAGE_BYTES // files.MEGA))
            )
        try:
            return files.read_picture(sent.read(), most=(1600, 1600))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def deducted(self) -> dict[int, int]:
        """What the seller keeps of the price of each line, in cents."""
        deductions = {line.pk: self.cleaned_data.get(f"less{line.pk}") or 0 for line in self.sealed}
        return {pk: cents for pk, cents in deductions.items() if cents}

    def deductions(self):
        """The fields about deductions, to be shown."""
        names = [
            *(f"less{line.pk}" for line in self.sealed),
            *(("finding", "photo") if self.sealed else ()),
        ]
        return [self[name] for name in names]

    def photos(self) -> list[files.Picture]:
        """The photo, if any, as the verb takes it."""
        return [self.cleaned_data["photo"]] if self.cleaned_data.get("photo") else []

    def restock(self) -> set[int]:
        """The lines that go back on the shelf."""
        return {line.pk for line in self.lines if self.cleaned_data.get(f"shelf{line.pk}")}


class CameBackForm(Pieces):
    """What the operator states to have come back; `initial` brings the return.

    All that was announced, unless a smaller number is typed.
    """

    because = MotiveField()

    def __init__(self, data=None, *, initial):
        back = initial["return"]
        expected = returns.expected(back)
        lines = [row.line for row in back.lines.select_related("line").order_by("line_id")]
        super().__init__(data, lines=lines, left=expected, initial_full=True)
        for line in self.lines:
            self.fields[f"shelf{line.pk}"] = forms.BooleanField(
                label=_("« %(title)s » : remettre en stock") % {"title": quotes.bare(line.title)},
                required=False,
            )
        self.order_fields([name for name in self.fields if name != "because"])

    def clean(self):
        """At least one piece came."""
        data = super().clean()
        if self.errors:
            return data
        if not self.pieces():
            self.add_error(None, _("Indiquez au moins un article reçu."))
        shelf = {line.pk for line in self.lines if data.get(f"shelf{line.pk}")}
        return {**data, "received": self.pieces(), "restock": shelf}


class WithdrawalForm(forms.Form):
    """The declaration of withdrawal: nothing is asked beyond what the law names."""

    key = forms.CharField(
        label=_("Formulaire"),
        max_length=40,
        widget=forms.HiddenInput,
        error_messages={"required": STALE, "max_length": STALE},
        validators=[RegexValidator(r"^[0-9a-f]{32}$", STALE)],
    )
    name = forms.CharField(
        label=_("Nom et prénom"),
        max_length=160,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez votre nom.")},
    )
    order_number = forms.CharField(
        label=_("Numéro de commande"),
        max_length=60,
        validators=[plain],
        help_text=_("Ou ce qui permet de retrouver votre commande."),
        error_messages={"required": _("Indiquez le numéro de la commande.")},
    )
    email = MailboxField(
        help_text=_(
            "L'accusé de réception y part aussitôt ; un récépissé à garder s'affiche à la fin."
        )
    )
    goods = forms.CharField(
        label=_("Articles concernés"),
        max_length=2000,
        required=False,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Laissez vide pour renoncer à toute la commande."),
    )


class ChosenWithdrawalForm(Seals, WithdrawalForm):
    """The same declaration on an order's own page: its lines are chosen, not described."""

    def __init__(self, *args, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order
        del self.fields["goods"]

    def clean(self):
        """Something of this very order is chosen; the declaration repeats it in words."""
        data = super().clean()
        if data.get("order_number", "").replace(" ", "").upper() not in ("", self.order.number):
            self.add_error(
                "order_number",
                _("Les articles choisis sont ceux de la commande %(number)s.")
                % {"number": self.order.number},
            )
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        whole = self.pieces() == {line.pk: self.left[line.pk] for line in self.lines}
        data["goods"] = (
            ""
            if whole
            else "\n".join(
                f"{self.pieces()[line.pk]} × {titled(line)}"
                for line in self.lines
                if line.pk in self.pieces()
            )
        )
        return data

    def declared(self) -> dict:
        """The words and the choice of a declaration."""
        words = {
            name: self.cleaned_data[name]
            for name in ("key", "name", "order_number", "email", "goods")
        }
        return words | {
            "from_order": self.order,
            "pieces": self.pieces() if words["goods"] else {},
            "unsealed": self.unsealed(),
        }


def _in_words(likely: meant.Likely) -> str:
    """An order among those to choose from: its number, its day, its buyer, its sum, and why."""
    order = likely.order
    words = (order.number, day(order.placed_at), order.recipient, money(order.total_cents))
    return " · ".join((*words, likely.why))


class LinkForm(forms.Form):
    """Which order a declaration means; `initial` brings the declaration."""

    likely = forms.ChoiceField(
        label=_("Commandes qui peuvent être visées"), required=False, widget=forms.RadioSelect
    )
    order_number = forms.CharField(
        label=_("Numéro de commande"), max_length=24, required=False, validators=[NUMBERED]
    )
    sure = forms.BooleanField(
        label=_("Je me suis assuré de l'identité du déclarant"),
        required=False,
        help_text=_("Demandé quand l'adresse de la déclaration n'est pas celle de la commande."),
    )

    def __init__(self, data=None, *, initial=None, **kwargs):
        self.declaration = (initial or {})["declaration"]
        super().__init__(data, **kwargs)
        alike = meant.likely(self.declaration)
        if not alike:
            del self.fields["likely"]
            return
        other = ("", _("Une autre, par son numéro"))
        self.fields["likely"].choices = [*((a.order.number, _in_words(a)) for a in alike), other]

    def clean(self):
        """One order, chosen or typed. Before that of another address is touched, its recipient is
        shown and confirmed.
        """
        data = super().clean()
        chosen, typed = data.get("likely", ""), data.get("order_number", "").strip()
        if chosen and typed and withdrawn.written(typed).partition("-")[0] != chosen:
            self.add_error(
                "order_number",
                _("Vous avez choisi la commande %(number)s : effacez ce numéro, ou l'autre choix.")
                % {"number": chosen},
            )
            return data
        if not chosen and not typed and not self.errors:
            self.add_error("order_number", _("Choisissez une commande ou écrivez son numéro."))
        data["order_number"] = typed or chosen
        if typed and not withdrawals.is_sold(typed):
            unknown = withdrawals.NoSuchOrder(number=typed)
            self.add_error("order_number", str(unknown))
            return data
        number = data.get("order_number", "").replace(" ", "").upper().partition("-")[0]
        order = Order.objects.filter(number=number).first()
        if (
            order is not None
            and order.email.lower() != self.declaration.email.lower()
            and not data.get("sure")
        ):
            self.add_error(
                "sure",
                _(
                    "Cette commande est celle {recipient}, une autre adresse que celle de la"
                    " déclaration ({email}) : cochez cette case si c'est bien la même personne."
                ).format(recipient=de(order.recipient), email=self.declaration.email),
            )
        return data


class MeantForm(Pieces):
    """Which pieces the words of a declaration mean; `initial` brings the declaration."""

    def __init__(self, data=None, *, initial=None, **kwargs):
        declaration = (initial or {})["declaration"]
        lines = list(
            OrderLine.objects.filter(seller_order__order=declaration.order_id).order_by("pk")
        )
        left = {}
        for part in declaration.order.seller_orders.filter(paid_at__isnull=False):
            left |= withdrawals.withdrawable(part)
        super().__init__(data, lines=lines, left=left, **kwargs)

    def clean(self):
        """At least one piece is meant."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        return data


class SentForm(forms.Form):
    """With whom and under which number goods were sent back: without a number nothing is proven."""

    carrier = forms.ChoiceField(
        label=_("Transporteur"),
        choices=[(key, name) for key, name in CARRIERS if key != "retrait"],
        error_messages={"required": _("Choisissez un transporteur.")},
    )
    tracking = forms.CharField(
        label=_("Numéro de suivi"),
        max_length=60,
        validators=[NUMBERED],
        help_text=_("Il est sur la preuve de dépôt remise par le transporteur."),
        error_messages={"required": _("Indiquez le numéro de suivi.")},
    )

    def clean(self):
        """The number is one of this carrier's."""
        data = super().clean()
        if "carrier" in data and "tracking" in data:
            try:
                data["tracking"] = carriers.check(data["carrier"], data["tracking"])
            except (carriers.TrackingMissing, carriers.BadTracking) as refusal:
                self.add_error("tracking", str(refusal))
        return data
