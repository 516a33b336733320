"""The same import from the command line."""

from __future__ import annotations

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Import, ImportProfile, ImportRow, Offer, Product
from marketplace import flows
from marketplace.shared import events
from tests.catalog.imports.conftest import checked, table


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
    # with Django's own checks, as from a terminal
    call_command("import_catalogue", "LUNE", str(path), skip_checks=False)
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


def told(capsys, *args) -> tuple[int, dict]:
    """What the command prints as JSON, and how it ends."""
    try:
        call_command("import_catalogue", *map(str, args), "--json")
    except SystemExit as ended:
        return ended.code, json.loads(capsys.readouterr().out)
    return 0, json.loads(capsys.readouterr().out)


def test_what_is_left_out_is_told_apart_with_its_reason_and_qualities_as_they_will_stand(
    lune, shelves, tmp_path, capsys
):
    file = tmp_path / "export.csv"
    file.write_text(
        """\
Type,SKU,Name,Published,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)
simple,A,Panier,1,4,30,,Matière,Osier
simple,A,Panier gris,-1,4,30,,,
grouped,L,Lot,1,,,,,
variable,T,Tablier,1,,,,Couleur,"Bleu, Vert"
variation,T-B,Tablier - Bleu,1,4,30,T,Couleur,Bleu
"""
    )

    _code, document = told(capsys, "LUNE", file, "--category", shelves["Cuisine"].slug)

    counts = document["counts"]
    assert (counts["new"], counts["refused"], counts["left"], counts["remarks"]) == (3, 0, 2, 0)
    assert [
        (line["outcome"], line["attributes"], [(p["code"], p["level"]) for p in line["problems"]])
        for line in document["lines"]
    ] == [
        ("new", {"Matière": "Osier"}, []),
        ("left", {}, [("LEFT_OUT", "warning")]),
        ("left", {}, [("NO_PRODUCT", "warning")]),
        ("new", {}, []),
        ("new", {}, []),
    ]


def test_variants_are_told_with_the_weight_of_their_parent_and_what_is_no_parcel_is_left(
    lune, shelves, tmp_path, capsys
):
    file = tmp_path / "export.csv"
    file.write_text(
        """\
Type,SKU,Name,Stock,Weight (kg),Regular price,Parent,Attribute 1 name,Attribute 1 value(s)
variable,T,Tablier,,0.4,,,Couleur,"Bleu, Vert"
variation,T-B,Tablier - Bleu,4,,30,T,Couleur,Bleu
variation,T-V,Tablier - Vert,4,0.5,30,T,Couleur,Vert
"simple, downloadable",P,Patron,4,,5,,,
"""
    )

    _code, document = told(capsys, "LUNE", file, "--category", shelves["Cuisine"].slug, "--apply")

    assert [(line["sku"], line["weight_g"], line["outcome"]) for line in document["lines"]] == [
        ("T", 400, "new"),
        ("T-B", 400, "new"),
        ("T-V", 500, "new"),
        ("P", None, "left"),
    ]
    assert "ne s'expédie pas (downloadable)" in document["lines"][3]["problems"][0]["sentence"]
    assert dict(Offer.objects.values_list("sku", "variant__weight_g")) == {"T-B": 400, "T-V": 500}


def test_a_head_that_lists_the_options_of_its_variants_tells_none_of_them_as_a_quality(
    lune, shelves, tmp_path, capsys
):
    file = tmp_path / "wix.csv"
    file.write_text(
        """\
handleId,fieldType,name,sku,price,surcharge,inventory,productOptionName1,productOptionDescription1
P,Product,Bougie,,20,,,Taille,Petite;Grande
P,Variant,,B-P,,0,3,,Petite
P,Variant,,B-G,,5,2,,Grande
"""
    )

    _code, document = told(capsys, "LUNE", file, "--category", shelves["Cuisine"].slug)

    assert [
        (line["price_cents"], line["options"], line["attributes"], line["outcome"])
        for line in document["lines"]
    ] == [(2000, [], {}, "new"), (2000, ["Petite"], {}, "new"), (2500, ["Grande"], {}, "new")]


