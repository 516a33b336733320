"""People: everyone signs in with an e-mail address."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from marketplace.shared import countries, mailboxes, passwords
from marketplace.shared.states import Flow, StateField, States, known


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail."""

    use_in_migrations = True
    record: Callable  # the facts are rows too, and lie above: given when the apps are ready

    def create_user(self, email, password=None, **extra):
        """A person who may sign in."""
        if not email:
            raise ValueError("an e-mail address is needed")
        user = self.model(email=mailboxes.plain(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **extra):
        """An operator with every right; whoever commands the machine vouches for the address."""
        now = timezone.now()
        rights = {"is_staff": True, "is_superuser": True, "email_proven_at": now}
        with transaction.atomic(using=self._db):
            person = self.create_user(email, password, **{**rights, **extra})
            self.record(
                person,
                {"is_superuser": True, "is_staff": True, "roles": [], "is_closed": False},
                at=now,
            )
        return person


class User(AbstractUser):
    """A buyer, a member of a seller's team or an operator.

    `email_proven_at` is when the person last showed that they read the mailbox; without it nobody
    signs in. Raising `sessions_epoch` ends every session of the person.
    """

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("adresse e-mail"), unique=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email_proven_at = models.DateTimeField(
        _("adresse prouvée le"), null=True, blank=True, editable=False
    )
    sessions_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()  # type: ignore[misc, assignment]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return self.get_full_name() or self.email

    @property
    def is_proven(self) -> bool:
        """Whether the person showed that they read the mailbox they sign in with."""
        return self.email_proven_at is not None

    def check_password(self, raw_password) -> bool:
        """Whether this is the password; one too long to be kept is never hashed."""
        return len(raw_password or "") <= passwords.LONGEST and super().check_password(raw_password)

    def _get_session_auth_hash(self, secret=None):
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        value = f"{self.password}:{self.sessions_epoch}" if self.sessions_epoch else self.password
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class MoveState(States):
    """Where the change of a login address stands."""

    ASKED = "asked", "buyer", _("À confirmer")
    DONE = "done", "good", _("Effectué")
    DROPPED = "dropped", "neutral", _("Abandonné")
    STOPPED = "stopped", "neutral", _("Arrêté par l'ancienne adresse")
    REVERTED = "reverted", "neutral", _("Annulé par l'ancienne adresse")


M = MoveState
MOVE = Flow(M, {M.ASKED: (M.DONE, M.DROPPED, M.STOPPED), M.DONE: (M.REVERTED,)})


class MailboxMove(models.Model):
    """A login address on its way to another: the new one proves itself, the old one may object."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailbox_moves")
    old_email = models.EmailField(_("ancienne adresse"), db_index=True)
    new_email = models.EmailField(_("nouvelle adresse"))
    state = StateField(_("état"), max_length=10, choices=MoveState, default=MoveState.ASKED)
    asked_at = models.DateTimeField(_("demandé le"))
    done_at = models.DateTimeField(_("effectué le"), null=True)

    class Meta:
        verbose_name = _("changement d'adresse")
        verbose_name_plural = _("changements d'adresse")
        constraints = [
            known(MoveState, "mailbox_move_state_known"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="asked"), name="mailbox_move_asked_once"
            ),
        ]

    def __str__(self):
        return f"{self.old_email} → {self.new_email}"


def country_line(country: str) -> str:
    """The last line of an address abroad, as the carrier reads it; none in France."""
    # in French whoever reads: the parcel is posted in France
    if country in ("", "FR"):
        return ""
    return countries.named(country, "fr").upper()


class PostalFields(models.Model):
    """The columns of a postal address, for whatever is sent somewhere."""

    recipient = models.CharField(_("nom complet"), max_length=120, blank=True)
    company = models.CharField(_("société"), max_length=120, blank=True)
    line1 = models.CharField(_("adresse"), max_length=120, blank=True)
    line2 = models.CharField(_("complément"), max_length=120, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)

    class Meta:
        abstract = True

    def postal_lines(self) -> list[str]:
        """The address as it is written on a parcel."""
        town = f"{self.postcode} {self.city}".strip()
        lines = [
            self.recipient,
            self.company,
            self.line1,
            self.line2,
            town,
            country_line(self.country),
        ]
        return [line for line in lines if line]


class Address(PostalFields):
    """An address a buyer keeps."""

    user = models.ForeignKey(User, models.CASCADE, related_name="addresses")
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("adresse")
        verbose_name_plural = _("adresses")

    def __str__(self):
        return ", ".join(self.postal_lines())
