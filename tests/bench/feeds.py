"""The import of a seller's file by its real path: received, checked, applied, reported."""

from __future__ import annotations

import csv
import io
import random
import resource
import time
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import words
from tests.bench.goods import LEAVES, ROOTS

COLUMNS = [
    "Référence",
    "Titre",
    "Description",
    "Catégorie",
    "Marque",
    "Prix TTC",
    "Stock",
    "Couleur",
    "Matière",
    "Garantie",
    "Nombre de pièces",
    "Fait main",
]
# what the bench's roots ask for: most words of the file are typed, and read when it is judged
REQUIRED = ("matiere", "garantie")
RECOMMENDED = ("couleur", "nombre-pieces", "fait-main")
SELLER = "V0007"
SHEETS = 5000  # of which the index is measured


@dataclass
class Run:
    """One import: what its lines came to, and how fast."""

    name: str
    rows: int
    seconds: float
    per_second: float
    new: int
    unchanged: int
    refused: int
    per_cpu_second: float = 0.0

    def as_dict(self) -> dict:
        """For the JSON file."""
        return {
            key: round(value, 1) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }


def write(path: Path, rows: int) -> Path:
    """A CSV of so many products with descriptions of 42 words and five characteristics."""
    dice = random.Random(f"{words.SEED}:feed")
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out, delimiter=";")
        sheet.writerow(COLUMNS)
        for number in range(1, rows + 1):
            sheet.writerow(
                [
                    f"FEED-{number:07d}",
                    words.sentence(dice, 4).capitalize(),
                    words.sentence(dice, 42).capitalize() + ".",
                    f"Rayon {dice.randrange(ROOTS)}{dice.randrange(LEAVES)}",
                    f"Maison {dice.randrange(120):03d}",
                    f"{dice.randrange(490, 14_990) / 100:.2f}".replace(".", ","),
                    dice.randrange(1, 500),
                    dice.choice(words.COLOURS),
                    dice.choice(words.MATTERS),
                    dice.choice(("1 an", "2 ans", "24 mois", "5 ans")),
                    dice.choice((1, 2, 4, 6, 12)),
                    dice.choice(("oui", "non")),
                ]
            )
    return path


def place_attributes() -> None:
    """Have every root of the tree ask for what the file tells: a choice, a number, a yes or no."""
    from catalog.attributes import shipped, vocabulary
    from catalog.models import Attribute, AttributePlace, Category

    shipped.plant()
    levels = dict.fromkeys(REQUIRED, AttributePlace.Level.REQUIRED)
    levels |= dict.fromkeys(RECOMMENDED, AttributePlace.Level.RECOMMENDED)
    attributes = Attribute.objects.in_bulk(list(levels), field_name="key")
    AttributePlace.objects.bulk_create(
        [
            AttributePlace(attribute=attributes[key], category=root, level=level)
            for root in Category.objects.filter(depth=1)
            for key, level in levels.items()
        ],
        ignore_conflicts=True,
    )
    vocabulary.forget()


def measure(folder: Path, rows: int) -> list[Run]:
    """The file as new rows, the same file again, and what search needs to find the new sheets."""
    from celery import current_app

    place_attributes()
    # a worker has these before it takes its first file
    current_app.loader.import_default_modules()
    file = write(folder / "feed.csv", rows)
    return [_import("new rows", file), _import("same file again", file), _index()]


def peak_mb() -> float:
    """The most memory this process held: the import runs in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _import(name: str, file: Path) -> Run:
    from django.core.management import call_command

    from catalog.models import Import

    begun, used = time.monotonic(), time.process_time()
    with redirect_stdout(io.StringIO()):
        call_command(
            "import_catalogue", SELLER, file, apply=True, report=file.with_suffix(".report.csv")
        )
    seconds, used = time.monotonic() - begun, time.process_time() - used
    done = Import.objects.latest("pk")
    if done.state != "done":
        raise RuntimeError(f"the import ended as {done.state}: {done.failure}")
    return Run(
        name,
        done.total,
        seconds,
        done.total / seconds,
        done.new_count,
        done.unchanged_count,
        done.refused_count,
        per_cpu_second=done.total / used,
    )


def _index() -> Run:
    """What publishing the imported sheets adds: their words in the search index.

    Sheets that search knows leave it first, and come back as new ones.
    """
    from catalog import search
    from catalog.models import SearchEntry

    ids = list(search.published().order_by("pk").values_list("pk", flat=True)[:SHEETS])
    SearchEntry.objects.filter(pk__in=ids).delete()
    begun, used = time.monotonic(), time.process_time()
    kept = search.index(ids)
    seconds, used = time.monotonic() - begun, time.process_time() - used
    return Run("search index", kept, seconds, kept / seconds, 0, 0, 0, per_cpu_second=kept / used)
