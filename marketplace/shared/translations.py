"""The English catalogue: what is said in French in code and templates, and its translation.

The sources are written in French, so French needs no catalogue of its own, except for plurals
("0 article" is a singular in French), which are copied from the English one, and for what we say
otherwise than the libraries (`wording.FRENCH`).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.utils.translation.template import templatize

from marketplace.shared import wording

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ugettext"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL_CONTEXT = {"npgettext", "npgettext_lazy"}

LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(({LITERAL}(?:,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Found:
    """One message: as catalogue key, with its context and the file that says it."""

    id: str | tuple[str, str]
    context: str | None
    file: str

    @property
    def key(self) -> tuple:
        first = self.id[0] if isinstance(self.id, tuple) else self.id
        return first, self.context


def _message(function: str, texts: list[str], file: str) -> Found | None:
    if function in PLAIN and texts:
        return Found(texts[0], None, file)
    if function in PLURAL and len(texts) > 1:
        return Found((texts[0], texts[1]), None, file)
    if function in CONTEXT and len(texts) > 1:
        return Found(texts[1], texts[0], file)
    if function in PLURAL_CONTEXT and len(texts) > 2:
        return Found((texts[1], texts[2]), texts[0], file)
    return None


def in_python(source: str, file: str) -> Iterator[Found]:
    """Yield the messages of a Python source, under whatever name it imported the functions."""
    tree = ast.parse(source)
    aliases = {
        name.asname: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = getattr(node.func, "id", getattr(node.func, "attr", ""))
        function = aliases.get(function, function)
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if message := _message(function, texts, file):
            yield message


def in_template(source: str, file: str) -> Iterator[Found]:
    """Yield the messages of a Django template."""
    for function, arguments in CALL.findall(templatize(source, origin=file)):
        texts = [ast.literal_eval(text) for text in re.findall(LITERAL, arguments)]
        if function == "_":  # Django doubles the percent sign when it resolves _("…")
            texts = [text.replace("%", "%%") for text in texts]
        if message := _message(function, texts, file):
            yield message


def in_sources(root: Path) -> dict[tuple, Found]:
    """Return every message of the project, by key; a plural form wins over a plain one."""
    messages: dict[tuple, Found] = {}
    for message in _all(root):
        if message.id and (message.key not in messages or isinstance(message.id, tuple)):
            messages[message.key] = message
    return messages


def sources(root: Path) -> Iterator[Path]:
    """Yield the Python files of the installed apps that lie in the project, migrations apart."""
    names = dict.fromkeys(config.name.partition(".")[0] for config in apps.get_app_configs())
    for name in names:
        for path in sorted((root / name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def _all(root: Path) -> Iterator[Found]:
    for path in sources(root):
        yield from in_python(path.read_text(), str(path.relative_to(root)))
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml", ".jsonld"}:
            yield from in_template(path.read_text(), str(path.relative_to(root)))


def po_file(root: Path) -> Path:
    """Return where the English catalogue is kept."""
    return root / "locale" / "en" / "LC_MESSAGES" / "django.po"


def read(root: Path) -> Catalog:
    """Return the English catalogue as it stands."""
    path = po_file(root)
    if not path.exists():
        return Catalog(locale="en", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def update(root: Path) -> tuple[int, int]:
    """Bring the catalogue in step with the sources; return how many were added and dropped."""
    old, messages = read(root), in_sources(root)
    new = Catalog(locale="en", domain="django", project="Halles", fuzzy=False)
    for source in messages.values():
        entry = old.get(_first(source.id), source.context)
        string = entry.string if entry and _same_shape(entry.string, source.id) else None
        new.add(source.id, string, locations=[(source.file, 0)], context=source.context)
    before = {(_first(message.id), message.context) for message in old if message.id}
    path = po_file(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.creation_date = new.revision_date = old.creation_date
    with path.open("wb") as file:
        write_po(file, new, sort_output=True, width=100, include_lineno=False, omit_header=False)
    return len(messages.keys() - before), len(before - messages.keys())


def _first(id_: str | tuple[str, ...] | list[str]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _same_shape(string: object, id_: object) -> bool:
    return isinstance(string, str) == isinstance(id_, str)


def problems(root: Path) -> list[str]:
    """Return what is missing or wrong in the catalogue, one line each."""
    catalog = read(root)
    messages = in_sources(root).values()
    return [line for message in messages if (line := _problem(catalog, message))]


def _problem(catalog: Catalog, message: Found) -> str:
    entry = catalog.get(_first(message.id), message.context)
    if not entry or not entry.string or not all(_texts(entry.string)):
        return f"{message.file}: not translated: {_first(message.id)!r}"
    wanted = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
    for text in _texts(entry.string):
        extra = set(PLACEHOLDER.findall(text)) - wanted
        if extra or (isinstance(message.id, str) and set(PLACEHOLDER.findall(text)) != wanted):
            return f"{message.file}: placeholders differ: {_first(message.id)!r} → {text!r}"
    return ""


def _texts(value: str | tuple | list) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def compile_all(root: Path, *, force: bool = False) -> bool:
    """Write the catalogues that Django reads, when the English one has changed."""
    source = po_file(root)
    english = source.with_suffix(".mo")
    french = root / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
    if not source.exists():
        return False
    scripts = {
        file.with_name("djangojs.mo"): _of_scripts(language)
        for language, file in (("en", english), ("fr", french))
    }
    newest = max(path.stat().st_mtime for path in (source, Path(wording.__file__)))
    fresh = all(
        target.exists() and target.stat().st_mtime >= newest
        for target in (english, french, *scripts)
    )
    if fresh and not force:
        return False
    catalog = read(root)
    plurals = Catalog(locale="fr", domain="django", fuzzy=False)
    for message in catalog:
        if isinstance(message.id, (tuple, list)):
            plurals.add(tuple(message.id), tuple(message.id), context=message.context)
    for stock, ours in wording.FRENCH.items():
        plurals.add(stock, ours)
    for stock, ours in wording.ENGLISH.items():
        catalog.add(stock, ours)
    french.parent.mkdir(parents=True, exist_ok=True)
    for target, content in ((english, catalog), (french, plurals), *scripts.items()):
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, content)
        draft.replace(target)
    return True


def _of_scripts(language: str) -> Catalog:
    """What the scripts of the libraries say, in our words."""
    catalog = Catalog(locale=language, domain="djangojs", fuzzy=False)
    for stock, ours in wording.SCRIPTS[language].items():
        catalog.add(stock, ours)
    return catalog
