"""The same import from the command line."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from marketplace import flows
from marketplace.shared import events
from tests.catalog.imports.conftest import table


@pytest.fixture
def path(tmp_path):
    where = tmp_path / "catalogue.csv"
    where.write_bytes(
        table(
            "sku;titre;catégorie;prix;stock", "A;Bol en grès;Cuisine;12;3", "B;Tasse;Cuisine;x;3"
        ).read()
    )
    return where


def test_a_catalogue_is_checked_then_applied(lune, shelves, path, tmp_path, capsys):
    call_command("import_catalogue", "LUNE", str(path))
    assert not Product.objects.exists()

    call_command(
        "import_catalogue", "LUNE", str(path), "--apply", "--report", str(tmp_path / "report.csv")
    )

    assert Product.objects.count() == 1
    told = capsys.readouterr().out
    assert "refused    1" in told
    assert "Écrivez le prix" in (tmp_path / "report.csv").read_text()


def test_a_file_that_cannot_be_read_says_why(lune, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"")

    with pytest.raises(CommandError, match="vide"):
        call_command("import_catalogue", "LUNE", str(tmp_path / "x.csv"))
    with pytest.raises(CommandError, match="No seller"):
        call_command("import_catalogue", "NOBODY", str(tmp_path / "x.csv"))


def test_the_worker_is_not_asked_to_do_it_too(
    lune, shelves, path, django_capture_on_commit_callbacks
):
    events.connect(flows.FLOWS)
    with django_capture_on_commit_callbacks() as waiting:
        call_command("import_catalogue", "LUNE", str(path), "--apply")

    assert not waiting
