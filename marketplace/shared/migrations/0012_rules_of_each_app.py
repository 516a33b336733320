"""Each app took its rules with it: the row of the house keeps its number, and no knob."""

from django.db import migrations


COLUMNS = [
    "accept_hours",
    "acceptance",
    "commission_vat_bps",
    "image_min_pixels",
    "incident_alone_cents",
    "incident_answer_hours",
    "mandate_contest_days",
    "payment_minutes",
    "payout_four_eyes_cents",
    "payout_hold_days",
    "payout_minimum_cents",
    "presumed_delivery_days",
    "price_outlier_factor",
    "scarce_payment_minutes",
    "unpaid_orders_most",
    "unpaid_pieces_most",
    "unpaid_scarce_most",
    "unpaid_share_percent",
    "withdrawal_days",
]


class Migration(migrations.Migration):
    dependencies = [
        ("shared", "0011_names"),
        ("catalog", "0010_rules"),
        ("orders", "0015_rules"),
        ("accounting", "0015_rules"),
    ]

    operations = [migrations.RemoveField("rules", name) for name in COLUMNS]
