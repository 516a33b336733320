"""The settings of marketing: who may publish what alone."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import RulesRow


class MarketingRules(RulesRow):
    """How pages reach the public. One row."""

    subjects = ((_("Pages composées"), ("page_review",)),)
    sentences: ClassVar = {"page_review": _("Mise en ligne d'une page : {value}.")}

    page_review = models.CharField(
        _("relecture des pages"),
        max_length=10,
        default="alone",
        choices=[
            ("alone", _("par la personne qui l'a écrite")),
            ("two", _("après relecture par une autre personne")),
        ],
    )

    class Meta(RulesRow.Meta):
        verbose_name = _("règles des pages")
        verbose_name_plural = _("règles des pages")
