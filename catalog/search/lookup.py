"""`entry__title__found=Question(...)`: the word index as an ordinary lookup, on both databases."""

from __future__ import annotations

import json

from django.db.models import BigAutoField, Lookup

from catalog.models.search import WordsField
from catalog.search import backend_postgres, backend_sqlite


@WordsField.register_lookup
class Found(Lookup):
    """Whether a sheet's words answer a question."""

    lookup_name = "found"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_postgresql(self, compiler, connection):
        return backend_postgres.condition(self.lhs.alias, self.rhs)

    def as_sqlite(self, compiler, connection):
        return backend_sqlite.condition(self.lhs.alias, self.rhs)


@BigAutoField.register_lookup
class Among(Lookup):
    """`pk__among=keys`: as `pk__in`, with the keys as one parameter instead of hundreds."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, sorted(self.rhs)]

    def as_sqlite(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        keys = "SELECT value FROM json_each(%s)"
        return f"{column} IN ({keys})", [*values, json.dumps(sorted(self.rhs))]
