"""The grid and the frozen commission."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounting import invariants
from accounting.commissions import commissions, seeds
from accounting.commissions import grid as grid_module
from accounting.models import Commission, CommissionRule
from marketplace.shared import clock, proposals
from tests import cast, guards
from tests.accounting import builders

ON = date(2026, 11, 23)


def test_first_rule_by_position_applies(db, lune, brun):
    food = cast.category("Épicerie")
    jam = cast.category("Confitures", parent=food)
    other = cast.category("Bijoux")
    builders.rule(1200, position=100)
    builders.rule(800, position=20, category=food, name="Épicerie")
    builders.rule(500, position=10, seller=brun, name="Brun")
    assert commissions.rule_for(lune.pk, jam.path, ON).bps == 800
    assert commissions.rule_for(lune.pk, other.path, ON).bps == 1200
    assert commissions.rule_for(brun.pk, jam.path, ON).bps == 500


def test_dates_bound_a_rule(db, lune):
    builders.rule(0, position=1, valid_from=date(2026, 11, 1), valid_until=date(2026, 11, 30))
    builders.rule(1200)
    assert commissions.rule_for(lune.pk, "", date(2026, 11, 30)).bps == 0
    assert commissions.rule_for(lune.pk, "", date(2026, 12, 1)).bps == 1200
    assert commissions.rule_for(lune.pk, "", date(2026, 10, 31)).bps == 1200


def test_no_rule_refuses(db, lune):
    with pytest.raises(commissions.NoRule):
        commissions.rule_for(lune.pk, "", ON)


def test_worked_example_is_told_in_french(grid, lune):
    due = commissions.preview(4900, None, lune, ON)
    assert (due.net_cents, due.vat_cents, due.left_cents) == (588, 118, 4194)
    told = due.explanation.replace("\u202f", " ").replace("\u00a0", " ")
    assert told == "12 % de 49,00 € = 5,88 € HT + TVA 1,18 €"


def test_a_rule_is_named_in_its_readers_language(db, lune, brun):
    food = cast.category("Épicerie", name_en="Groceries")
    builders.rule(1200, name="Général")
    builders.rule(800, position=20, category=food, name="Épicerie")
    builders.rule(500, position=10, seller=brun, name="Brun")
    names = []
    for language in ("fr", "en"):
        with translation.override(language):
            rules = (
                commissions.rule_for(shop.pk, path, ON)
                for shop, path in ((lune, food.path), (lune, ""), (brun, ""))
            )
            names.append([rule.label for rule in rules])
    assert names[0] == ["Épicerie", "Général", "Brun"]
    assert names[1] == ["Groceries", "All other categories", "Brun"]


def test_fixed_part_minimum_and_ceiling(db, lune):
    builders.rule(1000, fixed_cents=30)
    assert commissions.preview(1000, None, lune, ON).net_cents == 130
    builders.rule(100, position=1, minimum_cents=50)
    due = commissions.preview(1000, None, lune, ON)
    assert due.net_cents == 50
    assert "minimum" in due.explanation
    assert commissions.preview(10, None, lune, ON).left_cents == 0


def test_freezing_takes_two_statements_for_a_whole_order(
    grid, lune, brun, django_assert_max_num_queries
):
    order = builders.placed(
        (lune, [(4900, 1, 2000), (1000, 3, 550)], 590), (brun, [(2000, 2, 0)], 0)
    )
    frozen = Commission.objects.filter(line__seller_order__order=order).order_by("line_id")
    assert [(c.base_cents, c.net_cents, c.vat_cents) for c in frozen] == [
        (4900, 588, 118),
        (3000, 360, 72),
        (4000, 480, 96),
    ]
    with guards.down():
        Commission.objects.all().delete()
    event = type("E", (), {"order_id": order.pk})
    commissions.grid()
    with django_assert_max_num_queries(3):
        commissions.freeze(event)


def values(**changed):
    row = {
        "position": 100,
        "name": "Règle",
        "seller": None,
        "category": None,
        "bps": 1200,
        "fixed_cents": 0,
        "minimum_cents": 0,
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
    }
    return {**row, **changed}


def test_a_grid_names_its_contradictions(db):
    food = cast.category("Épicerie")
    builders.rule(1200, position=10)
    builders.rule(800, position=20, category=food, name="Épicerie")
    assert grid_module.check(ON) == ["« Épicerie » ne s'applique jamais : « Général » passe avant."]


def test_a_grid_without_default_is_named(db):
    builders.rule(1200, valid_until=date(2026, 12, 31))
    assert grid_module.check(ON) == ["aucune règle générale à partir du 01/01/2027."]
    builders.rule(1300, valid_from=date(2027, 1, 1))
    assert grid_module.check(ON) == []


def test_a_rule_that_would_swallow_others_is_refused(db, odile):
    food = cast.category("Épicerie")
    grid_module.add(values=values(position=100), by=odile, at=builders.NOON)
    grid_module.add(
        values=values(position=20, category=food, name="Épicerie", bps=800),
        by=odile,
        at=builders.NOON,
    )
    with pytest.raises(grid_module.Contradicts, match="Épicerie"):
        grid_module.add(values=values(position=10, name="Tout"), by=odile, at=builders.NOON)
    rule = CommissionRule.objects.get(position=100)
    with pytest.raises(grid_module.Contradicts, match="générale"):
        grid_module.end(rule, on=ON, by=odile, at=builders.NOON)


def test_a_rule_that_served_is_followed_not_rewritten(grid, lune, odile):
    builders.placed((lune, [(4900, 1, 2000)], 0))
    follower = grid_module.change(
        grid,
        values=values(name="Général", bps=1000, valid_from=date(2020, 1, 1)),
        by=odile,
        at=builders.NOON,
    )
    grid.refresh_from_db()
    assert (grid.bps, grid.valid_until) == (1200, date(2026, 11, 22))
    assert (follower.bps, follower.valid_from) == (1000, ON)
    assert commissions.rule_for(lune.pk, "", ON).bps == 1000
    assert Commission.objects.get().bps == 1200


def test_a_new_house_has_a_grid(db):
    cast.category("Bijoux", slug="bijoux")
    seeds.plant()
    seeds.plant()
    assert [(r.name, r.bps) for r in commissions.table(ON)] == [("Bijoux", 1500), ("Général", 1200)]
    assert grid_module.check(ON) == []


def test_of_two_proposals_about_one_rule_only_one_takes_effect(grid, lune, odile):
    own = builders.rule(800, position=10, seller=lune, name="Lune")
    builders.placed((lune, [(4900, 1, 2000)], 0))
    chief = cast.operator()

    def proposed(bps: int, first: date):
        after = {"bps": bps, "valid_from": first.isoformat()}
        return proposals.propose(
            grid_module.RULE, own.pk, after=after, because="Noël", by=odile, at=builders.NOON
        )

    late, early = proposed(900, date(2026, 12, 15)), proposed(700, date(2026, 12, 1))
    ending = proposals.propose(
        grid_module.END,
        own.pk,
        after={"valid_until": "2026-12-10"},
        because="Fin",
        by=odile,
        at=builders.NOON,
    )
    proposals.approve(early, by=chief, at=builders.NOON + timedelta(hours=1))

    for overtaken in (late, ending):
        with pytest.raises(proposals.ChangedMeanwhile):
            proposals.approve(overtaken, by=chief, at=builders.NOON + timedelta(hours=2))
    assert commissions.rule_for(lune.pk, "", date(2026, 11, 30)).bps == 800
    assert commissions.rule_for(lune.pk, "", date(2026, 12, 5)).bps == 700
    assert commissions.rule_for(lune.pk, "", date(2026, 12, 20)).bps == 700
    assert [*invariants._grid()] == []


def test_a_rival_that_left_the_rule_as_it_was_stops_the_other_too(grid, lune, odile):
    promise = builders.rule(500, position=10, name="Lancement", valid_until=date(2026, 11, 30))
    builders.placed((lune, [(4900, 1, 2000)], 0))
    chief = cast.operator()
    first, second = (
        proposals.propose(
            grid_module.RULE,
            promise.pk,
            after={"bps": bps, "valid_from": "2026-12-01", "valid_until": "2026-12-31"},
            because="Prolongée",
            by=odile,
            at=builders.NOON,
        )
        for bps in (600, 700)
    )
    proposals.approve(first, by=chief, at=builders.NOON + timedelta(hours=1))

    with pytest.raises(proposals.ChangedMeanwhile):
        proposals.approve(second, by=chief, at=builders.NOON + timedelta(hours=2))

    assert commissions.rule_for(lune.pk, "", date(2026, 11, 30)).bps == 500
    assert commissions.rule_for(lune.pk, "", date(2026, 12, 20)).bps == 600


def test_a_rule_that_served_rises_from_a_day_to_come(grid, lune, odile):
    builders.placed((lune, [(4900, 1, 2000)], 0))

    grid_module.change(
        grid, values=values(bps=1300, valid_from=date(2026, 12, 15)), by=odile, at=builders.NOON
    )

    assert commissions.rule_for(lune.pk, "", date(2026, 12, 14)).bps == 1200
    assert commissions.rule_for(lune.pk, "", date(2026, 12, 15)).bps == 1300


def test_a_rule_that_ends_before_it_begins_stands_nowhere(grid, odile):
    coming = builders.rule(500, position=10, name="Noël", valid_from=date(2026, 12, 15))

    with pytest.raises(grid_module.EndsBeforeItBegins):
        grid_module.end(coming, on=date(2026, 12, 1), by=odile, at=builders.NOON)
    with pytest.raises(grid_module.EndsBeforeItBegins):
        grid_module.change(
            coming,
            values=values(valid_from=date(2026, 12, 15), valid_until=date(2026, 12, 1)),
            by=odile,
            at=builders.NOON,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionRule.objects.filter(pk=coming.pk).update(valid_until=date(2026, 12, 1))
    coming.refresh_from_db()
    assert coming.valid_until is None


def test_two_rules_that_nothing_puts_in_order_are_refused_and_named(grid, odile):
    food = cast.category("Épicerie")
    with clock.at(builders.NOON):
        jam = builders.rule(800, position=10, category=food, name="Épicerie")
        later = values(position=10, category=food, name="Fêtes", valid_from=date(2026, 12, 1))

        with pytest.raises(grid_module.Contradicts, match="Fêtes"):
            grid_module.add(values={**later, "position": 10}, by=odile, at=builders.NOON)
        promotion = grid_module.add(values={**later, "position": 5}, by=odile, at=builders.NOON)
        assert [*invariants._grid()] == []

        CommissionRule.objects.filter(pk=promotion.pk).update(position=10)
        (sentence,) = invariants._grid()
        assert f"{jam.pk} and {promotion.pk} hold both on 2026-12-01" in sentence
