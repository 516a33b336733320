"""Files an operator uploads in a console form: stored before its transaction opens.

Django's console stores a form's files and writes its row in one transaction. On SQLite everybody
else would wait for the disk, or for the bucket.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.files import File
from django.db.models import Model
from django.db.models.fields.files import FieldFile, FileField
from django.http import HttpRequest

from marketplace.shared import files, kept_files


class StoresFirst(admin.ModelAdmin):
    """A section whose form files are stored before the transaction of its row."""

    def add_view(self, request, form_url="", extra_context=None):
        """Store the files, then let Django write the row."""
        with self._storing(request, None):
            return super().add_view(request, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Store the files, then let Django write the row."""
        with self._storing(request, object_id):
            return super().change_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 (Django's own)
        """A form that keeps its files when it is refused (`kept_files.FileField`)."""
        kind = super().get_form(request, obj, change=change, **kwargs)
        sent = kept_files.sent(request)
        return type(kind)(kind.__name__, (kind,), {"sent_files": sent}) if sent else kind

    def save_form(self, request, form, change):
        """Give the row the files that were stored for it, so that Django stores none again."""
        row = super().save_form(request, form, change)
        for file in getattr(request, "stored", ()):
            setattr(row, file.field.name, file.name)
        return row

    @contextmanager
    def _storing(self, request: HttpRequest, object_id: str | None) -> Iterator[None]:
        """Store the files of a form that may be saved; remove those that no row took."""
        if request.method != "POST" or not (request.FILES or kept_files.are_named(request)):
            yield
            return
        stored = self._store(request, object_id)
        request.stored = stored  # type: ignore[attr-defined]
        try:
            yield
        finally:
            files.drop_unnamed(stored)

    def _store(self, request: HttpRequest, object_id: str | None) -> list[FieldFile]:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if not self._may_save(request, row, new=object_id is None):
            return []
        asked = flatten_fieldsets(self.get_fieldsets(request, row))
        kind = self.get_form(request, row, change=row is not None, fields=asked)
        form = kind(request.POST, request.FILES, instance=row)
        if not form.is_valid():
            return []
        columns = [column for column in self.opts.fields if isinstance(column, FileField)]
        sent = [getattr(form.instance, column.name) for column in columns]
        fresh = [file for file in sent if file and not file._committed]
        for file in fresh:  # a copy: Django reads the upload again
            file.save(file.name, File(file.file), save=False)
        for _name, uploads in request.FILES.lists():
            for upload in uploads:
                upload.seek(0)
        return fresh

    def _may_save(self, request: HttpRequest, row: Model | None, *, new: bool) -> bool:
        if new:
            return self.has_add_permission(request)
        return row is not None and self.has_change_permission(request, row)
