from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0022_pickup_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="sellerorder",
            name="relay_closed_at",
            field=models.DateTimeField(null=True, verbose_name="point relais fermé depuis"),
        ),
    ]
