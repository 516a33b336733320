"""For migration 0006, which put the first guards in place: now `migrate` does, when it ends."""


def install(_apps, _schema_editor) -> None:
    """Nothing: see marketplace/shared/append_only.py."""


def remove(_apps, _schema_editor) -> None:
    """Nothing: see marketplace/shared/append_only.py."""
