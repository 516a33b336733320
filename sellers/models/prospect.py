"""Somebody who might sell here: what they told us, and what was said since."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, known
from sellers.models.seller import Seller
from sellers.states import OPEN_PROSPECT, ProspectState


class Prospect(models.Model):
    """A person or a company who asked about selling here. One open record a mailbox.

    `words` is what was written and said since, each `{"at", "kind", "by", "text"}`, the oldest
    first; a message of theirs has also what it `told` of who they are. What says who they are is
    erased some time after the last contact; that somebody asked, from where and how it ended, stays
    to be counted.
    """

    state = StateField(
        _("état"), max_length=10, choices=ProspectState, default=ProspectState.NEW, db_index=True
    )
    name = models.CharField(_("nom"), max_length=80, blank=True)
    company = models.CharField(_("entreprise"), max_length=120, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True, db_index=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    place = models.CharField(_("ville ou code postal"), max_length=80, blank=True)
    makes = models.CharField(_("ce qu'il fait ou vend"), max_length=300, blank=True)
    aisles = models.JSONField(_("rayons"), default=list, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    words = models.JSONField(_("échanges"), default=list, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    # from which page, with which marks of a campaign: `page`, `utm_source`…
    source = models.JSONField(_("venu par"), default=dict, blank=True)
    consent_text = models.TextField(_("ce qui lui était dit"), blank=True)
    asked_at = models.DateTimeField(_("première demande le"))
    heard_at = models.DateTimeField(_("dernier contact le"), db_index=True)
    invited_at = models.DateTimeField(_("invité à candidater le"), null=True, blank=True)
    seller = models.ForeignKey(
        Seller,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name=_("candidature"),
    )
    erased_at = models.DateTimeField(_("effacé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        constraints = [
            known(ProspectState, "prospect_state_known"),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(state__in=OPEN_PROSPECT) & ~Q(email=""),
                name="prospect_open_once",
            ),
        ]

    def __str__(self):
        return self.company or self.name or str(_("Prospect n° {pk}")).format(pk=self.pk)

    @property
    def is_open(self):
        """Whether somebody still waits for something: an answer, or what the person decides."""
        return self.state in OPEN_PROSPECT
