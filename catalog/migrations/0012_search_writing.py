"""Entries of the word index say how their words are written, so that older ones are renewed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_import_loop")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="writing",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["writing"], name="search_writing"),
        ),
    ]
