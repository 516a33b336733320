"""The payment provider is told of a seller's new identity: once, after the commit, and visibly when
it fails.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.shared import clock, gateway, outbox
from marketplace.shared.gateway.protocol import Company, GatewayDown
from marketplace.shared.models import Fact, Pending, SandboxAccount, SandboxSettings
from sellers.application import kyc
from sellers.identity import identity
from sellers.models import AccountUpdate
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)  # the call leaves after the commit
LATER = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _noon(texts):
    with clock.at(NOON):
        yield


@pytest.fixture
def account(lune):
    """What the provider knows of Atelier Lune."""
    return SandboxAccount.objects.create(
        ref=lune.account_ref,
        key="A",
        email=lune.email,
        legal_name=lune.legal_name,
        siret=lune.siret,
        state="verified",
        created_at=NOON,
    )


def switch(**how):
    SandboxSettings.objects.update_or_create(pk=1, defaults=how)


def become(lune, name="Lune et Fils SAS", form="SAS"):
    with suppress(GatewayDown):  # the suite runs tasks at once, and lets what they raise through
        identity.correct(
            lune,
            "company",
            values={"legal_name": name, "legal_form": form},
            because="Extrait du jour",
            by=None,
            at=NOON,
        )


def test_a_new_name_form_and_address_reach_the_provider(client, lune, account, odile):
    become(lune)
    identity.ask(lune, "contact", values={"line1": "8 quai Saint-Vincent"}, by=None, at=NOON)

    account.refresh_from_db()
    told = account.told
    assert (account.legal_name, told["legal_form"], told["line1"]) == (
        "Lune et Fils SAS",
        "SAS",
        "8 quai Saint-Vincent",
    )
    assert len(account.updates) == 2
    assert list(AccountUpdate.objects.order_by("pk").values_list("state", flat=True)) == [
        "told",
        "told",
    ]
    client.force_login(odile)
    shown = client.get(reverse("sandbox-console")).content.decode()
    assert "8 quai Saint-Vincent" in shown
    assert "Lune et Fils SAS" in shown
    assert (
        "8 quai Saint-Vincent"
        in client.get(reverse("sandbox-account", args=[account.ref])).content.decode()
    )


def test_a_change_of_vat_alone_is_not_the_providers_business(lune, account):
    identity.correct(
        lune, "vat", values={"vat_regime": "franchise"}, because="Franchise", by=None, at=NOON
    )

    assert not AccountUpdate.objects.exists()


def test_a_provider_that_is_away_is_asked_again_under_the_same_key(client, lune, account, odile):
    switch(is_down=True)
    become(lune)
    waiting = Pending.objects.get(task="sellers.tell_account")
    assert (waiting.done_at, waiting.attempts) == (None, 1)
    client.force_login(cast.owner_of(lune))
    assert "en cours de transmission" in client.get(reverse("seller-file")).content.decode()

    switch(is_down=False, loses_answers=True)  # it does the work, and the answer is lost
    with suppress(GatewayDown):
        outbox.deliver(pending_id=waiting.pk)
    assert AccountUpdate.objects.get().state == "asked"
    with clock.at(LATER):
        cast.proven(client, odile)
        assert "Identités non reprises" in client.get(reverse("admin:index")).content.decode()
    switch(loses_answers=False)
    outbox.deliver(pending_id=waiting.pk)

    account.refresh_from_db()
    assert (len(account.updates), account.legal_name) == (1, "Lune et Fils SAS")
    assert AccountUpdate.objects.get().state == "told"


def test_a_refusal_is_seen_and_has_its_ways_out(client, lune, account, odile):
    switch(refuse_updates=True)
    become(lune)

    owner = client.__class__()
    owner.force_login(cast.owner_of(lune))
    page = owner.get(reverse("seller-file")).content.decode()
    assert "n'a pas repris votre nouvelle identité" in page
    assert reverse("seller-identity") in page
    cast.proven(client, cast.operator("sellers"))
    assert "Identités non reprises" in client.get(reverse("admin:index")).content.decode()
    listed = client.get(
        reverse("admin:sellers_seller_changelist"), {"provider": "untold"}
    ).content.decode()
    assert "Atelier Lune" in listed
    file = client.get(reverse("admin:sellers_seller_change", args=[lune.pk])).content.decode()
    assert "À corriger par le vendeur sur les pages du prestataire" in file
    assert Fact.objects.filter(name="sellers.AccountUpdateRefused").count() == 1

    client.post(reverse("admin:sellers_seller_retell", args=[lune.pk]))
    assert list(AccountUpdate.objects.order_by("pk").values_list("state", flat=True)) == [
        "dropped",
        "refused",
    ]
    switch(refuse_updates=False)
    client.post(reverse("admin:sellers_seller_retell", args=[lune.pk]))

    account.refresh_from_db()
    assert account.legal_name == "Lune et Fils SAS"
    assert kyc.untold(lune) is None


def test_what_the_seller_corrected_over_there_is_noted(client, lune, account):
    switch(refuse_updates=True)
    become(lune)
    cast.proven(client, cast.operator("sellers"))

    client.post(
        reverse("admin:sellers_seller_corrected", args=[lune.pk]),
        {"because": "Vu sur son tableau de bord"},
    )

    assert kyc.untold(lune) is None
    with pytest.raises(kyc.NothingToTell):
        kyc.tell_again(lune, by=None, at=NOON)


def test_an_older_identity_that_arrives_last_does_not_stay(lune, account, monkeypatch):
    provider = gateway.current()
    plain, late = type(provider).update_account, []

    def slow(self, *, key, ref, company: Company):
        if not late:  # while this call is out, the company changes its name once more
            late.append(key)
            become(lune, "Lune SASU", "SASU")
        return plain(self, key=key, ref=ref, company=company)

    monkeypatch.setattr(type(provider), "update_account", slow)
    become(lune)

    account.refresh_from_db()
    assert [told["legal_name"] for told in account.updates] == [
        "Lune SASU",
        "Lune et Fils SAS",
        "Lune SASU",
    ]
    assert account.legal_name == "Lune SASU"
    assert kyc.untold(lune) is None
