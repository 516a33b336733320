"""Static files with the content's hash in their names, so that browsers keep them for a year."""

from collections.abc import Iterator

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

PARTS = ("css/", "js/")  # the parts of build/: no page requests them


class Quick(Compressor):
    """Brotli's best level takes ten times longer for two percent."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=9)


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Falls back to the plain name for a file that was never collected."""

    manifest_strict = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 (Django's)
        """The address of a file; what was collected does not change while a process lives."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]

    def create_compressor(self, **options: object) -> Compressor:
        return Quick(**options)

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def post_process(self, paths: dict, **options: object) -> Iterator[tuple]:
        whole = {path: source for path, source in paths.items() if not path.startswith(PARTS)}
        return super().post_process(whole, **options)
