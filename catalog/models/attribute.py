"""What may be said of goods, by kind and by category: the vocabulary that sheets are read with."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog import units
from catalog.models.category import Category
from marketplace.shared.files import private_storage
from marketplace.shared.language import local


class Attribute(models.Model):
    """Something that can be said of goods: their material, their capacity, their allergens."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Texte")
        CHOICE = "choice", _("Un choix")
        CHOICES = "choices", _("Un ou plusieurs choix")
        NUMBER = "number", _("Nombre")
        SIZE = "size", _("Dimensions")
        FLAG = "flag", _("Oui ou non")
        DATE = "date", _("Date")
        DOCUMENT = "document", _("Document PDF")

    class Unit:
        """The units of `catalog.attributes.units` about which the house has rules of its own."""

        NONE = ""
        GRAM = "g"
        MILLILITRE = "ml"
        MILLIMETRE = "mm"
        MONTH = "mois"
        YEAR = "an"

    key = models.SlugField(_("adresse du filtre"), max_length=38, unique=True)
    kind = models.CharField(_("nature"), max_length=8, choices=Kind, default=Kind.TEXT)
    label = models.CharField(_("nom"), max_length=60)
    label_en = models.CharField(_("nom (anglais)"), max_length=60, blank=True)
    names = models.TextField(
        _("autres intitulés"),
        blank=True,
        help_text=_("Un par ligne : comment les fichiers des vendeurs l'appellent."),
    )
    help = models.CharField(_("aide"), max_length=300, blank=True)
    help_en = models.CharField(_("aide (anglais)"), max_length=300, blank=True)
    example = models.CharField(_("exemple"), max_length=120, blank=True)
    unit = models.CharField(_("unité"), max_length=12, choices=units.choices, blank=True)
    buckets = models.JSONField(
        _("bornes des tranches"),
        default=list,
        blank=True,
        help_text=_("Pour un nombre qui filtre : [150, 300, 500], dans l'unité choisie."),
    )
    facet = models.PositiveSmallIntegerField(
        _("place parmi les filtres"),
        null=True,
        blank=True,
        help_text=_("Vide : ne filtre pas les listes. Les petits nombres viennent d'abord."),
    )
    is_axis = models.BooleanField(_("distingue les déclinaisons"), default=False)
    prices = models.BooleanField(
        _("donne le prix au kilo, au litre ou au mètre"),
        default=False,
        help_text=_("Dans les catégories où elle est obligatoire ou conseillée."),
    )
    is_private = models.BooleanField(
        _("document réservé au vendeur et à l'opérateur"), default=False
    )
    law = models.CharField(_("texte qui l'impose"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("caractéristique")
        verbose_name_plural = _("caractéristiques")

    def __str__(self):
        return local(self.label, self.label_en).text


class AttributeValue(models.Model):
    """One of the values an attribute may take, with the words that mean it."""

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="values")
    key = models.SlugField(_("adresse du filtre"), max_length=60)
    label = models.CharField(_("nom"), max_length=80)
    label_en = models.CharField(_("nom (anglais)"), max_length=80, blank=True)
    names = models.TextField(_("synonymes"), blank=True, help_text=_("Un par ligne."))
    swatch = models.CharField(
        _("pastille"),
        max_length=7,
        blank=True,
        help_text="#2c4a7c",
        validators=[
            RegexValidator(
                r"#[0-9a-fA-F]{6}\Z", _("Écrivez une couleur comme #2c4a7c, ou laissez vide.")
            )
        ],
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("valeur")
        verbose_name_plural = _("valeurs")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attribute", "key"], name="attribute_value_once")
        ]

    def __str__(self):
        return local(self.label, self.label_en).text


class AttributePlace(models.Model):
    """How much an attribute matters in a category and all beneath; without category, everywhere."""

    class Level(models.TextChoices):
        REQUIRED = "required", _("Obligatoire")
        RECOMMENDED = "recommended", _("Conseillée")
        OPTIONAL = "optional", _("Facultative")
        OFF = "off", _("Sans objet")

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="places")
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("catégorie"),
        help_text=_("Vide : toute la boutique."),
    )
    level = models.CharField(_("niveau"), max_length=12, choices=Level, default=Level.RECOMMENDED)
    required_since = models.DateField(
        _("obligatoire à partir du"),
        null=True,
        blank=True,
        help_text=_("Vide : tout de suite. Jusqu'à cette date, elle est conseillée."),
    )
    presumed = models.CharField(
        _("valeurs d'office"),
        max_length=200,
        blank=True,
        help_text=_(
            "Adresses des valeurs que toute fiche d'ici a, même sans le dire, séparées par des"
            " virgules : les filières de recyclage des meubles."
        ),
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("place d'une caractéristique")
        verbose_name_plural = _("catégories concernées")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attribute", "category"], name="attribute_place_once"),
            models.UniqueConstraint(
                fields=["attribute"],
                condition=models.Q(category=None),
                name="attribute_everywhere_once",
            ),
        ]

    def __str__(self):
        return f"{self.attribute} · {self.category or '*'}"

    def clean(self):
        """A day only for what becomes required on it."""
        super().clean()
        self._clean_presumed()
        if self.required_since and self.level != self.Level.REQUIRED:
            raise ValidationError(
                {"required_since": _("Choisissez le niveau « Obligatoire », ou effacez la date.")}
            )

    def _clean_presumed(self):
        """Values of the attribute, by key or by name; yes or no of what is one or the other."""
        typed = [text.strip() for text in self.presumed.split(",") if text.strip()]
        if not typed:
            return
        known = {}
        if self.attribute_id and self.attribute.kind == Attribute.Kind.FLAG:
            known = {"oui": "oui", "yes": "oui", "non": "non", "no": "non"}
        elif self.attribute_id:
            for key, label in self.attribute.values.values_list("key", "label"):
                known |= {key: key, label.casefold(): key}
        keys = [known.get(text.casefold(), "") for text in typed]
        if not all(keys):
            raise ValidationError(
                {
                    "presumed": _(
                        "« {value} » n'est pas une valeur de cette caractéristique : ajoutez-la"
                        " d'abord à sa liste, enregistrez, puis revenez ici."
                    ).format(value=typed[keys.index("")])
                }
            )
        self.presumed = ", ".join(dict.fromkeys(keys))


