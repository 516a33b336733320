"""What is typed after a sale: by sellers on their orders, by buyers on their returns."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from catalog.withdrawal import is_sealed
from marketplace.shared import files
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.states import Refusal
from orders import carriers, returns, withdrawals, withdrawn
from orders.models import Order, OrderLine
from orders.typed import CentsField, plain, wordy, writable
from sellers.grid import CARRIERS

STALE = _("Cette page est incomplète : rechargez-la, puis recommencez.")
NUMBERED = RegexValidator(
    r"^[A-Za-z0-9 .-]*$", _("Un numéro ne comporte que des lettres, des chiffres et des tirets.")
)


class Because(forms.Form):
    """Asks why."""

    because = forms.CharField(
        label=_("Motif"),
        max_length=200,
        validators=[wordy, writable],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Indiquez le motif : l'acheteur le lira.")},
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
                label=_titled(line),
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
        """How many of which line, as the verbs want it."""
        found = {line.pk: self.cleaned_data.get(f"q{line.pk}") or 0 for line in self.lines}
        return {pk: count for pk, count in found.items() if count}


class Seals(Pieces):
    """Pieces of which some may only come back sealed: whether they still are, where they were
    received.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sealed = [line for line in self.lines if withdrawals.asks_for_seal(line)]
        for line in self.sealed:
            self.fields[f"seal{line.pk}"] = forms.ChoiceField(
                label=_("« %(title)s » : le sceau est-il intact ?") % {"title": line.title},
                required=self._needs_seal(line),
                widget=forms.RadioSelect,
                choices=[("intact", _("Intact")), ("open", _("Ouvert"))],
                error_messages={"required": _("Dites si le sceau de cet article est intact.")},
                help_text=_(
                    "Ouvert, vous pouvez le renvoyer, mais le vendeur peut le constater et refuser"
                    " de rembourser cet article ; vous pourrez contester."
                ),
            )

    def seals(self):
        """The questions about seals, to be shown."""
        return [self[f"seal{line.pk}"] for line in self.sealed]

    def _needs_seal(self, line: OrderLine) -> bool:
        """A piece that is withdrawn from has its seal told."""
        chosen = self.data.get(f"q{line.pk}", "").strip("0 ")
        return (
            not self.is_bound
            or bool(chosen)
            and self.data.get("reason", returns.WITHDRAWAL) == returns.WITHDRAWAL
        )

    def unsealed(self) -> dict[int, bool]:
        """What was said of each seal that was asked about."""
        said = {line.pk: self.cleaned_data.get(f"seal{line.pk}") for line in self.sealed}
        return {pk: word == "open" for pk, word in said.items() if word}


class AcceptForm(Pieces):
    """What the seller cannot deliver, and why."""

    because = forms.CharField(
        label=_("Motif du refus"), max_length=200, required=False, validators=[plain]
    )

    def clean(self):
        """What is refused is explained."""
        data = super().clean()
        if not self.errors and self.pieces() and not data.get("because", "").strip():
            self.add_error("because", _("Indiquez le motif : l'acheteur le lira."))
        return data


class TrackingField(forms.CharField):
    """A number that most carriers give: the form says which of them may do without."""

    def validate(self, value):
        """Left to the form, that knows the carrier."""


class ShipForm(Pieces):
    """A parcel: its carrier, its number, what is inside."""

    carrier = forms.ChoiceField(label=_("Transporteur"), choices=CARRIERS)
    tracking = TrackingField(
        label=_("Numéro de suivi"),
        max_length=60,
        validators=[NUMBERED],
        help_text=_("Sauf pour un retrait ou un autre transporteur."),
    )

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
        """The number is one of this carrier's."""
        data = super().clean()
        if "carrier" in data and "tracking" in data:
            try:
                data["tracking"] = carriers.check(data["carrier"], data["tracking"])
            except (carriers.TrackingMissing, carriers.BadTracking) as no:
                self.add_error("tracking", str(no))
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


