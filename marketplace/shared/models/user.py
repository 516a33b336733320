"""People: everyone signs in with an e-mail address."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail."""

    use_in_migrations = True

    def create_user(self, email, password=None, **extra):
        """A person who may sign in."""
        if not email:
            raise ValueError("an e-mail address is needed")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **extra):
        """An operator with every right."""
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **extra}
        )


class User(AbstractUser):
    """A buyer, a member of a seller's team or an operator."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("adresse e-mail"), unique=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()  # type: ignore[misc, assignment]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return self.get_full_name() or self.email


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
        lines = [self.recipient, self.company, self.line1, self.line2, town]
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
