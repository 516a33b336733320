"""The indentation of our templates is for whoever reads them: it leaves before a page is built."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

# A line break stays, so that words keep their distance; no page shows text in its own columns.
INDENTATION = re.compile(r"\n\s+")
AS_WRITTEN = "emails/"  # the plain text of a letter is read from the lines of its template


class Loader(filesystem.Loader):
    """Templates without the white space at the start of their lines."""

    def get_contents(self, origin: Origin) -> str:
        """The source as the engine compiles it, once: a third of a page's bytes is not sent."""
        source = super().get_contents(origin)
        if str(origin.template_name).startswith(AS_WRITTEN):
            return source
        return INDENTATION.sub("\n", source)
