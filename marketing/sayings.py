"""The words of the collections, the agenda, the journal and its letters."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from marketplace.shared.voice import Place, Text

PLACES = (
    Place(
        key="collections",
        name=_("Les collections"),
        page="shop-collections",
        texts=(
            Text(
                "lead",
                _noop(
                    "Des produits réunis par la maison : une saison, une région, un"
                    " savoir-faire, un prix."
                ),
                most=160,
            ),
            Text(
                "nothing",
                _noop("Aucune collection en ce moment"),
                most=80,
                seen=_("Quand aucune collection n'est ouverte."),
            ),
            Text(
                "advice",
                _noop("Parcourez les rayons : tout ce qui est en vente s'y trouve."),
                most=160,
                seen=_("Quand aucune collection n'est ouverte."),
            ),
        ),
    ),
    Place(
        key="agenda",
        name=_("L'agenda"),
        page="shop-agenda",
        texts=(
            Text(
                "lead",
                _noop("Marchés, ateliers ouverts et directs avec celles et ceux qui fabriquent."),
                most=160,
            ),
            Text(
                "nothing",
                _noop("Aucun rendez-vous prévu pour l'instant"),
                most=80,
                seen=_("Quand aucun rendez-vous n'est annoncé."),
            ),
            Text(
                "advice",
                _noop("Lisez le journal en attendant : il annonce les prochains."),
                most=160,
                seen=_("Quand aucun rendez-vous n'est annoncé."),
            ),
        ),
    ),
    Place(
        key="journal",
        name=_("Le journal"),
        page="shop-articles",
        texts=(
            Text(
                "lead",
                _noop("Portraits d'ateliers, gestes, guides : les histoires derrière les objets."),
                most=160,
            ),
            Text(
                "none",
                _noop("Le premier article est en préparation"),
                most=80,
                seen=_("Tant qu'aucun article n'est publié."),
            ),
            Text(
                "none_advice",
                _noop("Revenez bientôt, ou flânez dans les rayons."),
                most=160,
                seen=_("Tant qu'aucun article n'est publié."),
            ),
            Text(
                "nothing",
                _noop("Rien de tel dans le journal"),
                most=80,
                at="/journal/?q=zzzzqqqq",
                seen=_("Quand une recherche ne trouve aucun article."),
            ),
            Text(
                "advice",
                _noop("Essayez d'autres mots, ou relisez tout depuis le début."),
                most=160,
                at="/journal/?q=zzzzqqqq",
                seen=_("Quand une recherche ne trouve aucun article."),
            ),
        ),
    ),
    Place(
        key="newsletter",
        name=_("La page de la lettre"),
        page="shop-newsletter",
        texts=(Text("only", _noop("Votre adresse ne sert qu'à cet envoi."), most=160),),
    ),
    Place(
        key="letter_confirm",
        name=_("La lettre qui fait confirmer une inscription"),
        template="emails/marketing/confirm.html",
        texts=(
            Text("title", _noop("Voulez-vous notre lettre ?"), most=80),
            Text(
                "lead",
                _noop(
                    "Quelqu'un, sans doute vous, a donné cette adresse pour recevoir notre"
                    " lettre. Confirmez d'un clic ; sans cela, rien ne vous sera envoyé."
                ),
            ),
        ),
    ),
    Place(
        key="letter_story",
        name=_("La lettre qui envoie un article"),
        template="emails/marketing/story.html",
        texts=(
            Text(
                "why",
                _noop("Vous recevez cette lettre parce que vous l'avez demandée et confirmée."),
            ),
        ),
    ),
)
