"""Facts: what happened, to what, by whom and why; and the work that follows from them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared import facts
from marketplace.shared.lanes import Lane


class FactQuerySet(models.QuerySet):
    """Facts, by what they are about."""

    def of(self, subject: str):
        """The timeline of one thing, oldest first."""
        about_it = models.Q(subject=subject) | models.Q(within=subject)
        return self.filter(about_it).select_related("actor").order_by("happened_at", "pk")

    def outward(self):
        """Without what the operator's team writes to itself: for pages of buyers and sellers."""
        return self.exclude(name__in=facts.inward())


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
        verbose_name_plural = _("journal d'activité")

    def __str__(self):
        return str(facts.title(self))


class Pending(models.Model):
    """A task that must still be done because of something already committed.

    A worker holds it until `taken_until`; of what bears a `key` one waits at a time.
    """

    task = models.CharField(_("tâche"), max_length=200)
    data = models.JSONField(_("données"), default=dict)
    lane = models.CharField(_("file"), max_length=10, choices=Lane.choices, default=Lane.LETTERS)
    key = models.CharField(_("une seule à la fois"), max_length=200, blank=True)
    due_at = models.DateTimeField(_("à reprendre le"), db_index=True)
    taken_until = models.DateTimeField(_("réservée jusqu'au"), null=True)
    taken_by = models.CharField(_("réservée par"), max_length=200, blank=True)
    ticket = models.CharField(_("message"), max_length=64, blank=True)
    done_at = models.DateTimeField(_("fait le"), null=True, db_index=True)
    dead_at = models.DateTimeField(_("abandonné le"), null=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("tâche de fond")
        verbose_name_plural = _("tâches de fond")
        indexes = [
            models.Index(
                fields=["lane", "due_at"],
                name="pending_due_in_lane",
                condition=models.Q(done_at=None, dead_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="pending_once",
                condition=models.Q(done_at=None, dead_at=None) & ~models.Q(key=""),
            )
        ]

    def __str__(self):
        return self.task

    @property
    def is_regular(self) -> bool:
        """Whether the timetable asked for it."""
        return self.key == self.task


class Heartbeat(models.Model):
    """How a job of the timetable last went."""

    job = models.CharField(_("travail"), max_length=100, unique=True)
    ran_at = models.DateTimeField(_("lancée le"), null=True)
    took_ms = models.PositiveIntegerField(_("durée"), default=0)
    failed_at = models.DateTimeField(_("échouée le"), null=True)
    failures = models.PositiveIntegerField(_("échecs de suite"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("tâche planifiée")
        verbose_name_plural = _("tâches planifiées")

    def __str__(self):
        return self.job
