"""The settings of sellers: how long those who might become one are remembered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import Between, RulesRow


class SellerRules(RulesRow):
    """What the house keeps of who might sell here. One row."""

    subjects = ((_("Prospects"), ("prospect_days",)),)
    sentences: ClassVar = {
        "prospect_days": _("Un prospect resté sans contact est effacé au bout de {value}."),
    }

    # three years after the last contact is the most that the CNIL's guidance on prospects allows
    prospect_days = models.PositiveIntegerField(
        _("prospect gardé sans contact (jours)"), default=1095, validators=[Between(30, 1095)]
    )

    class Meta(RulesRow.Meta):
        verbose_name = _("règles des vendeurs")
        verbose_name_plural = _("règles des vendeurs")
