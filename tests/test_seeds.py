"""An empty installation is given what it needs to open, and keeps what its operator wrote."""

import pytest
from django.core.management import call_command

from accounting.models import CommissionRule
from catalog.models import ForbiddenWord, Reason
from marketplace.shared import policy
from marketplace.shared.models import Brand, LegalText

pytestmark = pytest.mark.django_db


def test_planting_gives_every_text_rule_and_reason():
    call_command("plant")

    assert {text.kind for text in LegalText.objects.exclude(published_at=None)} == set(
        LegalText.Kind.values
    )
    assert policy.text("sale_terms").body_en
    assert CommissionRule.objects.exists()
    assert Reason.objects.exists()
    assert ForbiddenWord.objects.exists()


def test_planting_again_changes_nothing_the_operator_wrote():
    call_command("plant")
    Brand.objects.update(name="Les Halles de Lyon")
    before = (CommissionRule.objects.count(), Reason.objects.count(), LegalText.objects.count())

    call_command("plant")

    assert Brand.objects.get().name == "Les Halles de Lyon"
    assert (
        CommissionRule.objects.count(),
        Reason.objects.count(),
        LegalText.objects.count(),
    ) == before
