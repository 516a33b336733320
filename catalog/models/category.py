"""The tree of categories, and brands."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from marketplace.shared import vat


class Category(MP_Node):
    """A place in the tree. Its policy says what may be sold there."""

    class Policy(models.TextChoices):
        OPEN = "open", _("Ouverte")
        REVIEWED = "reviewed", _("Toujours relue avant publication")
        FORBIDDEN = "forbidden", _("Interdite")

    name = models.CharField(_("nom"), max_length=80)
    name_en = models.CharField(_("nom (anglais)"), max_length=80, blank=True)
    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    icon = models.CharField(_("icône"), max_length=40, blank=True)
    image = models.ImageField(_("illustration"), upload_to="categories/", blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    intro_en = models.TextField(_("introduction (anglais)"), blank=True)
    policy = models.CharField(_("règle"), max_length=10, choices=Policy, default=Policy.OPEN)
    policy_note = models.CharField(_("référence de la règle"), max_length=200, blank=True)
    vat_class = models.CharField(
        _("classe de TVA"), max_length=12, choices=vat.CLASSES, default=vat.STANDARD
    )

    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("catégorie")
        verbose_name_plural = _("catégories")

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return (self.name_en if get_language() == "en" else "") or self.name


class Brand(models.Model):
    """A brand under which goods are sold."""

    name = models.CharField(_("nom"), max_length=80, unique=True)
    slug = models.SlugField(_("adresse de la page"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("marque commerciale")
        verbose_name_plural = _("marques commerciales")

    def __str__(self):
        return self.name
