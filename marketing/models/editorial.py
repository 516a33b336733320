"""What the house tells its visitors."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from catalog.search import words

A_MINUTE = 220  # words that a reader reads in one


def local(row: models.Model, field: str) -> str:
    """A text of a row in the reader's language; in French where it has no English."""
    return (getattr(row, f"{field}_en") if get_language() == "en" else "") or getattr(row, field)


class Author(models.Model):
    """Who signs articles: a person of the team, or a name with a line about them."""

    name = models.CharField(_("signature"), max_length=80, unique=True)
    about = models.CharField(
        _("qui est-ce"),
        max_length=160,
        blank=True,
        help_text=_("Une ligne sous l'article : « Photographe, elle vit à Roubaix »."),
    )
    about_en = models.CharField(_("qui est-ce (anglais)"), max_length=160, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("personne de l'équipe"),
    )

    class Meta:
        verbose_name = _("auteur")
        verbose_name_plural = _("auteurs")

    def __str__(self):
        return self.name

    @property
    def local_about(self) -> str:
        """Who they are, in the reader's language."""
        return local(self, "about")


class Tag(models.Model):
    """What several articles are about; few, each with a page."""

    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=60)
    name_en = models.CharField(_("nom (anglais)"), max_length=60, blank=True)
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rayon"),
        help_text=_("Ses produits sont montrés sous un article qui n'en nomme aucun."),
    )

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")

    def __str__(self):
        return self.local_name

    @property
    def local_name(self) -> str:
        """Its name in the reader's language."""
        return local(self, "name")


class ArticleQuerySet(models.QuerySet):
    """Articles, by who may read them."""

    def published(self, at):
        """Articles the public may read at this instant, newest first."""
        return self.filter(published_at__lte=at).order_by(F("published_at").desc(), "pk")

    def light(self):
        """Without their texts, as lists show them."""
        return self.defer("body", "body_en", "words", "materials", "materials_en", "composed")


class Article(models.Model):
    """A story: a portrait of a maker, a buying guide, a season.

    `words` holds its words in their plain form, `reading_minutes` how long it takes to read it:
    both follow the text whenever it is saved, and what is composed for everybody whenever that
    begins or ends. `composed` is then `{"fr", "en", "own_text", "lasts"}`: the words of its blocks,
    whether its own text stands among them, whether that has no end; else it is None.
    """

    class Kind(models.TextChoices):
        STORY = "story", _("Récit")
        INTERVIEW = "interview", _("Entretien")
        NEWS = "news", _("Actualité")
        GUIDE = "guide", _("Guide")
        HOWTO = "howto", _("Pas à pas")

    kind = models.CharField(_("genre"), max_length=12, choices=Kind, default=Kind.STORY)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("titre"), max_length=140)
    title_en = models.CharField(_("titre (anglais)"), max_length=140, blank=True)
    standfirst = models.CharField(_("chapeau"), max_length=300)
    standfirst_en = models.CharField(_("chapeau (anglais)"), max_length=300, blank=True)
    body = models.TextField(
        _("texte"),
        blank=True,
        help_text=_(
            "Une ligne vide sépare deux paragraphes. « ## » ouvre une partie : la question d'un"
            " entretien, l'étape d'un pas à pas, le chapitre d'un guide. [Ce bol](/produit/bol/)"
            " nomme un produit, montré sous l'article."
        ),
    )
    body_en = models.TextField(_("texte (anglais)"), blank=True)
    materials = models.TextField(
        _("matériel"), blank=True, help_text=_("Pour un pas à pas : une chose par ligne.")
    )
    materials_en = models.TextField(_("matériel (anglais)"), blank=True)
    duration_minutes = models.PositiveSmallIntegerField(
        _("durée (minutes)"),
        null=True,
        blank=True,
        help_text=_("Pour un pas à pas : du premier geste au dernier."),
    )
    image = models.ImageField(_("image"), upload_to="articles/", blank=True)
    author = models.ForeignKey(
        Author,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("auteur"),
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="articles", verbose_name=_("thèmes")
    )
    seller = models.ForeignKey(
        "sellers.Seller",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("vendeur"),
    )
    subject = models.CharField(
        _("sujet d'origine"),
        max_length=200,
        blank=True,
        help_text=_("Ce qui était cherché dans la boutique, pour mémoire : jamais montré."),
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyé aux inscrits le"), null=True, editable=False)
    composed = models.JSONField(null=True, editable=False)
    words = models.TextField(default="", editable=False)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **options):
        """Keep what follows from the text true to it."""
        if update_fields is None or {*WRITTEN, "composed"} & set(update_fields):
            self.index()
            if update_fields is not None:
                update_fields = {*update_fields, *INDEX}
        super().save(*args, update_fields=update_fields, **options)

    def index(self) -> None:
        """Work out what its search and its list need of its text."""
        shown = WRITTEN if self.shows_own_text else WRITTEN - BODY
        told = self.composed or {"fr": "", "en": ""}
        text = "\n".join([*(getattr(self, name) for name in sorted(shown)), told["fr"], told["en"]])
        self.words = words.normalised(words.words_of(text))
        length = len(told["fr"].split())
        length += len(self.body.split()) if self.shows_own_text else 0
        self.reading_minutes = max(1, round(length / A_MINUTE))

    @property
    def shows_own_text(self) -> bool:
        """Whether its own text is read: always, unless what is composed leaves it out."""
        return self.composed is None or self.composed["own_text"]

    @property
    def is_told_in_blocks(self) -> bool:
        """Whether what is composed is a text of its own, for everybody and without an end."""
        return bool(self.composed and self.composed["lasts"] and self.composed["fr"].strip())

    @property
    def local_title(self):
        """The title in the reader's language."""
        return local(self, "title")

    @property
    def local_standfirst(self):
        """The standfirst in the reader's language."""
        return local(self, "standfirst")

    @property
    def local_body(self):
        """The text in the reader's language."""
        return local(self, "body")

    @property
    def local_materials(self):
        """What a how-to needs, a thing a line, in the reader's language."""
        lines = local(self, "materials").splitlines()
        return [line.strip() for line in lines if line.strip()]

    @property
    def local_paragraphs(self):
        """The paragraphs in the reader's language, of its own text or of its blocks."""
        text = self.local_body
        if not self.shows_own_text:
            text = (self.composed["en"] if get_language() == "en" else "") or self.composed["fr"]
        return [part.strip() for part in text.split("\n\n") if part.strip()]


BODY = {"body", "body_en"}
WRITTEN = {
    "title",
    "title_en",
    "standfirst",
    "standfirst_en",
    "body",
    "body_en",
    "materials",
    "materials_en",
}
INDEX = ("words", "reading_minutes")
