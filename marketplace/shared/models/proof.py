"""What proves that rows are as they were written: chains, seals and nightly proofs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared import chain


class Chain(models.Model):
    """The head of a chain of rows: how many there are, and the seal of the last one."""

    name = models.CharField(_("chaîne"), max_length=100, unique=True)
    rank = models.PositiveBigIntegerField(_("rang"), default=0)
    hash = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("chaîne d'empreintes")
        verbose_name_plural = _("chaînes d'empreintes")

    def __str__(self):
        return self.name


class Block(models.Model):
    """Rows of a table as they were when they were sealed: `rows` is "key:seal key:seal…".

    `late` rows were committed after rows with a higher key.
    """

    table = models.CharField(_("table"), max_length=63)
    rank = models.PositiveBigIntegerField(_("rang"))
    first = models.BigIntegerField(_("première clé"))
    last = models.BigIntegerField(_("dernière clé"))
    rows = models.TextField(_("empreintes"))
    late = models.BooleanField(_("tardif"), default=False)
    sealed_at = models.DateTimeField(_("scellé le"))
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("scellé")
        verbose_name_plural = _("scellés")
        constraints = [models.UniqueConstraint(fields=["table", "rank"], name="block_rank_once")]

    def __str__(self):
        return f"{self.table} {self.rank}"

    def chain_name(self) -> str:
        """Blocks are chained table by table."""
        return f"block:{self.table}"

    def content(self) -> dict:
        """What the seal covers."""
        return chain.content(self)


class Proof(models.Model):
    """One time that `verify` proved everything: what it found, and where each chain ended then.

    `heads` tells only what moved since the proof before: {"chains": {name: [rank, hash]},
    "series": {name: last number}}. `marks` is what the apps find again next time; a proof without
    an extent, of before there were several, is of the whole and is not built upon.
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", _("complète")
        SINCE = "since", _("ce qui s'est ajouté")

    rank = models.PositiveBigIntegerField(_("rang"), unique=True)
    ran_at = models.DateTimeField(_("date"), db_index=True)
    seconds = models.PositiveIntegerField(_("durée (secondes)"))
    found = models.PositiveIntegerField(_("anomalies"))
    findings = models.JSONField(_("ce qui ne va pas"), default=list)
    heads = models.JSONField(_("fin de chaque chaîne"), default=dict)
    extent = models.CharField(_("étendue"), max_length=10, choices=Extent, blank=True, default="")
    marks = models.JSONField(_("repères"), default=dict, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("vérification")
        verbose_name_plural = _("vérifications")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.rank}"

    @property
    def reach(self) -> str:
        """What it verified, in words; proofs of before there were several verified all."""
        return str(self.Extent(self.extent or self.Extent.WHOLE).label)

    def chain_name(self) -> str:
        """All proofs are one chain."""
        return "proof"

    def content(self) -> dict:
        """What the seal covers."""
        return chain.content(self)
