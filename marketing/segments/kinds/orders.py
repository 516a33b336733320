"""How many orders somebody placed and kept something of."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketing.segments.condition import ConditionForm, Kind, Values, between, number
from marketplace.shared.templatetags.ui import figure


class Form(ConditionForm):
    """From how many to how many; 0 at most is who never bought."""

    least = forms.IntegerField(label=_("Au moins"), min_value=0, max_value=100_000, required=False)
    most = forms.IntegerField(
        label=_("Au plus"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Laissez vide pour ne pas borner ; « 0 au plus » : n'a jamais acheté."),
    )

    def clean(self):
        """One bound at least, in their order."""
        least, most = self.cleaned_data.get("least"), self.cleaned_data.get("most")
        if not self.errors and least is None and most is None:
            self.add_error("least", _("Indiquez au moins un des deux nombres."))
        if least is not None and most is not None and least > most:
            self.add_error("most", _("Le second nombre est plus petit que le premier."))
        return self.cleaned_data


def told(values: Values) -> str:
    """As in « de 2 à 5 commandes »."""
    least, most = number(values, "least"), number(values, "most")
    if most == 0:
        return _now("aucune commande")
    if most is None:
        text = ngettext("au moins {count} commande", "au moins {count} commandes", least or 0)
        return text.format(count=figure(least or 0))
    if not least:
        text = ngettext("au plus {count} commande", "au plus {count} commandes", most)
        return text.format(count=figure(most))
    if least == most:
        return ngettext("{count} commande", "{count} commandes", most).format(count=figure(most))
    return _now("de {least} à {most} commandes").format(least=figure(least), most=figure(most))


KIND = Kind(
    key="orders",
    name=_("Nombre de commandes"),
    form=Form,
    where=lambda values, at: between(values, "orders_count"),
    told=told,
)
