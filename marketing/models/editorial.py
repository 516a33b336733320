"""What the house tells its visitors."""

from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ArticleQuerySet(models.QuerySet):
    """Articles, by who may read them."""

    def published(self, at):
        """Articles the public may read at this instant, newest first."""
        return self.filter(published_at__lte=at).order_by(F("published_at").desc(), "pk")


class Article(models.Model):
    """A story: a portrait of a maker, a buying guide, a season."""

    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("titre"), max_length=140)
    title_en = models.CharField(_("titre (anglais)"), max_length=140, blank=True)
    standfirst = models.CharField(_("chapeau"), max_length=300)
    standfirst_en = models.CharField(_("chapeau (anglais)"), max_length=300, blank=True)
    body = models.TextField(
        _("texte"), help_text=_("Un paragraphe par bloc, une ligne vide entre deux.")
    )
    body_en = models.TextField(_("texte (anglais)"), blank=True)
    image = models.ImageField(_("image"), upload_to="articles/", blank=True)
    seller = models.ForeignKey(
        "sellers.Seller",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("vendeur"),
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyé aux inscrits le"), null=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self):
        return self.title

    def _local(self, field):
        return (getattr(self, f"{field}_en") if get_language() == "en" else "") or getattr(
            self, field
        )

    @property
    def local_title(self):
        """The title in the reader's language."""
        return self._local("title")

    @property
    def local_standfirst(self):
        """The standfirst in the reader's language."""
        return self._local("standfirst")

    @property
    def local_paragraphs(self):
        """The paragraphs in the reader's language."""
        return [part.strip() for part in self._local("body").split("\n\n") if part.strip()]
