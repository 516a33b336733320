"""What is done with a report of quality: asked for, introduced, published, kept, withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.judging import charter
from marketplace.shared import events, policy
from marketplace.shared.clock import paris_day
from marketplace.shared.language import kept
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders.events import (
    QualityAsked,
    QualityIntroduced,
    QualityKept,
    QualityPublished,
    QualityWithdrawn,
)
from orders.models import OrderRules, QualityReport
from orders.quality import making
from orders.quality.quarters import FIRST_YEAR, Quarter
from orders.states import QUALITY, QualityState

Q = QualityState


class NotOver(Refusal):
    """A quarter that lasts still changes."""

    sentence = _("Ce trimestre n'est pas terminé : son rapport se prépare à partir du {day}.")


class NoSuchQuarter(Refusal):
    """Not one of a year's four, or long before there was anything to count."""

    sentence = _("Ce trimestre n'existe pas : choisissez-en un dans la liste.")


class CountedNow(Refusal):
    """The same quarter is being counted at this moment."""

    sentence = _("Ce trimestre est déjà en cours de comptage : attendez qu'il se termine.")


class AgainstCharter(Refusal):
    """What stands before the figures holds an expression that the house forbids everybody."""

    sentence = _("L'avant-propos ne respecte pas la charte. {why}")


class AlreadyRead(Refusal):
    """Readers have it: its words stand."""

    sentence = _(
        "Ce rapport a été publié : son avant-propos ne change plus. Comptez une autre version."
    )


@transaction.atomic(durable=True)
def ask(quarter: Quarter, *, by: User | None, at: datetime) -> QualityReport:
    """Have a quarter counted; of one that was counted before, another version.

    Raises NoSuchQuarter, NotOver, CountedNow.
    """
    if not 1 <= quarter.number <= 4 or not FIRST_YEAR <= quarter.year <= paris_day(at).year:
        raise NoSuchQuarter
    if paris_day(at) <= quarter.until:
        raise NotOver(day=f"{quarter.next.since:%d/%m/%Y}")
    earlier = QualityReport.objects.filter(year=quarter.year, quarter=quarter.number)
    version = max(earlier.values_list("version", flat=True), default=0) + 1
    try:
        with transaction.atomic():
            report = QualityReport.objects.create(
                year=quarter.year,
                quarter=quarter.number,
                version=version,
                least=policy.rules(OrderRules).measured_least,
                asked_at=at,
                asked_by=by,
                total=making.shops_of(quarter).count(),
            )
    except IntegrityError as error:
        raise CountedNow from error
    events.publish(QualityAsked(quality_id=report.pk), about=report, by=by, at=at)
    return report


@transaction.atomic(durable=True)
def introduce(
    report: QualityReport, *, foreword: str, foreword_en: str, by: User | None, at: datetime
) -> None:
    """Write what stands before the figures. Raises AgainstCharter, AlreadyRead."""
    for text in (foreword, foreword_en):
        for found in charter.look(text, day=paris_day(at)):
            if found.is_forbidden:
                raise AgainstCharter(why=found.sentence)
    waiting = QualityReport.objects.filter(pk=report.pk, state__in=(Q.DRAFT, Q.KEPT))
    if not waiting.update(foreword=foreword, foreword_en=foreword_en):
        raise AlreadyRead
    events.publish(QualityIntroduced(quality_id=report.pk), about=report, by=by, at=at)


@transaction.atomic(durable=True)
def publish(report: QualityReport, *, by: User | None, at: datetime) -> None:
    """Let everybody read a report, in place of an earlier version of the same quarter.

    Raises MovedMeanwhile when somebody else decided about it meanwhile.
    """
    same = QualityReport.objects.select_for_update(no_key=True).filter(
        year=report.year, quarter=report.quarter, state=Q.PUBLISHED
    )
    for earlier in same:
        QUALITY.move(earlier, Q.WITHDRAWN, withdrawn_at=at)
        because = kept(_("remplacé par une version plus récente"))
        fact = QualityWithdrawn(quality_id=earlier.pk)
        events.publish(fact, about=earlier, by=by, because=because, at=at)
    try:
        with transaction.atomic():
            QUALITY.move(report, Q.PUBLISHED, published_at=at)
    except IntegrityError as error:  # another version of the quarter, at the same moment
        raise MovedMeanwhile from error
    events.publish(QualityPublished(quality_id=report.pk), about=report, by=by, at=at)


@transaction.atomic(durable=True)
def keep(report: QualityReport, *, by: User | None, at: datetime) -> None:
    """Keep a report for the house; it may be published later."""
    QUALITY.move(report, Q.KEPT)
    events.publish(QualityKept(quality_id=report.pk), about=report, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(report: QualityReport, *, because: str, by: User | None, at: datetime) -> None:
    """Take a report off the public pages."""
    QUALITY.move(report, Q.WITHDRAWN, withdrawn_at=at)
    fact = QualityWithdrawn(quality_id=report.pk)
    events.publish(fact, about=report, by=by, because=because, at=at)
