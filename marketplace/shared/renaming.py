"""A migration of names that people read: of columns, of choices, of models."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import ModelOperation
from django.db.migrations.state import ProjectState


class Names(SeparateDatabaseAndState):
    """Changes of which the database hears nothing; what is drawn up of the models is made anew
    once for all of them, for that is what migrating takes its time for.
    """

    def __init__(self, state_operations: Sequence[Operation]) -> None:
        super().__init__(state_operations=state_operations)

    def deconstruct(self) -> tuple:
        """As it is written in a migration."""
        return type(self).__name__, [], {"state_operations": self.state_operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Learn every name, then draw the models up."""
        drawn = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if drawn is not None:
            state.__dict__["apps"] = drawn
            state.reload_models([(app_label, _model(each)) for each in self.state_operations])


def _model(operation: Operation) -> str:
    if isinstance(operation, FieldOperation):
        return operation.model_name_lower
    if isinstance(operation, ModelOperation):
        return operation.name_lower
    raise TypeError(f"{operation!r} changes no name")
