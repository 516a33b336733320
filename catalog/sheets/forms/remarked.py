"""What the operator asks of a sheet, said beside the field or the photo that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html

from catalog.judging import remarks
from catalog.sheets import traits
from catalog.sheets.forms.whole import WholeForm

# where a place of a sheet is in its form, when it has another name there
FIELDS = {"category_id": "category", "axes": "axis_one"}
PIECES = ("variants", remarks.PRICE)


def beside(whole: WholeForm, told: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Put each remark where it is mended; all of them as anchor, name and words.

    What is no field of its own is asked of the lines that are written freely.
    """
    photos = {f"{remarks.PHOTO}{photo.pk}": photo for photo in whole.strip.photos}
    leading = []
    for place, name, text in told:
        if place in photos:
            photos[place].remark = text  # type: ignore[attr-defined]
            anchor = f"photo-{photos[place].pk}"
        elif place.startswith(remarks.PHOTO) or place in (remarks.PHOTOS, "photo_alts"):
            anchor = "photos"
        elif place in PIECES:
            whole.remarks_on_pieces.append(text)
            anchor = "pieces"
        else:
            anchor = _at_field(whole, place, name, text)
        leading.append((anchor, name, text))
    return leading


def _at_field(whole: WholeForm, place: str, name: str, text: str) -> str:
    key = place.removeprefix(remarks.TRAIT)
    named = f"{traits.FIELD}{key}" if key != place else FIELDS.get(place, place)
    if named not in whole.form.fields:
        named, text = "attributes", f"{name} : {text}"
    field = whole.form.fields[named]
    field.help_text = format_html("{} <strong data-remark>{}</strong>", field.help_text, text)
    return whole.form[named].auto_id
