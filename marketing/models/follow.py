"""Who asked to be told of what is new at a shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A mailbox that wants to hear of one shop; forgotten when it wants no more.

    A request is no consent: that comes from the mailbox itself (`confirmed_at`). What is told is
    what became new after `told_until`; `written_at` is that of the last letter, of which a mailbox
    gets one for all its shops. No seller sees an address, only how many there are.
    """

    seller = models.ForeignKey(
        "sellers.Seller", models.CASCADE, related_name="followers", verbose_name=_("boutique")
    )
    email = models.EmailField(_("adresse e-mail"))
    language = models.CharField(_("langue"), max_length=5, default="fr")
    asked_at = models.DateTimeField(_("demandé le"))
    text = models.CharField(_("texte accepté"), max_length=300)
    # whether the words they agreed to say so: else they hear of goods and articles alone
    hears_news = models.BooleanField(_("nouvelles de la boutique"), default=False)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True)
    told_until = models.DateTimeField(_("raconté jusqu'au"), null=True)
    written_at = models.DateTimeField(_("dernière lettre"), null=True)

    class Meta:
        verbose_name = _("boutique suivie")
        verbose_name_plural = _("boutiques suivies")
        constraints = (models.UniqueConstraint(fields=["seller", "email"], name="follow_once"),)
        indexes = (
            models.Index(fields=["email"], name="follow_by_email"),
            models.Index(
                fields=["told_until"],
                name="follow_to_tell",
                condition=models.Q(confirmed_at__isnull=False),
            ),
        )

    def __str__(self):
        return str(self.seller)
