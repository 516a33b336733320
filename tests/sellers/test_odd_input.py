"""The pages of an identity bear anything that is sent to them."""

import pytest
from django.urls import reverse

from sellers.models import Identity
from tests import cast

pytestmark = pytest.mark.django_db
NAMES = (
    "email",
    "phone",
    "line1",
    "postcode",
    "city",
    "siret",
    "legal_name",
    "regime",
    "number",
    "day",
    "note",
)
ODD = ("\x00", "9" * 40, "<script>", "\u202eabc", "x" * 3000, "32/13/2026", "²")


@pytest.mark.parametrize("value", ODD)
def test_any_value_of_an_identity_is_borne_and_written_nowhere(client, lune, value):
    cast.proven(client, cast.owner_of(lune))
    before = {
        "email": lune.email,
        "legal_name": lune.legal_name,
        "vat_number": lune.vat_number,
        "siret": lune.siret,
    }

    for topic in ("contact", "company", "vat", "rien"):
        url = reverse("seller-company-change", args=[topic])
        assert client.post(url, dict.fromkeys(NAMES, value)).status_code in (200, 404)
        assert client.get(url, {"du": value}).status_code in (200, 404)
    assert client.post(f"/seller/entreprise/demande/{'9' * 30}/retrait/").status_code == 404

    lune.refresh_from_db()
    assert {name: getattr(lune, name) for name in before} == before
    assert not Identity.objects.exists()
