"""PostgreSQL finds parts of words by index, where its role may add that; else it reads the rows."""

from django.db import DatabaseError, migrations, transaction


def add(_apps, editor):
    """The extension comes with PostgreSQL; a managed one may keep it to its administrator."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        pass


class Migration(migrations.Migration):
    dependencies = [
        ("shared", "0019_words"),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
