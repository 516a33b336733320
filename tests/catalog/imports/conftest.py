"""A seller with files to import, and the steps of the import page as functions."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from catalog.imports import applying, checking, opening, run
from catalog.models import Import
from tests import cast

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def shelves(db):
    """A small tree of categories."""
    return {
        name: cast.category(name, name_en=english)
        for name, english in (
            ("Cuisine", "Kitchen"),
            ("Cafetières", "Coffee Machines"),
            ("Informatique", "Computers"),
        )
    }


def table(*rows: str) -> io.BytesIO:
    """A CSV file of these lines."""
    return io.BytesIO("\n".join(rows).encode() + b"\n")


def pictures(**named: bytes) -> io.BytesIO:
    """A ZIP of photos."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in named.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def received(seller, file, *, name="catalogue.csv", by=None, photos=None) -> Import:
    """An import sent, and read by the worker."""
    source = run.receive(
        seller, file, name, by=by, at=cast.NOON, photos=photos, photos_name="photos.zip"
    )
    return read(source)


def read(source) -> Import:
    """What the worker reads when it is asked to."""
    opening.run(source.pk, at=cast.NOON)
    source.refresh_from_db()
    return source


def understood(source, columns=None) -> Import:
    """The columns chosen, as proposed, and what they hold counted."""
    run.choose_columns(source, columns or source.mapping["columns"], by=source.created_by)
    return read(source)


def checked(
    seller,
    file,
    *,
    default=None,
    categories=None,
    rates=None,
    answers=None,
    photos=None,
    name="catalogue.csv",
) -> Import:
    """An import received, understood as proposed, and checked."""
    by = cast.owner_of(seller)
    source = understood(received(seller, file, name=name, by=by, photos=photos))
    known = {**source.mapping["categories"], **(categories or {})}
    run.check(
        source,
        categories=known,
        default=default.pk if default else None,
        rates=rates or {},
        answers=answers or {},
        by=by,
        at=cast.NOON,
    )
    while checking.run(source.pk, at=cast.NOON):
        pass
    source.refresh_from_db()
    return source


def applied(seller, file, *, at=cast.NOON, **how) -> Import:
    """An import brought to its end."""
    source = checked(seller, file, **how)
    run.confirm(source, by=cast.owner_of(seller), at=at)
    while applying.run(source.pk, at=at):
        pass
    source.refresh_from_db()
    return source


def codes(source: Import) -> dict[int, list[str]]:
    """The codes of the problems, by line."""
    return {
        row.line: [found["code"] for found in row.problems]
        for row in source.rows.order_by("line")
        if row.problems
    }


def figures(source: Import) -> tuple[int, int, int, int]:
    """New, updated, unchanged, refused."""
    return source.new_count, source.updated_count, source.unchanged_count, source.refused_count
