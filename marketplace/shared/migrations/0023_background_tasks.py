from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("shared", "0022_appeal_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="pending",
            options={"verbose_name": "tâche de fond", "verbose_name_plural": "tâches de fond"},
        ),
    ]
