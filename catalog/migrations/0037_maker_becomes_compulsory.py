import datetime

from django.db import migrations

SINCE = datetime.date(2027, 2, 1)


def require(apps, _schema_editor):
    """The maker is compulsory from a day on (GPSR, art. 19), where nobody changed what was shipped."""
    places = apps.get_model("catalog", "AttributePlace").objects.filter(
        attribute__key="fabricant", category=None, required_since=None
    )
    places.filter(level="recommended").update(level="required", required_since=SINCE)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0036_sheets_in_english"),
    ]

    operations = [
        migrations.RunPython(require, migrations.RunPython.noop, elidable=True),
    ]
