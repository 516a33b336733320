"""The console's pages about the machinery: facts, proofs, notices, heartbeat."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.shared import clock, events, facts
from marketplace.shared.admin import House, Verb, register
from marketplace.shared.audience import ANY
from marketplace.shared.models import (
    Fact,
    GatewayNotice,
    Heartbeat,
    Pending,
    Proof,
    Sequence,
)


@register(Fact)
class FactAdmin(House):
    """The audit trail: who did what, when and why."""

    role = ANY
    list_display = ("happened_at", "name", "subject", "actor", "why")
    list_filter = ("name",)
    search_fields = ("subject", "within", "because")
    list_select_related = ("actor",)
    ordering = ("-happened_at", "-pk")

    @admin.display(description=_("raison"), ordering="because")
    def why(self, fact):
        """The reason, translated for the reader."""
        return facts.reason(fact.because)


@register(Proof)
class ProofAdmin(House):
    """What the verification of each night found."""

    role = "finance"
    list_display = ("ran_at", "outcome", "seconds", "rank")
    ordering = ("-rank",)
    fields = ("ran_at", "outcome", "told", "seconds", "rank", "seal")
    readonly_fields = ("outcome", "told", "seal")

    @admin.display(description=_("résultat"))
    def outcome(self, proof):
        """How many anomalies the verification found."""
        if not proof.found:
            return _("rien à signaler")
        return ngettext("{count} anomalie", "{count} anomalies", proof.found).format(
            count=proof.found
        )

    @admin.display(description=_("ce qui ne va pas"))
    def told(self, proof):
        """What was found, as `manage.py verify` says it."""
        return format_html_join("", "{}<br>", ([finding] for finding in proof.findings)) or "-"

    @admin.display(description=_("empreinte"))
    def seal(self, proof):
        """In groups of eight, to be compared with the logs by eye."""
        return " ".join(proof.hash[at : at + 8] for at in range(0, len(proof.hash), 8))


@register(Pending)
class PendingAdmin(House):
    """Work that waits, was done or was given up."""

    role = ANY
    list_display = ("task", "due_at", "attempts", "done_at", "dead_at", "last_error")
    list_filter = ("task", ("dead_at", EmptyFieldListFilter))
    ordering = ("-pk",)
    verbs = (
        Verb(
            "retry",
            _("Reprendre"),
            lambda row, request, data: events.revive(row, at=clock.now()),
            role=ANY,
            when=lambda row: row.done_at is None,
            tone="positive",
        ),
    )


@register(GatewayNotice)
class NoticeAdmin(House):
    """What the payment provider told us."""

    role = "finance"
    list_display = ("received_at", "gateway", "kind", "subject_ref", "handled_at", "outcome")
    list_filter = ("gateway", "kind")
    search_fields = ("uid", "subject_ref")
    ordering = ("-received_at", "-pk")


@register(Heartbeat)
class HeartbeatAdmin(House):
    """When each job of the timetable last ran."""

    role = ANY
    list_display = ("job", "ran_at")
    ordering = ("job",)


@register(Sequence)
class SequenceAdmin(House):
    """The last number of each series of documents."""

    role = "finance"
    list_display = ("series", "last", "last_on")
    search_fields = ("series",)
    ordering = ("series",)
