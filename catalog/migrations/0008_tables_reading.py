"""A file is read by the worker: the state while it is, and what it is read for."""

from django.db import migrations, models

NAMES = [
    ("reading", "Lecture du fichier"),
    ("received", "Fichier reçu"),
    ("checking", "Vérification en cours"),
    ("checked", "Vérifié, prêt à appliquer"),
    ("applying", "Application en cours"),
    ("done", "Terminé"),
    ("failed", "Fichier refusé"),
    ("cancelled", "Abandonné"),
]
STATES = [state for state, _name in NAMES]
OPEN = ["reading", "received", "checking", "checked", "applying"]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_listing_index")]
    operations = [
        migrations.RemoveConstraint("import", "import_state_known"),
        migrations.RemoveConstraint("import", "one_open_import"),
        migrations.AddField("import", "asked", models.JSONField(default=dict)),
        migrations.AlterField(
            "import",
            "state",
            models.CharField("état", max_length=10, choices=NAMES, default="received"),
        ),
        migrations.AddConstraint(
            "import",
            models.CheckConstraint(name="import_state_known", condition=models.Q(state__in=STATES)),
        ),
        migrations.AddConstraint(
            "import",
            models.UniqueConstraint(
                fields=["seller"], name="one_open_import", condition=models.Q(state__in=OPEN)
            ),
        ),
    ]
