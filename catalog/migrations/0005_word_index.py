"""The word index over SearchEntry: derived columns on PostgreSQL, an FTS5 table on SQLite."""

from django.db import migrations

POSTGRES = """
ALTER TABLE catalog_searchentry
  ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(
    string_to_array(title || brand || about || body || terms, ' '), ''))) STORED,
  ADD COLUMN openings tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(
    string_to_array(starts, ' '), ''))) STORED;
CREATE INDEX catalog_search_words ON catalog_searchentry USING gin (words);
CREATE INDEX catalog_search_openings ON catalog_searchentry USING gin (openings);
ALTER TABLE catalog_searchentry ALTER COLUMN words SET STATISTICS 1000
"""

COLUMNS = "title, brand, about, body, starts, terms"
OLD = ", ".join(f"old.{name}" for name in COLUMNS.split(", "))
NEW = ", ".join(f"new.{name}" for name in COLUMNS.split(", "))
FORGET = (
    f"INSERT INTO catalog_searchwords(catalog_searchwords, rowid, {COLUMNS}) "
    f"VALUES ('delete', old.product_id, {OLD})"
)
LEARN = f"INSERT INTO catalog_searchwords(rowid, {COLUMNS}) VALUES (new.product_id, {NEW})"
SQLITE = [
    f"""CREATE VIRTUAL TABLE catalog_searchwords USING fts5({COLUMNS}, content='catalog_searchentry',
        content_rowid='product_id', detail='column', prefix='2 3 4',
        tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    f"CREATE TRIGGER catalog_search_added AFTER INSERT ON catalog_searchentry BEGIN {LEARN}; END",
    f"CREATE TRIGGER catalog_search_gone AFTER DELETE ON catalog_searchentry BEGIN {FORGET}; END",
    f"""CREATE TRIGGER catalog_search_changed AFTER UPDATE ON catalog_searchentry
        BEGIN {FORGET}; {LEARN}; END""",
]
SQLITE_BACK = [
    "DROP TRIGGER catalog_search_added",
    "DROP TRIGGER catalog_search_gone",
    "DROP TRIGGER catalog_search_changed",
    "DROP TABLE catalog_searchwords",
]
POSTGRES_BACK = "ALTER TABLE catalog_searchentry DROP COLUMN words, DROP COLUMN openings"


def build(apps, schema_editor):
    _run(schema_editor, POSTGRES.split(";"), SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, [POSTGRES_BACK], SQLITE_BACK)


def _run(schema_editor, postgres, sqlite):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_search")]
    operations = [migrations.RunPython(build, drop)]
