from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shared", "0003_name_sandbox_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("used", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "allowance", "verbose_name_plural": "allowances"},
        ),
    ]
