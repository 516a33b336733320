"""Facts: what happened, to what, by whom and why; and the work that follows from them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared import facts


class FactQuerySet(models.QuerySet):
    """Facts, by what they are about."""

    def of(self, subject: str):
        """The timeline of one thing, oldest first."""
        about_it = models.Q(subject=subject) | models.Q(within=subject)
        return self.filter(about_it).select_related("actor").order_by("happened_at", "pk")


class Fact(models.Model):
    """Something that happened: who, when, why. Never changed, never deleted."""

    name = models.CharField(_("fait"), max_length=100, db_index=True)
    subject = models.CharField(_("objet"), max_length=100, db_index=True)
    within = models.CharField(_("dossier"), max_length=100, blank=True, db_index=True)
    data = models.JSONField(_("données"), default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("auteur"),
    )
    because = models.CharField(_("raison"), max_length=500, blank=True)
    happened_at = models.DateTimeField(_("date"), db_index=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fait")
        verbose_name_plural = _("faits")

    def __str__(self):
        return str(facts.label(self.name))


class Pending(models.Model):
    """A task that must still be done because of something already committed."""

    task = models.CharField(_("tâche"), max_length=200)
    data = models.JSONField(_("données"), default=dict)
    due_at = models.DateTimeField(_("à reprendre le"), db_index=True)
    done_at = models.DateTimeField(_("fait le"), null=True, db_index=True)
    dead_at = models.DateTimeField(_("abandonné le"), null=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("tâche en attente")
        verbose_name_plural = _("tâches en attente")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="pending_due",
                condition=models.Q(done_at=None, dead_at=None),
            )
        ]

    def __str__(self):
        return self.task


class Heartbeat(models.Model):
    """When a job of the timetable last ran, so that one slot runs once."""

    job = models.CharField(_("travail"), max_length=100, unique=True)
    ran_at = models.DateTimeField(_("passé le"))

    class Meta:
        verbose_name = _("travail régulier")
        verbose_name_plural = _("travaux réguliers")

    def __str__(self):
        return self.job
