"""Foreign keys, which the import contracts cannot see, also point downward."""

from django.apps import apps

LAYERS = ["shared", "sellers", "catalog", "marketing", "orders", "accounting"]


def test_foreign_keys_point_downward():
    upward = []
    for label in LAYERS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                target = field.related_model if field.is_relation and field.concrete else None
                if target is None or target._meta.app_label not in LAYERS:
                    continue
                if LAYERS.index(target._meta.app_label) > LAYERS.index(label):
                    upward.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert upward == []
