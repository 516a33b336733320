"""What search reads: the words of each sheet, the terms it is filtered by, the words we know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from marketplace.shared.labels import plainly
from sellers.models import Seller


class WordsField(models.TextField):
    """Normalised words between spaces; the lookup `found` asks the database's word index."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class SearchEntry(models.Model):
    """The words of a published sheet, by where they stand.

    PostgreSQL derives two tsvector columns from these, SQLite an FTS5 table: migration 0003.
    `terms` are the ids of its Terms, as ` _12 _45 `: filters and words are one question.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="entry")
    title = WordsField(default=" ")
    brand = WordsField(default=" ")
    about = WordsField(default=" ")
    body = WordsField(default=" ")
    starts = WordsField(default=" ")
    terms = WordsField(default=" ")
    # the terms that tell variants apart, with the keys of those they tell: `12 45:7/12 46:8 9`;
    # empty where one answers for all. It may be null for the reason told below.
    variants = models.TextField(null=True)  # noqa: DJ001
    # `catalog.search.index.WRITING` when the entry was written; it may be empty: to add a column
    # that may not, SQLite makes the table anew, without its triggers
    writing = models.SmallIntegerField(null=True)

    class Meta:
        verbose_name = _("fiche dans la recherche")
        verbose_name_plural = _("fiches dans la recherche")
        indexes = [models.Index(fields=["writing"], name="search_writing")]

    def __str__(self):
        return self.title.strip()


class Term(models.Model):
    """Something a list may be filtered by: a brand, a seller, a colour."""

    kind = models.CharField(max_length=40)
    kind_label = models.CharField(max_length=60)
    value = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("critère de filtre")
        verbose_name_plural = _("critères de filtre")
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="term_once")]

    def __str__(self):
        return plainly(self.kind_label, self.label)


class Word(models.Model):
    """A word of the catalogue's titles, brands and categories, to correct typing errors with."""

    folded = models.CharField(max_length=40, primary_key=True)
    shown = models.CharField(max_length=40)
    length = models.PositiveSmallIntegerField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("mot connu")
        verbose_name_plural = _("mots connus")

    def __str__(self):
        return self.shown


def sides(line: str) -> tuple[list[str], list[str]]:
    """The parts of a line of synonyms: those that mean the same, and behind a colon what is a kind
    of these. « céramique : grès, porcelaine »: who asks for ceramics finds stoneware, never the
    other way round.
    """
    wide, _sign, narrow = line.partition(":")
    return wide.split(","), [part for part in narrow.split(",") if part.strip()]


class Synonym(models.Model):
    """Words that mean the same here: a search for one finds the others."""

    words = models.CharField(
        _("mots"),
        max_length=200,
        unique=True,
        help_text=_("Séparés par des virgules : canapé, sofa, divan"),
    )

    class Meta:
        verbose_name = _("groupe de synonymes")
        verbose_name_plural = _("synonymes")

    def __str__(self):
        return self.words


class SearchChange(models.Model):
    """A sheet that the search engine must be told of, with what it is by then.

    Written in the transaction of what changed, where there is an engine; deleted once it was told.
    """

    # its key alone: of a row that is deleted the engine must hear too
    sheet = models.BigIntegerField(_("fiche"))
    noted_at = models.DateTimeField(_("notée le"))
    refused = models.CharField(_("refusée par le moteur"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("fiche à dire au moteur de recherche")
        verbose_name_plural = _("fiches à dire au moteur de recherche")
        indexes = [
            models.Index(fields=["sheet"], name="search_change_refused", condition=~Q(refused="")),
        ]

    def __str__(self):
        return str(self.sheet)


class SearchFeed(models.Model):
    """How far the search engine was told; one row."""

    # of what is sent next: never the same twice, so that no late batch undoes a newer one
    version = models.BigIntegerField(default=0)
    filled_at = models.DateTimeField(_("rempli le"), null=True)

    class Meta:
        verbose_name = _("alimentation du moteur de recherche")
        verbose_name_plural = _("alimentation du moteur de recherche")

    def __str__(self):
        return str(self.version)