class AttributeUnread(models.Model):
    """What sellers write under an attribute that none of its values means, and on how many sheets.

    Counted anew every night; what the operator chose to leave stays left.
    """

    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="unread", verbose_name=_("caractéristique")
    )
    folded = models.CharField(max_length=120)
    shown = models.CharField(_("ce que les vendeurs écrivent"), max_length=120)
    sheets = models.PositiveIntegerField(_("fiches"), default=0)
    counted_at = models.DateTimeField(_("compté le"))
    left_at = models.DateTimeField(_("laissé tel quel le"), null=True)

    class Meta:
        verbose_name = _("valeur non reconnue")
        verbose_name_plural = _("valeurs non reconnues")
        constraints = [
            models.UniqueConstraint(fields=["attribute", "folded"], name="attribute_unread_once")
        ]

    def __str__(self):
        return self.shown


class AttributeDocument(models.Model):
    """A PDF that a seller attached to a sheet under an attribute: a safety data sheet.

    A line of the sheet names it by its token; whether the public may open it follows from the
    lines that are online.
    """

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="papers")
    attribute = models.ForeignKey(Attribute, models.PROTECT, related_name="papers")
    token = models.CharField(max_length=12, unique=True)
    file = models.FileField(upload_to="papers/%Y/%m/", storage=private_storage)
    name = models.CharField(_("nom du fichier"), max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("taille"))
    created_at = models.DateTimeField(_("reçu le"))

    class Meta:
        verbose_name = _("document d'une fiche")
        verbose_name_plural = _("documents des fiches")

    def __str__(self):
        return self.name


class AttributeLack(models.Model):
    """What a category requires and a sheet does not tell: one online stays there meanwhile, a draft
    is not proposed without.

    `due` is the day from which it is required; empty when it already was. Written with the word
    index, each time the sheet or the vocabulary changes; of a draft, when it is saved or rated.
    `told_in` is the proposal that tells it: while that waits for the operator, nothing more is
    asked of the seller.
    """

    product = models.ForeignKey(
        "catalog.Product", models.CASCADE, related_name="lacks", db_index=False
    )
    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="lacks")
    due = models.DateField(_("obligatoire à partir du"), null=True)
    told_in = models.ForeignKey("catalog.Submission", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("caractéristique manquante")
        verbose_name_plural = _("caractéristiques manquantes")
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="attribute_lack_once")
        ]

    def __str__(self):
        return f"{self.product_id} · {self.attribute_id}"
