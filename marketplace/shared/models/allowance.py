"""How often something may still be done: what the limiter counts with."""

from django.db import models


class Allowance(models.Model):
    """One count: of one kind of act, by one visitor or to one mailbox, until an instant.

    `key` is a keyed hash of who: no address is stored.
    """

    key = models.CharField(max_length=60, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "allowance"
        verbose_name_plural = "allowances"

    def __str__(self):
        return self.key
