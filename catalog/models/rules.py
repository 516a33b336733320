"""The settings of the catalogue: what a sheet must be like, and what it promises."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import Between, RulesRow


class CatalogRules(RulesRow):
    """What sheets must be like, and how long a buyer may change their mind. One row."""

    subjects = (
        (_("Rétractation"), ("withdrawal_days",)),
        (_("Fiches produits"), ("image_min_pixels", "price_outlier_factor", "ended_page_days")),
        (_("Imports"), ("import_undo_hours", "import_most_lines", "import_most_mb")),
        (_("Filières de recyclage"), ("recycling_grace_days",)),
    )
    at_once = (
        "image_min_pixels",
        "price_outlier_factor",
        "ended_page_days",
        "import_undo_hours",
        "import_most_lines",
        "import_most_mb",
    )

    sentences: ClassVar = {
        "withdrawal_days": _("L'acheteur peut changer d'avis pendant {value} après la livraison."),
        "image_min_pixels": _("Une photo mesure au moins {value} de côté."),
        "price_outlier_factor": _(
            "Un prix {value} fois plus haut ou plus bas que la médiane de sa catégorie est soumis à"
            " la modération."
        ),
        "ended_page_days": _(
            "La page d'un produit qui ne se vend plus reste en ligne pendant {value}."
        ),
        "recycling_grace_days": _(
            "Une offre dont le vendeur n'a pas donné l'identifiant de filière est suspendue"
            " {value} après qu'il en est prévenu."
        ),
        "import_undo_hours": _("Un import peut être annulé pendant {value}."),
        "import_most_lines": _("Un fichier d’import a {value} lignes au plus."),
        "import_most_mb": _(
            "Un fichier d’import en CSV pèse {value} Mo au plus ; un classeur, 50 Mo."
        ),
    }

    at_naught: ClassVar = {
        "recycling_grace_days": _(
            "Une offre dont le vendeur n'a pas donné l'identifiant de filière reste en vente."
        ),
    }

    withdrawal_days = models.PositiveIntegerField(
        _("délai de rétractation (jours)"), default=14, validators=[Between(14, 365)]
    )
    image_min_pixels = models.PositiveIntegerField(
        _("côté minimal d'une photo (pixels)"), default=500, validators=[Between(100, 4000)]
    )
    price_outlier_factor = models.PositiveIntegerField(
        _("écart de prix suspect (multiple de la médiane)"),
        default=8,
        validators=[Between(2, 1000)],
    )
    ended_page_days = models.PositiveIntegerField(
        _("page d'un produit qui ne se vend plus gardée (jours)"),
        default=90,
        validators=[Between(1, 730)],
    )
    import_undo_hours = models.PositiveIntegerField(
        _("délai pour annuler un import (heures)"), default=24, validators=[Between(1, 168)]
    )

    import_most_lines = models.PositiveIntegerField(
        _("lignes d’un fichier d’import, au plus"),
        default=1_000_000,
        validators=[Between(1_000, 10_000_000)],
    )
    import_most_mb = models.PositiveIntegerField(
        _("poids d’un fichier d’import en CSV, au plus (Mo)"),
        default=1_000,
        validators=[Between(1, 10_000)],
    )

    recycling_grace_days = models.PositiveIntegerField(
        _("délai pour donner un identifiant de filière (jours)"),
        default=0,
        validators=[Between(0, 365)],
    )

    class Meta(RulesRow.Meta):
        verbose_name = _("règles du catalogue")
        verbose_name_plural = _("règles du catalogue")
