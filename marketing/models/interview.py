"""Questions that the house asks a seller, and what becomes of the answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketing.models.editorial import Article, local
from marketing.states import InterviewState
from marketplace.shared.states import StateField, known


class QuestionSet(models.Model):
    """Questions that are often asked together."""

    name = models.CharField(_("nom"), max_length=80, unique=True)
    questions = models.TextField(_("questions"), help_text=_("Une par ligne, douze au plus."))

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    def __str__(self):
        return self.name


class Interview(models.Model):
    """What a shop is asked, what it answered, and what it agreed to see published.

    `questions` are copied when they are asked; `answers` stand in the same order. `shown_seal` is
    the print of the text that the shop was shown last: nothing else is published.
    """

    seller = models.ForeignKey(
        "sellers.Seller", models.CASCADE, related_name="interviews", verbose_name=_("vendeur")
    )
    state = StateField(
        _("état"), max_length=12, choices=InterviewState, default=InterviewState.ASKED
    )
    questions = models.JSONField(_("questions"), default=list)
    answers = models.JSONField(_("réponses"), default=list, blank=True)
    message = models.TextField(_("mot à la boutique"), blank=True)
    deadline = models.DateField(_("réponses attendues le"))
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("demandé par"),
    )
    reminded_at = models.DateTimeField(_("rappelé le"), null=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    consent_at = models.DateTimeField(_("accord donné le"), null=True)
    consent_text = models.TextField(_("accord donné en ces termes"), blank=True)
    consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("accord donné par"),
    )
    shown_at = models.DateTimeField(_("montré le"), null=True)
    shown_seal = models.CharField(max_length=64, blank=True)
    agreed_at = models.DateTimeField(_("bon à publier le"), null=True)
    closed_at = models.DateTimeField(_("terminé le"), null=True)
    article = models.OneToOneField(
        Article,
        models.SET_NULL,
        null=True,
        related_name="interview",
        verbose_name=_("article"),
    )

    class Meta:
        verbose_name = _("entretien")
        verbose_name_plural = _("entretiens")
        constraints = [known(InterviewState, "interview_state_known")]
        indexes = [models.Index(fields=["state", "deadline"], name="interview_due")]

    def __str__(self):
        return str(self.seller)


class ArticlePhoto(models.Model):
    """A photo of an article; one sent with an interview's answers, until there is an article."""

    article = models.ForeignKey(
        Article, models.CASCADE, null=True, related_name="photos", verbose_name=_("article")
    )
    interview = models.ForeignKey(
        Interview, models.CASCADE, null=True, related_name="photos", verbose_name=_("entretien")
    )
    file = models.ImageField(_("fichier"), upload_to="articles/")
    width = models.PositiveIntegerField(_("largeur"))
    height = models.PositiveIntegerField(_("hauteur"))
    alt = models.CharField(_("texte de remplacement"), max_length=160)
    alt_en = models.CharField(_("texte de remplacement (anglais)"), max_length=160, blank=True)
    rank = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("photo d'article")
        verbose_name_plural = _("photos d'articles")

    def __str__(self):
        return self.alt

    @property
    def local_alt(self) -> str:
        """What it shows, in the reader's language."""
        return local(self, "alt")
