"""How much somebody spent, less what was paid back to them."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.segments.condition import ConditionForm, Kind, Values, between, number
from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import HundredthsField

MOST_CENTS = 99_999_999


class Form(ConditionForm):
    """From which sum to which, in euros, delivery included."""

    least = HundredthsField(label=_("Dès (euros)"), required=False, most=MOST_CENTS)
    most = HundredthsField(
        label=_("Jusqu'à (euros)"),
        required=False,
        most=MOST_CENTS,
        help_text=_("Livraison comprise, remboursements déduits."),
    )

    def clean(self):
        """One bound at least, in their order."""
        least, most = self.cleaned_data.get("least"), self.cleaned_data.get("most")
        if not self.errors and least is None and most is None:
            self.add_error("least", _("Indiquez au moins une des deux sommes."))
        if least is not None and most is not None and least > most:
            self.add_error("most", _("La seconde somme est plus petite que la première."))
        return self.cleaned_data


def told(values: Values) -> str:
    """As in « 100,00 € dépensés ou plus »."""
    least, most = number(values, "least"), number(values, "most")
    if most is None:
        return _now("{least} dépensés ou plus").format(least=money(least or 0))
    if least is None:
        return _now("{most} dépensés au plus").format(most=money(most))
    return _now("de {least} à {most} dépensés").format(least=money(least), most=money(most))


KIND = Kind(
    key="spent",
    name=_("Montant dépensé"),
    form=Form,
    where=lambda values, at: between(values, "spent_cents"),
    told=told,
)
