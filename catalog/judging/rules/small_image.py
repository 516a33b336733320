"""Photos too small to show what is sold."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import LOOK, Finding, Sheet

RULE = "small_image"
SMALL = _("Une photo fait {width} × {height} pixels : il en faut {least} de côté.")


def look(sheet: Sheet) -> list[Finding]:
    """The smallest photo, when it is under what the house asks."""
    if not sheet.photos:
        return []
    width, height = min(sheet.photos, key=min)
    least = sheet.context.least_pixels
    if min(width, height) >= least:
        return []
    values = {"width": width, "height": height, "least": least}
    return [Finding(RULE, LOOK, "photos", SMALL, "", values)]
