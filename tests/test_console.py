"""The operator's console: who may come in, and what they find on the first page."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from marketplace.console.admin.house import OneRow
from marketplace.shared import appeals, policy
from marketplace.shared.models import Fact, LegalText, ProposedChange
from sellers.application import suspension
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_stranger_is_shown_the_way_to_sign_in(client):
    answer = client.get(reverse("admin:index"))

    assert answer.status_code == 302
    assert client.get(answer.url).url.startswith("/compte/")


def test_a_buyer_finds_nothing(client, alice):
    client.force_login(alice)

    assert client.get(reverse("admin:index"), follow=True).status_code == 404


def test_the_first_page_shows_the_queues_of_the_role(client, django_assert_max_num_queries):
    cast.seller(state="applied", opened_at=None)
    cast.proven(client, cast.operator("sellers"))
    client.get(reverse("admin:index"))  # the session is noted once

    with django_assert_max_num_queries(20):
        page = client.get(reverse("admin:index")).content.decode()

    assert "Candidatures à examiner" in page
    assert "Versements à approuver" not in page


def test_a_page_that_is_not_there_and_one_of_another_role_are_told_alike(client, lune):
    suspension.suspend(lune, because="Colis jamais partis.", by=None, at=cast.NOON)
    fact = Fact.objects.get(name="sellers.SellerSuspended")
    appeal = appeals.ask(fact, text="À tort.", by=None, at=cast.NOON)
    cast.proven(client, cast.operator("moderation"))
    pages = [
        reverse("admin:shared_appeal_change", args=[appeal.pk]),
        reverse("admin:shared_appeal_change", args=[987654]),
        reverse("admin:orders_refund_changelist"),
        "/admin/rien/",
    ]

    for page in pages:
        answer = client.get(page)
        said = html.unescape(answer.content.decode())
        assert answer.status_code == 404, page
        assert "Cette page n'existe pas, ou n'est pas ouverte à votre rôle." in said, page
        assert "en vente" not in said, "no words of the shop"
    client.force_login(cast.user("buyer@example.test"))
    said = html.unescape(client.get(pages[0], follow=True).content.decode())
    assert "votre rôle" not in said, "who is no operator learns nothing of a console"


def test_an_empty_list_says_whose_it_is(client):
    cast.seller(state="applied", opened_at=None)
    cast.proven(client, cast.operator("finance"))

    page = html.unescape(client.get(reverse("admin:index")).content.decode())

    assert "Rien n'attend de votre part." in page, "a colleague's queue is not empty"


def test_an_operator_needs_a_second_factor_outside_the_demo(client, odile, settings):
    settings.OPERATOR_MFA_REQUIRED = True
    cast.proven(client, odile)

    assert client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0] == reverse(
        "mfa_index"
    )


def test_a_role_takes_away_only_what_it_reads(client):
    cast.proven(client, cast.operator("editorial"))

    assert client.get(reverse("admin:accounting_invoice_export")).status_code == 404


def test_roles_are_shown_as_they_are_before_they_change(client, odile):
    support = cast.operator("support")
    cast.proven(client, odile)
    url = reverse("admin:shared_user_roles", args=[support.pk])

    page = client.get(url)

    assert page.context["form"]["roles"].value() == ["support"]


def test_a_legal_text_is_followed_by_its_next_version(client, odile, texts):
    cast.proven(client, odile)
    first = policy.text("seller_terms")

    drafted = client.post(reverse("admin:shared_legaltext_redraft", args=[first.pk]))
    draft = LegalText.objects.get(kind="seller_terms", version=first.version + 1)
    assert drafted.url == reverse("admin:shared_legaltext_change", args=[draft.pk])
    assert (draft.body, draft.published_at) == (first.body, None)
    assert policy.text("seller_terms") == first

    client.post(reverse("admin:shared_legaltext_publish", args=[draft.pk]))
    assert policy.text("seller_terms") == draft
    added = {
        "kind": "seller_terms",
        "title": "Conditions",
        "body": "1. Objet",
        "title_en": "",
        "body_en": "",
    }
    assert client.post(reverse("admin:shared_legaltext_add"), added).status_code == 302
    assert LegalText.objects.get(title="Conditions").version == first.version + 2


def test_rules_stay_within_what_makes_sense(client, odile, lune):
    cast.proven(client, odile)
    row = cast.rules()
    url = reverse("admin:shared_rules_propose", args=[row.pk])
    values = {**client.get(url).context["form"].initial, "because": "Essai"}

    for name, value in (
        ("accept_hours", 99_999_999_999),
        ("payment_minutes", 0),
        ("withdrawal_days", 13),
    ):
        assert name in client.post(url, {**values, name: value}).context["form"].errors

    assert not ProposedChange.objects.exists()
    assert client.post(url, {**values, "accept_hours": 24}).status_code == 302
    assert ProposedChange.objects.get().after == {"accept_hours": 24}


def test_no_verb_takes_a_sign_for_a_reason():
    asked = [
        verb.form.base_fields["because"]
        for section in admin.site._registry.values()
        for verb in section.verbs
        if verb.form and "because" in verb.form.base_fields
    ]

    assert len(asked) > 25
    for field in asked:
        for sign in ("☃", "x", "...", "1234", "\u200b\u200b"):
            with pytest.raises(ValidationError):
                field.clean(sign)
        assert field.clean("Colis vu au dépôt") == "Colis vu au dépôt"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_added_is_said_with_its_article(client, odile, language):
    """Stock titles put one article before every name: Ajout de article, Add legal text."""
    cast.proven(client, odile)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    adding = {
        section: page
        for section in admin.site._registry.values()
        if section.addable and not isinstance(section, OneRow)
        for page in [reverse(f"admin:{section.url_name('add')}")]
    }

    for section, page in adding.items():
        with override(language):
            said = html.escape(str(section.adding))
        assert f"<h1>{said}</h1>" in client.get(page).content.decode()
        listed = client.get(reverse(f"admin:{section.url_name('changelist')}"))
        assert f'class="addlink">{said}</a>' in listed.content.decode()


def test_a_list_shows_the_english_name_of_what_has_one(client, odile, texts):
    cast.proven(client, odile)
    page = reverse("admin:shared_legaltext_changelist")
    row = LegalText(kind="sale", version=9, title="Conditions", title_en="Terms", body="…")
    row.save()
    assert f">{row.title}<" in client.get(page).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    shown = client.get(page).content.decode()

    assert f">{row.title_en}<" in shown
    assert f">{row.title}<" not in shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_days_come_before_months_in_every_language(client, odile, language):
    cast.proven(client, odile)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    cast.seller(created_at=datetime(2026, 10, 6, 15, 30, tzinfo=UTC))

    page = client.get(reverse("admin:sellers_seller_changelist")).content.decode()
    with override(language):
        typed = forms.DateField().clean("06/10/2026")

    assert re.search(r"6 octobre 2026 à 17\sh\s30|6 october 2026, 17:30", page, re.IGNORECASE)
    assert typed == date(2026, 10, 6)


def test_every_section_is_named_in_the_plural():
    """French says the same of one parcel and of several, English does not."""
    alone = {"shared.Brand", "shared.LegalEntity", "shared.Rules", "shared.Sequence"}
    with override("en"):
        same = {
            model._meta.label
            for model in admin.site._registry
            if model._meta.verbose_name == model._meta.verbose_name_plural
        }
    assert same == alone