def test_a_number_of_the_shop_that_serves_as_reference_is_said(lune, shelves, tmp_path, capsys):
    file = tmp_path / "export.csv"
    said = "La colonne « ID » sert de référence"
    for heading, is_said in (("EAN", True), ("Référence n°", False)):
        file.write_text(f"ID;Nom;Prix TTC;{heading}\n7;Bol;12;\n")
        _code, document = told(capsys, "LUNE", file, "--category", shelves["Cuisine"].slug)
        assert document["lines"][0]["sku"] == ("7" if is_said else "")
        assert any(said in note for note in document["notes"]) == is_said


def files(storage, folder: str) -> list[str]:
    """All that is stored under a folder."""
    folders, names = storage.listdir(folder)
    deeper = [name for each in folders for name in files(storage, f"{folder}/{each}")]
    return [f"{folder}/{name}" for name in names] + deeper


def test_each_line_is_told_and_nothing_is_left(lune, shelves, path, capsys):
    waiting = checked(lune, table("sku;prix", "Z;3"))
    profiles = ImportProfile.objects.count()
    stored = files(waiting.file.storage, "imports")

    code, document = told(capsys, "LUNE", path)

    assert code == 0
    assert document["counts"] == {
        "read": 2, "new": 1, "updated": 0, "unchanged": 0, "refused": 1, "left": 0,
        "remarks": 0, "asked": 0,
    }  # fmt: skip
    first, second = document["lines"]
    assert {name: first[name] for name in ("line", "sku", "title", "price_cents", "stock")} == {
        "line": 2, "sku": "A", "title": "Bol en grès", "price_cents": 1200, "stock": 3,
    }  # fmt: skip
    assert (first["category"], first["category_slug"], first["weight_g"], first["gtin"]) == (
        "Cuisine", shelves["Cuisine"].slug, None, None,
    )  # fmt: skip
    assert (second["outcome"], second["problems"][0]["code"]) == ("refused", "PRICE_FORMAT")
    # nothing of it stays, and what the seller has under way is untouched
    waiting.refresh_from_db()
    assert waiting.state == "checked"
    assert list(Import.objects.all()) == [waiting]
    assert ImportRow.objects.exclude(source=waiting).count() == 0
    assert ImportProfile.objects.count() == profiles
    assert not Product.objects.exists()
    assert files(waiting.file.storage, "imports") == stored


