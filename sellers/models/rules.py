"""The settings of sellers: how long those who might become one are remembered, how soon messages
are answered.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import Between, RulesRow


class SellerRules(RulesRow):
    """What the house keeps of who might sell here, and the delays of messages. One row."""

    subjects = (
        (_("Prospects"), ("prospect_days",)),
        (_("Messages"), ("answer_reminder_hours", "answer_escalation_hours", "thread_days")),
    )
    sentences: ClassVar = {
        "prospect_days": _("Un prospect resté sans contact est effacé au bout de {value}."),
        "answer_reminder_hours": _(
            "Qui n'a pas répondu à un message est relancé une fois après {value} ouvrées."
        ),
        "answer_escalation_hours": _(
            "Une boutique qui n'a pas répondu après {value} ouvrées : le service client prend"
            " l'échange."
        ),
        "thread_days": _("Un échange de messages clos est effacé au bout de {value}."),
    }

    # three years after the last contact is the most that the CNIL's guidance on prospects allows
    prospect_days = models.PositiveIntegerField(
        _("prospect gardé sans contact (jours)"), default=1095, validators=[Between(30, 1095)]
    )

    # every hour of a working day counts: two working days are 48 hours
    answer_reminder_hours = models.PositiveIntegerField(
        _("relance d'un message sans réponse (heures ouvrées)"),
        default=20,
        validators=[Between(1, 120)],
    )
    answer_escalation_hours = models.PositiveIntegerField(
        _("message sans réponse remis au service client (heures ouvrées)"),
        default=48,
        validators=[Between(2, 240)],
    )
    # two years is what the retention table gives exchanges with support
    thread_days = models.PositiveIntegerField(
        _("échange clos gardé (jours)"), default=730, validators=[Between(90, 1095)]
    )

    class Meta(RulesRow.Meta):
        verbose_name = _("règles des vendeurs")
        verbose_name_plural = _("règles des vendeurs")
