"""What an empty installation starts with: its home page, the one that invites to sell,
questions for interviews.
"""

from django.utils.translation import gettext as _
from django.utils.translation import override

from marketing.models import Article, Page, QuestionSet


def plant() -> None:
    """Add what is missing."""
    with override("fr"):
        if not QuestionSet.objects.exists():
            QuestionSet.objects.create(name=_("Portrait d'atelier"), questions="\n".join(_asked()))
        Page.objects.get_or_create(kind=Page.Kind.HOME, slug="", defaults={"name": _("Accueil")})
        selling = {"name": _("Vendre chez nous")}
        Page.objects.get_or_create(kind=Page.Kind.SELL, slug="", defaults=selling)
    _index()


def _asked() -> list[str]:
    return [
        _("Qu'est-ce qui vous a menés à ce métier ?"),
        _("Racontez-nous un objet que vous fabriquez, du premier geste au dernier."),
        _("D'où viennent vos matières, et comment les choisissez-vous ?"),
        _("Quel outil emporteriez-vous si l'atelier brûlait ?"),
        _("Que voudriez-vous que l'on sache avant d'acheter chez vous ?"),
    ]


def _index() -> None:
    """Articles written before there was a search in the journal are made findable."""
    for article in Article.objects.filter(words="").iterator(chunk_size=50):
        article.save(update_fields=["body"])
