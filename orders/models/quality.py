"""The quarterly report of quality: its figures are frozen when they are counted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.language import Local, local
from marketplace.shared.states import StateField, known
from orders.states import QualityState


class QualityReport(models.Model):
    """One counting of one quarter. Counted again, it is another version; one a quarter is public.

    `least` is how many cases a share or a delay needed on the day it was asked for. While it is
    being made, `cursor` is the last shop that was looked at and `tally` what was seen so far.
    """

    year = models.PositiveSmallIntegerField(_("année"))
    quarter = models.PositiveSmallIntegerField(_("trimestre"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = StateField(_("état"), max_length=12, choices=QualityState, default=QualityState.MAKING)
    least = models.PositiveIntegerField(_("cas au moins"))
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("demandé par"),
    )
    cursor = models.BigIntegerField(default=0)
    progress = models.PositiveIntegerField(_("boutiques comptées"), default=0)
    total = models.PositiveIntegerField(_("boutiques à compter"), default=0)
    tally = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(_("compté le"), null=True)
    foreword = models.TextField(_("avant-propos"), max_length=2000, blank=True)
    foreword_en = models.TextField(_("avant-propos (anglais)"), max_length=2000, blank=True)
    published_at = models.DateTimeField(_("publié le"), null=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True)

    class Meta:
        verbose_name = _("rapport de qualité")
        verbose_name_plural = _("rapports de qualité")
        constraints = [
            known(QualityState, "quality_state_known"),
            models.CheckConstraint(
                name="quality_quarter_known", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
            models.UniqueConstraint(
                fields=["year", "quarter", "version"], name="quality_version_once"
            ),
            models.UniqueConstraint(
                fields=["year", "quarter"],
                condition=Q(state="published"),
                name="quality_published_once",
            ),
            models.UniqueConstraint(
                fields=["year", "quarter"], condition=Q(state="making"), name="quality_made_once"
            ),
        ]

    def __str__(self):
        said = gettext("T{quarter} {year}, version {version}")
        return said.format(quarter=self.quarter, year=self.year, version=self.version)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state == QualityState.PUBLISHED

    @property
    def foreword_told(self) -> Local:
        """What the house says before the figures, in the language of whoever reads."""
        return local(self.foreword, self.foreword_en)


class QualityFigure(models.Model):
    """One number of a report: its code, what it is apart by, its value, of how many cases.

    Without a value there were too few cases for one. Delays are medians in minutes.
    """

    report = models.ForeignKey(
        QualityReport, models.PROTECT, related_name="figures", verbose_name=_("rapport")
    )
    code = models.CharField(_("chiffre"), max_length=40)
    key = models.CharField(_("détail"), max_length=60, blank=True)
    value = models.BigIntegerField(_("valeur"), null=True)
    cases = models.PositiveBigIntegerField(_("cas"))

    class Meta:
        verbose_name = _("chiffre d'un rapport de qualité")
        verbose_name_plural = _("chiffres des rapports de qualité")
        constraints = [
            models.UniqueConstraint(fields=["report", "code", "key"], name="quality_figure_once")
        ]

    def __str__(self):
        return f"{self.code} {self.key}".strip()
