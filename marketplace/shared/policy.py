"""What the operator has decided: read everywhere, edited in the operator's console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared import kept
from marketplace.shared.models.policy import Brand, LegalEntity, LegalText, RulesRow
from marketplace.shared.prepared import Prepared
from marketplace.shared.states import Refusal

FRESH = 60
_worn: ContextVar[Brand | None] = ContextVar("worn", default=None)
Row = TypeVar("Row", bound=models.Model)
IN_FORCE = Prepared(
    lambda kind: LegalText.objects.filter(kind=kind, published_at__isnull=False).order_by(
        "-version"
    )[:1]
)
WORDLESS = Prepared(
    lambda kind: (
        LegalText.objects.filter(kind=kind, published_at__isnull=False)
        .order_by("-version")
        .defer("body", "body_en")[:1]
    )
)


class NoSuchText(Refusal):
    """No version of this legal text is published."""

    sentence = _("Ce texte légal n'est pas encore publié par l'opérateur.")


def brand() -> Brand:
    """How the marketplace presents itself; what is tried on, within `wearing`."""
    return _worn.get() or _only(Brand)


@contextmanager
def wearing(tried: Brand) -> Iterator[None]:
    """Draw everything as if this brand were in force, for one preview; it is never saved."""
    before = _worn.set(tried)
    try:
        yield
    finally:
        _worn.reset(before)


def name_at_hand() -> str:
    """The house's name where nothing may be asked: as this process last read it, else as it is
    named in the environment.
    """
    known = kept.at_hand(_key(Brand))
    return known.name if isinstance(known, Brand) else settings.MFA_TOTP_ISSUER


def entity() -> LegalEntity:
    """The company that operates the marketplace."""
    return _only(LegalEntity)


def rules(model: type[Row]) -> Row:
    """The delays and thresholds that an app owns: `policy.rules(OrderRules).accept_hours`."""
    return _only(model)


def rows_of_rules() -> list[type[RulesRow]]:
    """Every app's rules, the highest app first: a buyer meets those of orders first."""
    return [model for model in apps.get_models() if issubclass(model, RulesRow)][::-1]


def text(kind: str, *, words: bool = True) -> LegalText:
    """The version of a legal text in force, its words read later where they are not shown. Raises
    NoSuchText when none is published.
    """
    current = (IN_FORCE if words else WORDLESS)(kind=kind)
    if not current:
        raise NoSuchText
    return current[0]


def stamp() -> str:
    """Names the state of brand and company: a cached fragment under it is valid while it lasts."""
    tried = _worn.get()
    look = f"{tried.name}{tried.worn}" if tried else kept.stamp(_key(Brand))
    return f"{look}{kept.stamp(_key(LegalEntity))}"


def forget() -> None:
    """Drop the cached rows after the operator changed one."""
    models_read: list[type[models.Model]] = [Brand, LegalEntity, *rows_of_rules()]
    kept.forget(*(_key(model) for model in models_read))


def _only(model: type[Row]) -> Row:
    return kept.kept(
        _key(model), lambda: model._base_manager.order_by("pk").first() or model(), fresh=FRESH
    )


def _key(model: type[models.Model]) -> str:
    return f"policy:{model._meta.model_name}"
