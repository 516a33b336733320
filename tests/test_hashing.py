"""Passwords are kept at OWASP's measure; those of before are kept anew at the next sign-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.test import override_settings

from marketplace.accounts import hashing

OURS = "marketplace.accounts.hashing.Argon2"


@override_settings(PASSWORD_HASHERS=[OURS])
def test_an_older_hash_still_opens_and_is_replaced():
    old = Argon2PasswordHasher().encode("quatre mots sans suite", "sel-sel-sel-sel")
    kept = []
    assert check_password("quatre mots sans suite", old, setter=kept.append)
    assert kept == ["quatre mots sans suite"]
    new = make_password("quatre mots sans suite")
    assert "m=19456,t=2,p=1" in new
    kept.clear()
    assert check_password("quatre mots sans suite", new, setter=kept.append)
    assert kept == []
    assert not check_password("autre chose", new)


def test_it_is_no_less_than_owasp_asks():
    assert (hashing.Argon2.memory_cost, hashing.Argon2.time_cost) >= (19 * 1024, 2)