class ReturnForm(Seals):
    """What comes back, and why. `arrived`: how many of each line the buyer has."""

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
    )

    def __init__(self, *args, arrived, **kwargs):
        super().__init__(*args, **kwargs)
        if not any(arrived.values()):  # nothing came: it can only be withdrawn from
            self.fields["reason"].choices = returns.REASONS[:1]
            self.fields["reason"].initial = returns.WITHDRAWAL

    def clean(self):
        """Something comes back; what is wrong with it is said."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        if (
            data.get("reason") not in (None, returns.WITHDRAWAL)
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
            self.fields[f"less{line.pk}"] = CentsField(
                label=_("Sceau ouvert sur « %(title)s » : retenir, en euros")
                % {"title": line.title},
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
            self.fields["photo"] = forms.FileField(
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
        """Each line with its two fields."""
        return [
            (line, field, most, self[f"shelf{line.pk}"]) for line, field, most in super().rows()
        ]

    def clean(self):
        """Something came."""
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
        """Decoded before it is kept."""
        sent = self.cleaned_data["photo"]
        if not sent:
            return None
        if sent.size > files.IMAGE_BYTES:
            raise forms.ValidationError(
                str(files.FileTooBig(limit=files.IMAGE_BYTES // files.MEGA))
            )
        try:
            return files.read_picture(sent.read(), most=(1600, 1600))
        except Refusal as no:
            raise forms.ValidationError(str(no)) from no

    def deducted(self) -> dict[int, int]:
        """What is kept of each line, in cents."""
        kept = {line.pk: self.cleaned_data.get(f"less{line.pk}") or 0 for line in self.sealed}
        return {pk: cents for pk, cents in kept.items() if cents}

    def deductions(self):
        """The fields of what is kept, to be shown."""
        names = [
            *(f"less{line.pk}" for line in self.sealed),
            *(("finding", "photo") if self.sealed else ()),
        ]
        return [self[name] for name in names]

    def photos(self) -> list[files.Picture]:
        """What was photographed."""
        return [self.cleaned_data["photo"]] if self.cleaned_data.get("photo") else []

    def restock(self) -> set[int]:
        """The lines that go back on the shelf."""
        return {line.pk for line in self.lines if self.cleaned_data.get(f"shelf{line.pk}")}


class LookupForm(forms.Form):
    """How a guest finds their order again."""

    number = forms.CharField(
        label=_("Numéro de commande"),
        max_length=24,
        validators=[NUMBERED],
        help_text=_("Il figure dans l'e-mail de confirmation."),
    )
    email = MailboxField(help_text=_("Celle que vous avez donnée en commandant."))


class WithdrawalForm(forms.Form):
    """The declaration of withdrawal: nothing is asked beyond what the law names."""

    key = forms.CharField(
        label=_("Formulaire"),
        max_length=40,
        widget=forms.HiddenInput,
        error_messages={"required": STALE, "max_length": STALE},
        validators=[RegexValidator(r"^[0-9a-f]{32}$", STALE)],
    )
    name = forms.CharField(label=_("Nom et prénom"), max_length=160, validators=[plain, wordy])
    order_number = forms.CharField(
        label=_("Numéro de commande"),
        max_length=60,
        validators=[plain],
        help_text=_("Ou ce qui permet de retrouver votre commande."),
    )
    email = MailboxField(
        help_text=_(
            "Si c'est celle de votre commande, l'accusé de réception y part. Dans tous les cas, un"
            " récépissé à garder s'affiche à la fin."
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


def _titled(line: OrderLine) -> str:
    return f"{line.title} ({line.variant})" if line.variant else line.title


class ChosenWithdrawalForm(Seals, WithdrawalForm):
    """The same declaration on an order's own page: its lines are chosen, not described."""

    def __init__(self, *args, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order
        del self.fields["goods"]
        self.fields["email"].help_text = _(
            "L'accusé de réception part à l'adresse e-mail de la commande ; un récépissé à garder"
            " s'affiche à la fin."
        )

    def clean(self):
        """Something is chosen, of this very order; the words of it are kept with the
        declaration.
        """
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
                f"{self.pieces()[line.pk]} × {_titled(line)}"
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


class LinkForm(forms.Form):
    """Which order a declaration means; `initial` brings the declaration."""

    order_number = forms.CharField(
        label=_("Numéro de commande"), max_length=24, validators=[NUMBERED]
    )
    sure = forms.BooleanField(
        label=_("Je me suis assuré de l'identité du déclarant"),
        required=False,
        help_text=_("Demandé quand l'adresse de la déclaration n'est pas celle de la commande."),
    )

    def __init__(self, data=None, *, initial=None, **kwargs):
        self.declaration = (initial or {})["declaration"]
        super().__init__(data, **kwargs)

    def clean(self):
        """The order of somebody else is named before anything happens to it."""
        data = super().clean()
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
                    "Cette commande est celle de {recipient}, une autre adresse que celle de la"
                    " déclaration ({email}) : cochez cette case si c'est bien la même personne."
                ).format(recipient=order.recipient, email=self.declaration.email),
            )
        return data


class MeantForm(Pieces):
    """Which pieces of its order the words of a declaration mean; `initial` brings the
    declaration.
    """

    def __init__(self, data=None, *, initial=None, **kwargs):
        row = (initial or {})["declaration"]
        lines = list(OrderLine.objects.filter(seller_order__order=row.order_id).order_by("pk"))
        left = {}
        for part in row.order.seller_orders.filter(paid_at__isnull=False):
            left |= withdrawals.withdrawable(part)
        super().__init__(data, lines=lines, left=left, **kwargs)

    def clean(self):
        """Something is meant."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        return data


class ReviewForm(forms.Form):
    """What a buyer thinks of what they received."""

    rating = forms.TypedChoiceField(
        label=_("Note"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une note.")},
        choices=[
            (5, _("5 · Excellent")),
            (4, _("4 · Bien")),
            (3, _("3 · Correct")),
            (2, _("2 · Décevant")),
            (1, _("1 · Mauvais")),
        ],
    )
    title = forms.CharField(label=_("Titre"), max_length=100, required=False, validators=[plain])
    body = forms.CharField(
        label=_("Votre avis"),
        max_length=3000,
        required=False,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    author = forms.CharField(
        label=_("Signature affichée"),
        max_length=60,
        validators=[plain, wordy],
        help_text=_("Un prénom suffit."),
    )
