from django.db import migrations

from accounting.book import append_only


class Migration(migrations.Migration):
    """The database refuses to rewrite the book, issued documents, stock moves and prices."""

    dependencies = [
        ("accounting", "0005_reversals"),
        ("catalog", "0006_variant_approval"),
    ]

    operations = [migrations.RunPython(append_only.install, append_only.remove)]
