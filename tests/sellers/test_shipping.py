"""Where sellers deliver, and what the overseas territories wait for."""

import pytest

from sellers import shipping
from sellers.models import Zone


@pytest.mark.parametrize(
    ("country", "postcode", "zone"),
    [
        ("FR", "69001", Zone.METROPOLE),
        ("FR", "20000", Zone.CORSE),
        ("MC", "98000", Zone.METROPOLE),
        ("BE", "1000", Zone.EUROPE),
        ("FR", "97110", None),
        ("FR", "98800", None),
        ("CH", "1201", None),
    ],
)
def test_a_place_belongs_to_a_zone_or_is_not_delivered(country, postcode, zone):
    assert shipping.zone_of(country, postcode) == zone
