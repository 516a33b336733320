"""The words of the search, the directory and the charter; the figures that texts may name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from catalog.models import CatalogRules
from catalog.shop import queries
from marketplace.shared import policy
from marketplace.shared.voice import Figure, Place, Text

FIGURES = (
    Figure(
        name="produits",
        meaning=_("les produits en vente"),
        read=lambda: queries.figures()["products"],
        least=2,
        counted=True,
    ),
    Figure(
        name="vendeurs",
        meaning=_("les boutiques qui vendent"),
        read=lambda: queries.figures()["sellers"],
        least=2,
        counted=True,
    ),
    Figure(
        name="retractation",
        meaning=_("les jours pour changer d'avis"),
        read=lambda: policy.rules(CatalogRules).withdrawal_days,
    ),
)

PLACES = (
    Place(
        key="search",
        name=_("La recherche"),
        page="shop-search",
        texts=(
            Text("title", _noop("Que cherchez-vous ?"), most=60),
            Text(
                "lead",
                _noop(
                    "Écrivez un objet, une matière, une couleur ou le nom d'une boutique dans"
                    " la barre de recherche."
                ),
                most=160,
            ),
            Text("aisles", _noop("Ou parcourez les rayons"), most=60),
            Text(
                "nothing",
                _noop("Essayez un mot plus courant, au singulier, ou parcourez les rayons."),
                most=160,
                at="/recherche/?q=zzzzqqqq",
                seen=_("Quand une recherche ne trouve rien."),
            ),
        ),
    ),
    Place(
        key="directory",
        name=_("L'annuaire des boutiques"),
        page="shop-directory",
        texts=(
            Text(
                "lead",
                _noop(
                    "Qui vend ici, où, et quoi : toutes les boutiques, par nom, par région,"
                    " par rayon ou près de chez vous."
                ),
                most=160,
            ),
            Text(
                "nothing",
                _noop("Aucune boutique ici pour l'instant"),
                most=80,
                at="/boutiques/?q=zzzzqqqq",
                seen=_("Quand une recherche ne trouve aucune boutique."),
            ),
            Text(
                "wider",
                _noop("Élargissez : une autre région, un autre rayon, ou toutes les boutiques."),
                most=160,
                at="/boutiques/?q=zzzzqqqq",
                seen=_("Quand une recherche ne trouve aucune boutique."),
            ),
        ),
    ),
    Place(
        key="charter",
        name=_("La page de la charte"),
        page="shop-charter",
        texts=(
            Text(
                "lead",
                _noop(
                    "Ce que nous défendons, comment nous parlons, et les mots que personne"
                    " n'écrit ici."
                ),
                most=160,
            ),
            Text("defend", _noop("Ce que nous défendons"), most=60),
            Text("speak", _noop("Comment nous parlons"), most=60),
        ),
    ),
    Place(
        key="shop",
        name=_("La page de chaque boutique"),
        template="shop/catalog/_seller_foot.html",
        texts=(
            Text(
                "withdrawal",
                _noop(
                    "Vous avez {retractation} jours après réception pour changer d'avis, sans"
                    " donner de raison."
                ),
                seen=_("Sous « Conditions de retour », avant ce que dit le vendeur."),
            ),
        ),
    ),
)
