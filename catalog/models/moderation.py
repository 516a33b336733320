"""What sellers propose, what the rules find, what the operator decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.states import SubmissionState
from marketplace.shared.states import StateField, known


class Reason(models.Model):
    """Why a sheet is sent back or refused, in words a seller can act on."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("motif"), max_length=160)
    label_en = models.CharField(_("motif (anglais)"), max_length=160, blank=True)
    remedy = models.CharField(_("comment corriger"), max_length=300)
    remedy_en = models.CharField(_("comment corriger (anglais)"), max_length=300, blank=True)
    ground = models.CharField(_("règle ou base légale"), max_length=160, blank=True)
    is_active = models.BooleanField(_("proposé"), default=True)

    class Meta:
        verbose_name = _("motif de modération")
        verbose_name_plural = _("motifs de modération")

    def __str__(self):
        return (self.label_en if get_language() == "en" else "") or self.label

    def local_remedy(self):
        """How to mend it, in the reader's language."""
        return (self.remedy_en if get_language() == "en" else "") or self.remedy


class Submission(models.Model):
    """Content a seller proposes for a sheet. The live sheet stays as it is until it is approved.

    `content`: {"title", "description", "category_id", "brand", "attributes", "photo_ids"},
    and "title_en", "description_en" where English was given.
    `remarks`: what the operator asks of each field or piece, {"title": "…", "photo:12": "…"}
    (`catalog.moderation.remarks` names the places).
    `findings`: [{"rule", "severity": "block"|"look"|"hint", "field", "message", "excerpt"}].
    """

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="submissions", verbose_name=_("fiche produit")
    )
    state = StateField(
        _("état"), max_length=12, choices=SubmissionState, default=SubmissionState.QUEUED
    )
    content = models.JSONField(_("contenu proposé"))
    findings = models.JSONField(_("constats des règles"), default=list)
    severity = models.PositiveSmallIntegerField(_("gravité"), default=0)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("proposée par"),
    )
    submitted_at = models.DateTimeField(_("proposée le"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
        db_index=False,
    )
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, related_name="+", verbose_name=_("motif"), db_index=False
    )
    note = models.TextField(_("message au vendeur"), blank=True)
    remarks = models.JSONField(_("remarques champ par champ"), default=dict, blank=True)
    is_automatic = models.BooleanField(_("décision automatique"), default=False)

    class Meta:
        verbose_name = _("proposition de fiche")
        verbose_name_plural = _("propositions de fiches")
        constraints = [
            known(SubmissionState, "submission_state_known"),
            models.UniqueConstraint(
                fields=["product"], name="one_queued_submission", condition=models.Q(state="queued")
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-severity", "submitted_at"], name="submission_queue"),
            # what waits has neither
            models.Index(
                fields=["decided_by"],
                name="submission_decided_by",
                condition=models.Q(decided_by__isnull=False),
            ),
            models.Index(
                fields=["reason"],
                name="submission_by_reason",
                condition=models.Q(reason__isnull=False),
            ),
        ]

    def __str__(self):
        return self.content.get("title", "")


class ForbiddenWord(models.Model):
    """A word that stops a sheet or has it read; matched whole, accents and case aside."""

    word = models.CharField(_("mot ou expression"), max_length=80, unique=True)
    blocks = models.BooleanField(_("bloque la publication"), default=False)
    note = models.CharField(_("pourquoi"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("mot surveillé")
        verbose_name_plural = _("mots surveillés")

    def __str__(self):
        return self.word
