"""The settings of marketing: who may publish what alone, and how shops are put forward."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import Between, RulesRow

FEATURED_POINTS = (
    "featured_rating_points",
    "featured_on_time_points",
    "featured_answer_points",
    "featured_fresh_points",
    "featured_variety_points",
)


def _points(name: Any, most: int) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(name, default=most, validators=[Between(0, 100)])


class MarketingRules(RulesRow):
    """How pages reach the public, and how shops take turns in front of it. One row."""

    subjects = (
        (_("Pages composées"), ("page_review",)),
        (
            _("Boutiques mises en avant"),
            ("featured_at_once", "featured_days", "featured_rest_days", *FEATURED_POINTS),
        ),
    )
    at_once = ("featured_at_once", "featured_days", "featured_rest_days", *FEATURED_POINTS)
    sentences: ClassVar = {
        "page_review": _("Mise en ligne d'une page : {value}."),
        "featured_at_once": _("Boutiques mises en avant en même temps, au plus : {value}."),
        "featured_days": _("Une mise en avant de boutique est proposée pour {value}."),
        "featured_rest_days": _(
            "Une boutique ne revient qu'après {value}, ou quand toutes les autres ont eu leur tour."
        ),
        "featured_rating_points": _("Points de la note des acheteurs, au plus : {value}."),
        "featured_on_time_points": _("Points des envois à temps, au plus : {value}."),
        "featured_answer_points": _("Points des réponses, au plus : {value}."),
        "featured_fresh_points": _("Points de la nouveauté, au plus : {value}."),
        "featured_variety_points": _("Points de la variété, au plus : {value}."),
    }

    page_review = models.CharField(
        _("relecture des pages"),
        max_length=10,
        default="alone",
        choices=[
            ("alone", _("par la personne qui l'a écrite")),
            ("two", _("après relecture par une autre personne")),
        ],
    )
    featured_at_once = models.PositiveIntegerField(
        _("boutiques mises en avant en même temps, au plus"),
        default=3,
        validators=[Between(1, 12)],
    )
    featured_days = models.PositiveIntegerField(
        _("durée d'une mise en avant (jours)"), default=7, validators=[Between(1, 60)]
    )
    featured_rest_days = models.PositiveIntegerField(
        _("repos entre deux mises en avant d'une boutique (jours)"),
        default=56,
        validators=[Between(1, 730)],
    )
    featured_rating_points = _points(_("points de la note des acheteurs, au plus"), 35)
    featured_on_time_points = _points(_("points des envois à temps, au plus"), 20)
    featured_answer_points = _points(_("points des réponses, au plus"), 10)
    featured_fresh_points = _points(_("points de la nouveauté, au plus"), 20)
    featured_variety_points = _points(_("points de la variété, au plus"), 15)

    class Meta(RulesRow.Meta):
        verbose_name = _("règles des pages")
        verbose_name_plural = _("règles des pages")
