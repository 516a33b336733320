"""Catalogue files: the import, its lines, what it changed, how columns are understood."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.states import OPEN_IMPORTS, ImportState
from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, States, known
from sellers.models import Seller


class Import(models.Model):
    """One file a seller sent, read, checked, then applied by the worker.

    `asked`: what the worker reads the file for, then the refusal it met, if any
    (catalog.imports.opening). `detected`: {"encoding", "separator", "sheet" (of the workbook),
    "headers": [...], "sample": [[...]], "photos_only": whether an applied file is taken up for its
    photos}. `mapping`: {"columns": {header: field},
    "categories": {text: category_id}, "defaults": {...}, "answers": {kind: {header: answer}}
    (catalog.imports.questions), "seen": what the columns hold}. `undone`: {"sheets": to look at,
    then "restored", "changed", "ordered": how many of them (catalog.imports.undoing)}.
    """

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="imports")
    state = StateField(_("état"), max_length=10, choices=ImportState, default=ImportState.RECEIVED)
    file = models.FileField(upload_to="imports/%Y/%m/", storage=private_storage)
    name = models.CharField(_("fichier"), max_length=120)
    sha256 = models.CharField(max_length=64)
    photos = models.FileField(upload_to="imports/%Y/%m/", storage=private_storage, blank=True)
    photos_name = models.CharField(_("archive de photos"), max_length=120, blank=True)
    asked = models.JSONField(default=dict)
    detected = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    total = models.PositiveIntegerField(_("lignes"), default=0)
    progress = models.PositiveIntegerField(_("lignes traitées"), default=0)
    new_count = models.PositiveIntegerField(_("nouvelles"), default=0)
    updated_count = models.PositiveIntegerField(_("modifiées"), default=0)
    unchanged_count = models.PositiveIntegerField(_("inchangées"), default=0)
    refused_count = models.PositiveIntegerField(_("refusées"), default=0)
    left_count = models.PositiveIntegerField(_("laissées de côté"), default=0)
    warning_count = models.PositiveIntegerField(_("avec remarque"), default=0)
    failure = models.CharField(_("raison du refus"), max_length=300, blank=True)
    read_at = models.DateTimeField(_("lu jusqu'au bout le"), null=True)
    cursor = models.PositiveIntegerField(
        default=0, help_text=_("Dernière ligne lue, puis dernière fiche vérifiée, puis appliquée.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("reçu le"))
    beat_at = models.DateTimeField(_("dernier signe du travail"), null=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True)
    undone = models.JSONField(default=dict)
    # a check from the command line: nobody waits for it, and it goes when it is told
    is_trial = models.BooleanField(_("essai"), default=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            known(ImportState, "import_state_known"),
            models.UniqueConstraint(
                fields=["seller"],
                name="one_open_import",
                condition=Q(state__in=OPEN_IMPORTS, is_trial=False),
            ),
        ]

    def __str__(self):
        return self.name


class ImportRow(models.Model):
    """One line of a file: what was read, what became of it, and how to mend it.

    `sheet` is the first line of the product this one is about: lines of one product share it.
    `problems`: [{"code", "level": "error"|"warning", "column", "value"}]; the sentence and the
    remedy belong to the code (catalog.imports.problems). `draft` has in `altered` what an updated
    line changes (catalog.imports.altered puts it in words). `cells`: the line as it was read, with
    its corrections, so that one line may be read again without the file (catalog.imports.mending
    says how a number of a workbook is marked).
    """

    told: list[dict]  # these three are set by catalog.imports.results
    title: str
    altered: list[dict]

    class Outcome(States):
        NEW = "new", "good", _("Nouvelle")
        UPDATED = "updated", "neutral", _("Modifiée")
        UNCHANGED = "unchanged", "neutral", _("Inchangée")
        REFUSED = "refused", "bad", _("Refusée")
        # no product, or not for sale in the seller's own shop
        LEFT = "left", "neutral", _("Laissée de côté")

    # a line lives as long as its import, in whose lock it is written: nothing else is to be checked
    source = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", db_index=False, db_constraint=False
    )
    line = models.PositiveIntegerField(_("ligne"))
    sheet = models.PositiveIntegerField(_("première ligne de la fiche"), default=0)
    sku = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=100, blank=True)
    draft = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    outcome = StateField(_("résultat"), max_length=10, choices=Outcome, blank=True)
    problems = models.JSONField(_("remarques"), default=list)

    class Meta:
        verbose_name = _("ligne d'import")
        verbose_name_plural = _("lignes d'import")
        constraints = [models.UniqueConstraint(fields=["source", "line"], name="import_line_once")]
        indexes = [models.Index(fields=["source", "sheet", "line"], name="import_by_sheet")]

    def __str__(self):
        return f"{self.line}"


class ImportCorrection(models.Model):
    """A cell that the seller corrected on screen; the file itself stays as it was sent."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="corrections")
    line = models.PositiveIntegerField(_("ligne"))
    place = models.PositiveSmallIntegerField(_("colonne"))
    text = models.TextField(_("texte"), blank=True)

    class Meta:
        verbose_name = _("case corrigée")
        verbose_name_plural = _("cases corrigées")
        constraints = [
            models.UniqueConstraint(fields=["source", "line", "place"], name="correction_once")
        ]

    def __str__(self):
        return f"{self.line}:{self.place}"


class ImportChange(models.Model):
    """What applying a file changed on one sheet, kept as long as the import may be undone.

    `trace` says what was there before and what the file put there (catalog.sheets.traces).
    """

    told: str  # set by catalog.imports.undoing

    class End(States):
        RESTORED = "restored", "good", _("Remise en l'état")
        CHANGED = "changed", "seller", _("Laissée en partie : modifiée depuis")
        ORDERED = "ordered", "seller", _("Gardée : commandée depuis")

    # written with the sheet, in the lock of its import
    source = models.ForeignKey(
        Import, models.CASCADE, related_name="changes", db_index=False, db_constraint=False
    )
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    trace = models.JSONField(default=dict)
    end = StateField(_("annulation"), max_length=10, choices=End, blank=True)
    left = models.JSONField(_("laissé"), default=list)

    class Meta:
        verbose_name = _("modification d'un import")
        verbose_name_plural = _("modifications d'un import")
        indexes = [models.Index(fields=["source", "end", "-id"], name="import_change_next")]

    def __str__(self):
        return f"{self.source_id}:{self.product_id}"


class ImportProfile(models.Model):
    """How a seller's columns were understood last time."""

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="import_profiles")
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("correspondance de colonnes")
        verbose_name_plural = _("correspondances de colonnes")
        constraints = [models.UniqueConstraint(fields=["seller", "signature"], name="profile_once")]

    def __str__(self):
        return self.signature[:12]
