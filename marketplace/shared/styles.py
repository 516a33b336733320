"""One stylesheet and one script per audience, assembled from lists of files.

A finder instead of a build step: `css/shop.css` and `js/shop.js` only list other files; this finder
serves `build/shop.css` and `build/shop.js`, made again when a part changes, also to collectstatic.
"""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = Path(settings.ROOT) / "static"
TARGET = Path(settings.VAR) / "assets"
SHEETS = {
    "build/shop.css": "css/shop.css",
    "build/reading.css": "css/reading.css",
    "build/seller.css": "css/seller.css",
    "build/operator.css": "css/operator.css",
    "build/editor.css": "css/editor.css",
    "build/composing.css": "css/composing.css",
    "build/social.css": "css/social.css",
    "build/look.css": "css/look.css",
    "build/shop.js": "js/shop.js",
    "build/seller.js": "js/seller.js",
    "build/operator.js": "js/operator.js",
    "build/editor.js": "js/editor.js",
    "build/look.js": "js/look.js",
}
CSS_IMPORT = re.compile(r'^@import url\("([^"]+)"\)(?: layer\((\w+)\))?;[ \t]*$', re.MULTILINE)
JS_IMPORT = re.compile(r'^import "\./([^"]+)";[ \t]*$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JS_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
UPWARDS = re.compile(r'url\("(?:\.\./)+')
SPACES = re.compile(r"\s*\n\s*")
TIGHT = re.compile(r"\s*([{};])\s*")


class Sheets(BaseFinder):
    """Finds the flattened files among the static files."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):  # noqa: FBT002 (Django's own signature)
        if path not in SHEETS:
            return []
        file = str(refresh(path))
        return [file] if find_all or kwargs.get("all") else file

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=TARGET)
        for path in SHEETS:
            refresh(path)
            yield path, storage


def refresh(path: str) -> Path:
    """The flattened file, written again when one of its parts is newer."""
    entry, built = SOURCE / SHEETS[path], TARGET / path
    newest = max(
        part.stat().st_mtime for part in SOURCE.glob(f"{entry.parent.name}/**/*{entry.suffix}")
    )
    if not built.exists() or built.stat().st_mtime < newest:
        built.parent.mkdir(parents=True, exist_ok=True)
        fresh = built.with_suffix(f"{built.suffix}.new")
        fresh.write_text(flatten(entry), encoding="utf-8")
        fresh.replace(built)
    return built


def flatten(entry: Path) -> str:
    """A table of contents with each file put in its place."""
    text = entry.read_text(encoding="utf-8")
    if entry.suffix == ".js":
        whole = JS_IMPORT.sub(
            lambda line: "{\n" + (entry.parent / line[1]).read_text(encoding="utf-8") + "}", text
        )
        return JS_COMMENT.sub("", whole)

    def inlined(line):
        part = (entry.parent / line[1]).read_text(encoding="utf-8")
        return f"@layer {line[2]}{{{part}}}" if line[2] else part

    whole = COMMENT.sub("", CSS_IMPORT.sub(inlined, text))
    lines = SPACES.sub("\n", UPWARDS.sub('url("../', whole)).strip()
    return TIGHT.sub(r"\1", lines).replace(";}", "}").replace("}", "}\n")
