"""What somebody says is wrong with what others published (Regulation (EU) 2022/2065, art. 16)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models.review import Review
from catalog.states import NoticeState
from marketplace.shared.models import User
from marketplace.shared.states import StateField, known


class Notice(models.Model):
    """What somebody says is wrong with what the public sees: who, in which words, and what the team
    answered.
    """

    text = models.TextField(_("explication"), max_length=2000)
    name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(_("adresse e-mail"))
    language = models.CharField(_("langue"), max_length=2, default="fr")
    sent_at = models.DateTimeField(_("signalé le"))
    answer = models.TextField(_("réponse"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)

    class Meta:
        abstract = True

    def __str__(self):
        return gettext("Signalement n° {number}").format(number=self.pk)

    def tie(self, person: User) -> str:
        """Whoever sent a notice does not decide on it."""
        is_own = person.email.lower() == self.email.lower()
        return gettext("ce signalement est le vôtre") if is_own else ""

    @classmethod
    def ties(cls, person: User, path: str = "") -> models.Q:
        """The same as a condition."""
        return models.Q(**{f"{path}email__iexact": person.email})


class ReviewNotice(Notice):
    """A notice about a review."""

    class Ground(models.TextChoices):
        INSULT = "insult", _("Injure, menace ou haine")
        PRIVATE = "private", _("Données personnelles de quelqu'un")
        UNTRUE = "untrue", _("Faux avis ou avis intéressé")
        ELSEWHERE = "elsewhere", _("Ne parle pas du produit")
        ADVERT = "advert", _("Publicité")
        ILLEGAL = "illegal", _("Autre contenu interdit par la loi")

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="notices", verbose_name=_("avis")
    )
    ground = models.CharField(_("motif"), max_length=10, choices=Ground)
    state = StateField(_("état"), max_length=10, choices=NoticeState, default=NoticeState.OPEN)

    class Meta:
        verbose_name = _("signalement d'un avis")
        verbose_name_plural = _("signalements d'avis")
        constraints = [
            known(NoticeState, "notice_state_known"),
            # sent twice by a double click, it waits once
            models.UniqueConstraint(
                fields=["review", "email"],
                condition=models.Q(state="open"),
                name="notice_once_while_open",
            ),
        ]
