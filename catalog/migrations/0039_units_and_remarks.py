from django.db import migrations, models

import catalog.units

WEIGHED = {"grammage": "g", "papier-grammage": ""}  # the unit that they were shipped with


def weigh_by_square_metre(apps, _schema_editor):
    """What is told by square metre is kept so, where nobody changed what was shipped."""
    attributes = apps.get_model("catalog", "Attribute").objects
    for key, unit in WEIGHED.items():
        attributes.filter(key=key, unit=unit, label__contains="g/m²").update(unit="g/m²")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0038_merchandising"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="remarks",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="remarques champ par champ"
            ),
        ),
        migrations.AlterField(
            model_name="attribute",
            name="unit",
            field=models.CharField(
                blank=True,
                choices=catalog.units.choices,
                max_length=12,
                verbose_name="unité",
            ),
        ),
        migrations.RunPython(weigh_by_square_metre, migrations.RunPython.noop, elidable=True),
    ]
