"""Facts about the wiring's own rows: the company, published texts, and people's rights."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from marketplace.console import texts
from marketplace.shared.models import LegalEntity, LegalText, User
from marketplace.shared.witness import Row, Told, Witness, about, values_of


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _only(model: type[models.Model], called: str) -> Callable[[Collection[int]], Iterator[Row]]:
    names = [field.name for field in _columns(model)]

    def rows(known_keys: Collection[int]) -> Iterator[Row]:
        for row in model._base_manager.order_by("pk"):
            yield Row(row.pk, called, {name: getattr(row, name) for name in names})

    return rows


def _applied(model: type[models.Model]) -> Callable[[Told], tuple[int, dict | None] | None]:
    """A change of columns that came into force; its fact is within the row that it changed."""
    label = model._meta.label_lower

    def read(fact: Told) -> tuple[int, dict | None] | None:
        name, _colon, pk = fact.within.rpartition(":")
        return (int(pk), fact.data["after"]) if name == label else None

    return read


def _labels(model: type[models.Model]) -> dict[str, Any]:
    return {field.name: field.verbose_name for field in _columns(model)}


def _texts(known_keys: Collection[int]) -> Iterator[Row]:
    for text in LegalText.objects.filter(published_at__isnull=False).order_by("pk"):
        yield Row(text.pk, f"Texte légal {text.kind} v{text.version}", texts.words(text))


def _rights(known_keys: Collection[int]) -> Iterator[Row]:
    """People of the operator's team, and everybody a fact about rights was ever about."""
    # whoever lost every right past the application has a fact that still gives them
    holds = Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False) | Q(pk__in=known_keys)
    people = User.objects.filter(holds).distinct().order_by("pk").prefetch_related("groups")
    for person in people:
        yield Row(
            person.pk,
            f"Droits de {person.email} (compte n° {person.pk})",
            {
                "is_superuser": person.is_superuser,
                "roles": sorted(group.name for group in person.groups.all()),
                "is_closed": not person.is_active,
                "is_staff": person.is_staff or person.is_superuser,
            },
        )


def _roles(fact: Told) -> tuple[int, dict | None]:
    values = {"roles": sorted(fact.data["roles"])}
    return about(fact), {
        **values,
        **({"is_staff": fact.data["is_staff"]} if "is_staff" in fact.data else {}),
    }


ENTITY = Witness(
    "shared.LegalEntity",
    _only(LegalEntity, "Société exploitante"),
    {"marketplace.ChangeApplied": _applied(LegalEntity)},
    labels=_labels(LegalEntity),
    whole=False,
    gone="Société exploitante n° {pk} : la ligne a disparu",
)
TEXTS = Witness(
    "shared.LegalText",
    _texts,
    {"marketplace.TextPublished": values_of},
    labels={"sha256": "l'empreinte de ses mots", "published_at": "la date de publication"},
    gone="Texte légal n° {pk} : publié, il a disparu ou n'est plus publié",
)
RIGHTS = Witness(
    "shared.User",
    _rights,
    {
        "marketplace.RolesGranted": _roles,
        "marketplace.AccountClosed": lambda fact: (about(fact), {"is_closed": True}),
        "marketplace.AccountReopened": lambda fact: (about(fact), {"is_closed": False}),
    },
    labels={
        "is_superuser": "tous les droits",
        "roles": "les rôles",
        "is_closed": "compte fermé",
        "is_staff": "membre de l'équipe",
    },
)
WITNESSED = (ENTITY, TEXTS, RIGHTS)