def test_questions_are_told_with_their_keys_and_answered_in_the_same_form(
    lune, shelves, tmp_path, capsys
):
    file = tmp_path / "export.csv"
    file.write_bytes(
        "alpha;beta;gamma;delta;devise\nA;Thé vert;Ailleurs;10,00;USD\n".encode("cp1252")
    )
    columns = {"alpha": "sku", "beta": "title", "gamma": "category", "delta": "price"}
    choices = {"encoding": "cp1252", "separator": ";", "columns": columns}

    code, document = told(capsys, lune.slug, file, "--choices", json.dumps(choices))
    assert code == 0
    asked = {question["key"]: question["choices"] for question in document["questions"]}
    assert asked == {"defaults.rates.USD": "millionths", "categories.Ailleurs": "categories"}
    assert document["categories"][shelves["Cuisine"].slug] == "Cuisine"
    assert document["lines"][0]["price_cents"] is None
    code, document = told(capsys, lune.slug, file, "--choices", json.dumps(choices), "--apply")
    assert (code, "USD" in document["error"]) == (1, True)
    assert Import.objects.get().state == "cancelled", "nothing is left in the seller's way"

    answered = tmp_path / "choices.json"
    answered.write_text(
        json.dumps(
            {
                **choices,
                "categories": {"Ailleurs": "Cuisine"},
                "defaults": {"rates": {"USD": 920_000}},
            }
        )
    )
    code, document = told(capsys, lune.slug, file, "--choices", answered, "--apply")
    assert (code, document["applied"], document["questions"]) == (0, True, [])
    assert document["lines"][0]["price_cents"] == Offer.objects.get(sku="A").price_cents == 920


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nobody", "good.csv"], "No seller nobody"),
        (["LUNE", "missing.csv"], "No such file"),
        (["LUNE", "."], "directory"),
        (["LUNE", "empty.csv"], "vide"),
        (["LUNE", "bytes.csv"], "format"),
        (["LUNE", "broken.xlsx"], "abîmé"),
        (["LUNE", "good.csv", "--photos", "bytes.csv"], "ZIP"),
        (["LUNE", "good.csv", "--choices", "{"], "choix"),
        (["LUNE", "good.csv", "--choices", "missing.json"], "No such file"),
        (["LUNE", "good.csv", "--choices", '{"columns": {"prix": "nonsense"}}'], "nonsense"),
        (["LUNE", "good.csv", "--choices", '{"columns": {"sku": ""}}'], "Référence"),
        (["LUNE", "good.csv", "--choices", '{"categories": {"Cuisine": "nowhere"}}'], "nowhere"),
        (["LUNE", "good.csv", "--choices", '{"encoding": "klingon"}'], "klingon"),
        (["LUNE", "good.csv", "--choices", '{"answers": 3}'], "answers"),
        (["LUNE", "good.csv", "--rate", "USD=x"], "USD=0.92"),
        (["LUNE", "good.csv", "--rate", "USD=0"], "defaults.rates.USD"),
        (["LUNE", "good.csv", "--choices", '{"answers": {"mark": {"prix": "no"}}}'], "thousands"),
        (["LUNE", "good.csv", "--choices", '{"answers": {"mork": {}}}'], "unit"),
        (["LUNE", "good.csv", "--choices", '{"answers": {"mark": {"x": "decimals"}}}'], "sku"),
        (["LUNE", "good.csv", "--choices", '{"columns": {"x": "price"}}'], "titre"),
        (["LUNE", "good.csv", "--choices", '{"defaults": {"rates": {"USD": 1}}}'], "USD"),
        (["LUNE", "good.csv", "--choices", '{"defaults": {"categorie": "cuisine"}}'], "category"),
        (["LUNE", "good.csv", "--apply", "--report", "no/where.csv"], "no/where.csv"),
        (["LUNE", "good.csv", "--apply", "--report", "./good.csv"], "the file itself"),
    ],
)
def test_what_is_fatal_is_one_sentence_and_leaves_nothing(
    lune, shelves, tmp_path, capsys, monkeypatch, args, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text("sku;titre;catégorie;prix\nA;Bol;Cuisine;12\n")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)))
    with zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<not closed")

    code, document = told(capsys, *args)

    assert code == 1
    assert said in document["error"]
    assert not Import.objects.exists()


def test_what_waits_or_is_refused_beside_the_file_stops_the_application(
    lune, shelves, path, tmp_path, capsys
):
    waiting = checked(lune, table("sku;titre;catégorie;prix", "C;Plat;Cuisine;9"), name="hiver.csv")
    code, document = told(capsys, "LUNE", path, "--apply")
    assert (code, "hiver.csv" in document["error"]) == (1, True)
    (tmp_path / "photos.zip").write_bytes(b"PK\x03\x04 no archive")
    code, document = told(
        capsys, "LUNE", path, "--apply", "--replace", "--photos", tmp_path / "photos.zip"
    )
    assert (code, Product.objects.exists()) == (1, False)

    # headings and categories in other capitals are the same
    choices = '{"columns": {"PRIX": "price"}, "defaults": {"category": "CUISINE"}}'
    code, document = told(capsys, "LUNE", path, "--apply", "--replace", "--choices", choices)

    assert (code, document["applied"], document["columns"]["prix"]) == (0, True, "price")
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_a_seller_is_named_by_slug_code_number_or_mail(lune, brun, shelves, path, capsys):
    owner = lune.members.get().user
    for named in (lune.slug, lune.code.lower(), lune.pk, lune.email, owner.email.upper()):
        code, document = told(capsys, named, path)
        assert (code, document["seller"]) == (0, lune.slug)
