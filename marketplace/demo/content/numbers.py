"""Numbers that pass every check and belong to nobody: SIRET, VAT, IBAN, GTIN, telephone."""

from random import Random

# SIRENs are issued from 3 upwards: one that starts with 000 is valid by Luhn and cannot exist.
_NOBODY = "0007"
# 381 is not attributed by GS1.
_GTIN = "381"


def _luhn(digits: str) -> str:
    """The digit that makes a number pass Luhn's check."""
    total = 0
    for i, c in enumerate(reversed(digits)):
        n = int(c) * (2 if i % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return str(-total % 10)


def siret(index: int) -> str:
    """The SIRET of the n-th invented maker."""
    body = f"{_NOBODY}{3107 + index * 37:04d}"
    siren = body + _luhn(body)
    office = f"{siren}{10 + index % 7:04d}"
    return office + _luhn(office)


def vat_number(siren: str) -> str:
    """The French VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def belgian_vat_number(index: int) -> str:
    """A Belgian VAT number of a company that was never registered."""
    body = f"0999{index:04d}"
    return f"BE{body}{97 - int(body) % 97:02d}"


def iban(index: int) -> str:
    """A French IBAN at a bank that does not exist."""
    bank, desk, account = "99999", f"{20_000 + index:05d}", f"{314_159 * (index + 7):011d}"
    key = 97 - (89 * int(bank) + 15 * int(desk) + 3 * int(account)) % 97
    bban = f"{bank}{desk}{account}{key:02d}"
    return f"FR{98 - int(bban + '152700') % 97:02d}{bban}"


def gtin(index: int) -> str:
    """A GTIN-13 under a prefix nobody holds."""
    body = f"{_GTIN}{4_120_000_00 + index * 13:09d}"
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    return body + str(-total % 10)


def phone(index: int) -> str:
    """A telephone number the regulator keeps for fiction."""
    ranges = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")
    tail = Random(index).randrange(10_000)
    return f"{ranges[index % 5]} {tail // 100:02d} {tail % 100:02d}"


def mobile(index: int) -> str:
    """A mobile number the regulator keeps for fiction."""
    tail = Random(index + 77).randrange(10_000)
    return f"06 39 98 {tail // 100:02d} {tail % 100:02d}"
