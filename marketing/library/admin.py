"""The console's section of the library: its pictures, and whether their sizes are made."""

from __future__ import annotations

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.judging.spoken import SpokenForm
from marketing.library import library, taking, usage
from marketing.models import Picture
from marketing.states import PictureState
from marketplace.shared import kept_files, places
from marketplace.shared.admin import Editable, present, register
from marketplace.shared.templatetags.ui import badge, figure, sized

ROLE = "editorial"


class PictureForm(SpokenForm):
    """A picture of the library, re-encoded, with what is said of it in both languages."""

    spoken = ("alt", "alt_en", "credit")

    class Meta:
        field_classes = {"file": kept_files.FileField}  # whose refusals are ours, with what to mend

    def clean_file(self):
        """Replace an uploaded picture by our own re-encoding; leave an existing one alone."""
        given = self.cleaned_data["file"]
        if not isinstance(given, UploadedFile):
            return given
        picture = taking.read(given)
        row = self.instance
        row.width, row.height, row.weight = picture.width, picture.height, len(picture.content)
        return taking.named(picture)


@register(Picture)
class PictureAdmin(Editable):
    """The house's pictures, and whether their sizes are made."""

    role = ROLE
    adding = _("Ajouter une image")
    form = PictureForm
    list_display = ("seen", "alt", "folder", "size", "sizes", "used")
    list_filter = ("state", "folder")
    search_fields = ("alt", "alt_en", "folder", "credit")
    ordering = ("-pk",)
    fields = ("file", "sizes", "uses", "alt", "alt_en", "credit", "folder", "focal_x", "focal_y")
    readonly_fields = ("sizes", "uses")

    def get_changelist_instance(self, request):
        """With what shows each picture, looked for once for all the rows of the page."""
        listed = super().get_changelist_instance(request)
        rows = list(listed.result_list)
        shown = usage.of([row.pk for row in rows])
        for row in rows:
            row.shown_by = shown[row.pk]
        listed.result_list = rows
        return listed

    def save_model(self, request, obj, form, change):
        """Write it; the sizes of a new file are made by the worker."""
        if change and "file" in form.changed_data:
            measured = ("width", "height", "weight")
            obj.save(update_fields=[*form.changed_data, *measured])
        else:
            super().save_model(request, obj, form, change)
        if not change or "file" in form.changed_data:
            library.added(obj, **present(request))

    @admin.display(description=_("image"))
    def seen(self, picture):
        """A small look at it, whose words name the link to its page."""
        words = picture.local_alt or picture.file.name
        if picture.state == PictureState.UNREADABLE:
            return words
        return format_html('<img src="{}" alt="{}" width="80">', sized(picture.file, 160), words)

    @admin.display(description=_("dimensions"))
    def size(self, picture):
        """Its sides in pixels."""
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("sert à"))
    def used(self, picture):
        """How many pages, dates and posts show it."""
        if not picture.shown_by:
            return "–"
        text = ngettext("{count} emploi", "{count} emplois", len(picture.shown_by))
        return text.format(count=figure(len(picture.shown_by)))

    @admin.display(description=_("où elle sert"))
    def uses(self, picture):
        """What another file in its place would change, each as a link and where it stands."""
        shown = usage.of([picture.pk])[picture.pk] if picture.pk else []
        if not shown:
            return _now("Nulle part encore : aucune page, aucune date, aucune publication.")
        said = ((row._meta.verbose_name, places.link(row), badge(row)) for row in shown)
        return format_html(
            "{} <ul>{}</ul>",
            _now("Un autre fichier la remplace aussitôt partout où elle est en ligne :"),
            format_html_join("", "<li>{} : {} {}</li>", said),
        )

    @admin.display(description=_("tailles"), ordering="state")
    def sizes(self, picture):
        """Whether they are made, and what a page that shows it weighs more."""
        if picture.pk is None:
            return "–"
        if picture.state == PictureState.UNREADABLE:
            said = _now("Le fichier ne s'ouvre plus : envoyez-le de nouveau.")
        elif picture.state == PictureState.PREPARING:
            said = _now("L'original est montré jusque-là.")
        else:
            said = _now("{weight} ko au plus par page.").format(
                weight=-(-picture.served_bytes // 1000)
            )
        return format_html("{} {}", badge(picture), said)
