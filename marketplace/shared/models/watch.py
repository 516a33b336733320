"""What waits for the operator's team since when, and how each person wants to be told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    """How soon a person is written to about a subject."""

    AT_ONCE = "at_once", _("Aussitôt")
    DAILY = "daily", _("Une fois par jour")
    NEVER = "never", _("Jamais")


class WaitingSince(models.Model):
    """One thing that waits in a subject of the console, and since when it was seen to wait."""

    subject = models.CharField(max_length=120)
    row = models.CharField(max_length=60)
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("chose qui attend")
        verbose_name_plural = _("choses qui attendent")
        constraints = [models.UniqueConstraint(fields=["subject", "row"], name="waits_once")]

    def __str__(self):
        return f"{self.subject} {self.row}"


class Watch(models.Model):
    """How a person of the team is told of a subject, and when they last were.

    Without a `pace` of their own the subject's usual one applies.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    subject = models.CharField(max_length=120)
    pace = models.CharField(max_length=10, choices=Pace, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("préférence d'alerte")
        verbose_name_plural = _("préférences d'alerte")
        constraints = [models.UniqueConstraint(fields=["user", "subject"], name="watches_once")]

    def __str__(self):
        return f"{self.user_id} {self.subject}"
