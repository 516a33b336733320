"""Nobody decides their own case: is a person of the operator's a party to what they look at?

An operator may buy here and may have a shop. Whatever their role, they then leave their order,
their shop and everything about them to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.shared.elision import de
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

ITSELF = "self"  # the way to the row itself


class OwnCase(Refusal):
    """The person bought this, or belongs to the shop it is about."""

    sentence = gettext_lazy(
        "Vous êtes partie à ce dossier : {why}. Une autre personne de l'équipe s'en charge."
    )


def why(person: User, row: models.Model, ways: Iterable[str]) -> str:
    """What ties a person to a row, in words; empty when nothing does.

    A way is a path, written with `__`, to rows that answer `tie(person)`: an order, a shop. Their
    model answers the same as a condition, `ties(person, path)`.
    """
    for way in ways:
        for end in _at(row, way):
            said = end.tie(person)
            if said:
                return said
    return ""


def own(person: User, rows: models.QuerySet, ways: Iterable[str]) -> models.QuerySet:
    """Those of the rows to which a person is a party, by the same ways, in one question."""
    tied = models.Q(pk__in=())
    for way in ways:
        path = "" if way == ITSELF else f"{way}__"
        tied |= _end(rows.model, way).ties(person, path)
    # by key: a way through several rows would find one several times
    return rows.filter(pk__in=rows.model._base_manager.filter(tied).values("pk"))


def demand(person: User, row: models.Model, ways: Iterable[str]) -> None:
    """Refuse a person who is a party. Raises OwnCase."""
    said = why(person, row, ways)
    if said:
        raise OwnCase(why=said)


def bought() -> str:
    """The words for whoever bought."""
    return _("cette commande est la vôtre")


def of_shop(name: str) -> str:
    """The words for whoever belongs to a shop."""
    return _("vous faites partie de l'équipe {shop}").format(shop=de(name))


def _end(model: type[models.Model], way: str) -> Any:
    for step in way.split("__") if way != ITSELF else ():
        following = model._meta.get_field(step).related_model
        if following is None or isinstance(following, str):
            raise LookupError(f"{way!r} leads nowhere")
        model = following
    return model


def _at(row: Any, way: str) -> list[Any]:
    reached = [row]
    for step in way.split("__") if way != ITSELF else ():
        following: list[Any] = []
        for item in reached:
            value = getattr(item, step)
            following += value.all() if hasattr(value, "all") else [value]
        reached = [item for item in following if item is not None]
    return reached
