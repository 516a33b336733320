"""People we may write to, and what they agreed to."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from marketing.models.editorial import Article
from marketplace.shared.models import User


class ContactQuerySet(models.QuerySet):
    """Contacts, by what they agreed to."""

    def subscribed(self):
        """Those who want the letter."""
        return self.filter(newsletter_at__isnull=False, withdrawn_at=None)

    def with_account(self):
        """Those who may be met signed in, and did not object to being told apart."""
        accounts = User.objects.filter(
            email=OuterRef("email"), is_active=True, email_proven_at__isnull=False
        )
        return self.filter(Exists(accounts), objected_at=None)


class Contact(models.Model):
    """An e-mail address with its consent and the few figures a segment needs: what it keeps of
    what it bought, nothing of what was cancelled, sent back or paid back.

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
    # of the last order that went to France; other countries' codes would mean other places
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    # when the figures were counted from the orders themselves
    counted_at = models.DateTimeField(null=True, editable=False)
    # whoever objects is in no segment (GDPR 21)
    objected_at = models.DateTimeField(_("opposé aux segments le"), null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = (
            models.Index(
                fields=["id"], name="contact_to_count", condition=models.Q(counted_at=None)
            ),
        )

    def __str__(self):
        return self.email
