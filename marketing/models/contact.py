"""People we may write to, and what they agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketing.models.editorial import Article


class ContactQuerySet(models.QuerySet):
    """Contacts, by what they agreed to."""

    def subscribed(self):
        """Those who want the letter."""
        return self.filter(newsletter_at__isnull=False, withdrawn_at=None)


class Contact(models.Model):
    """An e-mail address with its consent and the few figures a segment needs.

    A request (`asked_…`) is no consent: that comes from the mailbox itself (`newsletter_…`).
    """

    email = models.EmailField(_("adresse e-mail"), unique=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    asked_at = models.DateTimeField(_("demandé le"), null=True)
    asked_source = models.CharField(max_length=60, blank=True)
    asked_text = models.CharField(max_length=300, blank=True)
    newsletter_at = models.DateTimeField(_("inscrit le"), null=True)
    newsletter_source = models.CharField(_("origine du consentement"), max_length=60, blank=True)
    newsletter_text = models.CharField(_("texte accepté"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("désinscrit le"), null=True)
    last_story = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("dernière lettre reçue"),
    )
    orders_count = models.PositiveIntegerField(_("commandes"), default=0)
    spent_cents = models.BigIntegerField(_("dépensé (centimes)"), default=0)
    last_order_at = models.DateTimeField(_("dernière commande"), null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.email
