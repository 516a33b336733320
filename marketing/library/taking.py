"""A picture that somebody of the house sends: large enough for a page, drawn anew by us."""

from __future__ import annotations

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from marketplace.shared import files, kept_files
from marketplace.shared.states import Refusal

LEAST = 800  # pixels of the longer side
ROOM = (2560, 2560)


def read(given: UploadedFile) -> files.Picture:
    """Our own re-encoding of an upload. Raises ValidationError, with what to send instead."""
    given.seek(0)
    content = given.read()
    given.seek(0)  # a form may be checked again
    try:
        picture = files.read_picture(content, most=ROOM)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    if max(picture.width, picture.height) < LEAST:
        raise forms.ValidationError(
            _(
                "Cette image fait {width} × {height} pixels : son plus grand côté doit en avoir"
                " {least}, pour rester nette en grand."
            ).format(width=picture.width, height=picture.height, least=LEAST)
        )
    return picture


def named(picture: files.Picture) -> ContentFile:
    """The file that is kept of it, under a name of ours."""
    return ContentFile(picture.content, f"{picture.sha256[:16]}.{picture.extension}")


class PictureField(kept_files.FileField):
    """A picture that opens a page: kept through a refusal, large enough, drawn anew by us."""

    def clean(self, data, initial=None):
        """What was sent, re-encoded; what is there already is left alone."""
        given = super().clean(data, initial)
        return named(read(given)) if isinstance(given, UploadedFile) else given
