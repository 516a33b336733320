"""What others said of the house elsewhere, copied here with their agreement."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketing.states import RepostState
from marketplace.shared import copies, language
from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known


class Repost(models.Model):
    """A post of somebody else, kept as a copy of ours: words, a picture, who and where.

    `file` is the whole picture, for the house; `stem` names its public copies, and is empty when
    none may be there. The agreement of its author is a paper (`proof`) or a message as it was
    received (`message`), of a day. What is shown is read from `state` and `ends_at`. `key` is the
    address without what varies of it (marketing/reposts/links.py).
    """

    state = StateField(_("état"), max_length=10, choices=RepostState, default=RepostState.DRAFT)
    author = models.CharField(_("auteur"), max_length=80)
    network = models.CharField(_("réseau"), max_length=40)
    url = models.CharField(
        _("adresse de la publication"),
        max_length=300,
        validators=[URLValidator(schemes=["https"])],
    )
    key = models.CharField(max_length=300, blank=True, editable=False, db_index=True)
    posted_on = models.DateField(_("publié le"))
    text = models.TextField(_("texte"), max_length=1000, blank=True)
    file = models.FileField(
        _("image"), upload_to="reposts/%Y/%m/", storage=private_storage, blank=True
    )
    stem = models.CharField(_("nom des tailles"), max_length=80, blank=True)
    alt = models.CharField(_("texte de remplacement"), max_length=160, blank=True)
    alt_en = models.CharField(_("texte de remplacement (anglais)"), max_length=160, blank=True)
    proof = models.FileField(
        _("accord, en document"), upload_to="reposts/%Y/%m/", storage=private_storage, blank=True
    )
    message = models.TextField(_("accord, tel qu'il a été écrit"), max_length=4000, blank=True)
    agreed_on = models.DateField(_("accord du"), null=True)
    ends_at = models.DateTimeField(_("jusqu'au"), null=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("écrit par"),
    )
    written_at = models.DateTimeField(_("écrit le"))
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("montré par"),
    )
    shown_at = models.DateTimeField(_("montré le"), null=True)
    ended_at = models.DateTimeField(_("terminé le"), null=True)

    class Meta:
        verbose_name = _("publication d'ailleurs")
        verbose_name_plural = _("publications d'ailleurs")
        constraints = [
            known(RepostState, "repost_state_known"),
            models.CheckConstraint(
                name="repost_shown_with_proof",
                condition=~Q(state="shown")
                | (~Q(proof="") | ~Q(message=""))
                & Q(agreed_on__isnull=False, shown_at__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                name="repost_leads_to_https", condition=Q(url__startswith="https://")
            ),
            models.UniqueConstraint(
                name="repost_shown_once", fields=["key"], condition=Q(state="shown") & ~Q(key="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["-shown_at", "-id"], condition=Q(state="shown"), name="repost_shown"
            )
        ]

    def __str__(self):
        return f"{self.author} · {self.network}"

    @property
    def image(self) -> str:
        """The address of its picture for the public; empty where it has none, or none is shown."""
        return copies.url(self.stem, 640) if self.stem else ""

    @property
    def has_proof(self) -> bool:
        """Whether its author's agreement is in the file."""
        return bool((self.proof or self.message.strip()) and self.agreed_on)

    @property
    def local_alt(self) -> str:
        """What its picture shows, in the reader's language."""
        return (self.alt_en if get_language() == "en" else "") or self.alt

    @property
    def lang(self) -> str:
        """The language its words are in, as far as they show it; none where it is the reader's."""
        return language.other_than_read(self.text)
