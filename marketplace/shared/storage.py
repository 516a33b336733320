"""Files on a disk of our own: there whole, or not there."""

from __future__ import annotations

import os
from contextlib import suppress
from secrets import token_hex

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """No half-written file under a stored name: it is written apart, then named."""

    def _save(self, name, content):
        folder = os.path.dirname(name)
        draft = os.path.join(folder, f".{token_hex(8)}.part")
        try:
            super()._save(draft, content)
            return self._name(draft, name)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(self.path(draft))

    def _name(self, draft: str, name: str) -> str:
        """Give a whole file its name; another one where the name was taken meanwhile."""
        while True:
            try:
                os.link(self.path(draft), self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            except PermissionError:  # a file system without links
                os.rename(self.path(draft), self.path(name))
                return name
            else:
                return name.replace("\\", "/")
