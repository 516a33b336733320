"""The values that a fact kept, in words: each by its label, rows by their names, never a code.

Facts keep plain values and numbers of rows under the names of their columns. A name without a label
here is not shown; what says nothing to people is in HIDDEN, so that leaving it out is a decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.console.jobs import JOBS, ROWS, TASKS
from marketplace.shared import facts, rules, trail, units
from marketplace.shared.audience import OPERATOR_ROLES
from marketplace.shared.labels import labelled
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import dated, figure, money, percent, when

# What each value is called.
LABELS = {
    "accepted": _("Accepté"),
    "after": _("Après"),
    "again": _("Connu déjà"),
    "amount_cents": _("Montant"),
    "asker": _("Attendue par"),
    "arrived": _("Reçu, à renvoyer"),
    "awarded_cents": _("Somme accordée"),
    "before": _("Avant"),
    "borne_by": _("À la charge de"),
    "by_two": _("Relue à deux"),
    "by_itself": _("D'office"),
    "called_off": _("Annulé"),
    "carrier": _("Transporteur"),
    "category": _("Catégorie"),
    "changed": _("Lignes changées depuis"),
    "consent": _("Autorisation donnée"),
    "corrected": _("Corrigé"),
    "currency": _("Devise"),
    "done": _("Lignes modifiées"),
    "days": _("Jours"),
    "due": _("Attendu pour le"),
    "failure": _("Raison de l'échec"),
    "fee_cents": _("Frais du prestataire"),
    "filters": _("Filtres"),
    "forgotten": _("Après un oubli"),
    "found": _("Trouvées"),
    "held_back_cents": _("Retenu au départ"),
    "hours": _("Heures"),
    "how": _("Dit par"),
    "in_place": _("À la place de la personne"),
    "place": _("Lieu"),
    "is_last": _("Dernier rappel"),
    "is_on": _("Montré"),
    "jours": _("Jours au plus"),
    "rang": _("Places du rayon, au plus"),
    "avis": _("Avis vérifiés, au moins"),
    "reste": _("Pièces, au plus"),
    "part": _("Part expédiée à temps, au moins (%)"),
    "commandes": _("Commandes mesurées, au moins"),
    "heures": _("Réponse, au plus (heures)"),
    "is_seated": _("A une place"),
    "is_staff": _("De l'équipe"),
    "job": _("Travail"),
    "kept": _("Retenue"),
    "kind": _("Nature"),
    "kinds": _("Pièces"),
    "label": _("Règle"),
    "late": _("Pour retard"),
    "left": _("Lignes laissées"),
    "level": _("Relecture"),
    "lines": _("Lignes"),
    "maker": _("Fabricant"),
    "minutes": _("Minutes ouvrées"),
    "name": _("Nom"),
    "new": _("Nouveau nom"),
    "note": _("Note"),
    "number": _("Numéro"),
    "numbers": _("Identifiants de filière"),
    "offers": _("Offres"),
    "old": _("Ancien nom"),
    "old_email": _("Ancienne adresse"),
    "order_ref": _("Référence de la commande"),
    "ordered": _("Déjà commandées"),
    "outcome": _("Décision"),
    "photos": _("Photos"),
    "pieces": _("Pièces"),
    "planned_at": _("Prévue le"),
    "points": _("Barème"),
    "products": _("Produits"),
    "purchase": _("Achat"),
    "read": _("Relues"),
    "reason": _("Motif"),
    "ref": _("Référence du prestataire"),
    "refused": _("Refusé"),
    "refused_count": _("Articles refusés"),
    "removed": _("Retiré par un autre"),
    "repeated": _("De nouveau"),
    "responsible": _("Responsable dans l'Union"),
    "restored": _("Lignes rétablies"),
    "reviews": _("Avis"),
    "snapshots": _("Photos d'acheteurs"),
    "role": _("Rôle"),
    "roles": _("Rôles"),
    "rows": _("Lignes"),
    "rules": _("Règles"),
    "sales": _("Ventes"),
    "schemes": _("Filières"),
    "section": _("Liste"),
    "sheets": _("Fiches"),
    "shop": _("Boutique"),
    "shops": _("Boutiques"),
    "side": _("Par"),
    "sold": _("Vendues sur place"),
    "state": _("État"),
    "stopped": _("Arrêté avant la fin"),
    "task": _("Travail"),
    "threshold_cents": _("Seuil de double validation"),
    "titles": _("Articles"),
    "topic": _("Objet"),
    "total": _("Lignes"),
    "total_cents": _("Total"),
    "tracking": _("Numéro de suivi"),
    "travelling": _("En route"),
    "until": _("Jusqu'au"),
    "url": _("Adresse"),
    "values": _("Valeurs"),
    "variants": _("Déclinaisons"),
    "version": _("Version"),
    "what": _("Changement"),
    "why": _("Raison"),
    "won": _("Gagnée"),
    "shown": _("Recherche"),
}
# Rows that come as many: how many there are is what people read.
COUNTED = {
    "offer_ids": _("Offres"),
    "photo_ids": _("Photos"),
    "product_ids": _("Produits"),
    "published_ids": _("Dont mis en ligne"),
    "return_ids": _("Retours"),
    "seller_ids": _("Vendeurs"),
}
# What says nothing to people: keys of rows that have no name, codes of machines, seals.
HIDDEN = {
    "answer_id",
    "arrangement_id",
    "asked",
    "bulk_id",
    "called",
    "code",
    "contact_id",
    "follow_id",
    "invitation_id",
    "is_last",
    "key",
    "is_replaced",
    "like_id",
    "message_id",
    "move_id",
    "pk",
    "saying_id",
    "screens",
    "seal",
    "sequence",
    "word_id",
}
# Values that are meant to be copied: they are no code of ours.
AS_WRITTEN = {
    "shown",
    "ref",
    "order_ref",
    "number",
    "numbers",
    "tracking",
    "url",
    "account_ref",
    "old_email",
}
# Columns under another name than the fact's, by fact and value.
COLUMNS = {
    ("sellers.KycChanged", "state"): ("sellers.Seller", "kyc_state"),
    ("sellers.ModerationSet", "level"): ("sellers.Seller", "moderation"),
    ("marketplace.AppealDecided", "state"): ("shared.Appeal", "state"),
    ("marketplace.ChangeDropped", "state"): ("shared.ProposedChange", "state"),
    ("sellers.MemberAppointed", "role"): ("sellers.Member", "role"),
    ("orders.IncidentSaid", "side"): ("orders.IncidentWord", "side"),
    ("orders.ArrangementProposed", "kind"): ("orders.Arrangement", "kind"),
    ("orders.ArrangementLapsed", "why"): ("orders.Arrangement", "lapsed_because"),
}
SAID_BY = {
    "buyer": _("l'acheteur"),
    "carrier": _("le transporteur"),
    "seller": _("le vendeur"),
    "operator": _("le service client"),
    "house": _("la place de marché"),
    "both": _("les deux"),
}
CODE = re.compile(r"[a-z0-9]+(?:[_.:-][a-z0-9]+)*")


def told(fact: Fact) -> list[Any]:
    """Each value that a fact kept, with its label; what it is about is said beside it already."""
    said = {fact.subject, fact.within}
    keys = [f"{ROWS[name]}:{value}" for name, value in fact.data.items() if name in ROWS]
    lines: list[Any] = [*trail.named(key for key in keys if key not in said)]
    for name, value in fact.data.items():
        if name in ROWS or name in HIDDEN or value in (None, "", [], {}):
            continue
        shown = _shown(fact, name, value)
        if shown not in (None, "") and name_of(name):
            lines.append(labelled(name_of(name), shown))
    return lines


def name_of(name: str) -> str:
    """What a value is called; empty where nothing says it."""
    return str(LABELS.get(name) or COUNTED.get(name) or "")


def is_decided(name: str) -> bool:
    """Whether it was decided how a value is shown, or that it is not."""
    return name in ROWS or name in HIDDEN or bool(name_of(name))


def _shown(fact: Fact, name: str, value: Any) -> Any:
    """A value in words; empty where it would be a code."""
    if name in COUNTED and isinstance(value, list):
        return figure(len(value))
    if isinstance(value, Mapping):
        return _several(fact, value)
    if isinstance(value, (list, tuple)):
        return _listed(fact, name, value)
    field = _column(fact, name)
    return _plain(name, value) if field is None else _of_column(field, value)


def _listed(fact: Fact, name: str, values: Iterable[Any]) -> str:
    every = [*values]
    if any(isinstance(value, (list, tuple, Mapping)) or _is_key(value) for value in every):
        return figure(len(every))
    return ", ".join(str(shown) for value in every if (shown := _shown(fact, name, value)))


def _is_key(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _several(fact: Fact, values: Mapping[str, Any]) -> Any:
    """The values of a row or of settings, each by the name of its column."""
    lines = []
    for name, value in values.items():
        field = _column(fact, name) or _setting(name)
        label = units.label(field) if field is not None else name_of(name)
        shown = _of_column(field, value) if field is not None else _shown(fact, name, value)
        if label and shown not in (None, ""):
            lines.append(labelled(capfirst(str(label)), shown))
    return format_html_join(str(_(" ; ")), "{}", ((line,) for line in lines))


def _column(fact: Fact, name: str) -> models.Field | None:
    """The column whose value a fact kept: of what it is about, or where COLUMNS says."""
    model, column = COLUMNS.get((fact.name, name), (fact.subject.partition(":")[0], name))
    try:
        field = apps.get_model(model)._meta.get_field(column)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None


def _setting(name: str) -> models.Field | None:
    return rules.column(name) if name in rules.owners() else None


def _of_column(field: models.Field, value: Any) -> Any:
    if value in (None, "", [], {}) or field.name in HIDDEN:
        return ""
    if field.remote_field is not None:
        named = trail.named([f"{field.related_model._meta.label_lower}:{value}"])  # type: ignore[union-attr]
        return named[0] if named else ""
    if field.choices or isinstance(field, models.BooleanField) or units.of(field):
        shown = units.told(field, value)
        return "" if field.choices and shown == value else shown
    return _plain(field.name, value)


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return gettext("Oui") if value else gettext("Non")
    if isinstance(value, int):
        return _counted(name, value)
    if isinstance(value, (list, tuple, Mapping)):
        return ""
    text = str(value)
    if name in AS_WRITTEN:
        return text
    if name in ("job", "task"):
        return JOBS.get(text) or TASKS.get(text) or ""
    if name in ("role", "roles"):
        return OPERATOR_ROLES.get(text, "")
    if name in ("how", "side", "borne_by"):
        return SAID_BY.get(text, "")
    if name == "section":
        return _section(text)
    return _written(text)


def _counted(name: str, value: int) -> str:
    if name.endswith("_cents"):
        return money(value)
    if name == "bps" or name.endswith("_bps"):
        return percent(value)
    return figure(value)


def _section(text: str) -> str:
    try:
        return capfirst(str(apps.get_model(text)._meta.verbose_name_plural))
    except (LookupError, ValueError):
        return ""


def _written(text: str) -> Any:
    """A day as people say it, a reason in its words, a person's text; nothing of a code."""
    try:
        moment, date = parse_datetime(text), parse_date(text)
    except ValueError:
        moment = date = None
    if date is not None:
        return dated(date)
    if moment is not None:
        return when(moment)
    said = facts.reason(text)
    return "" if said == text and CODE.fullmatch(text) else said
