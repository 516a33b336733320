"""Telephone numbers written in words, French or English: « zéro six douze trente-quatre »."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

_UNITS = (
    "zero un deux trois quatre cinq six sept huit neuf",
    "oh one two three four five six seven eight nine",
)
_TEENS = (
    "dix onze douze treize quatorze quinze seize",
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
)
_TENS = (
    "vingt trente quarante cinquante soixante septante huitante nonante",
    "twenty thirty forty fifty sixty seventy eighty ninety",
)
UNITS = {word: value for words in _UNITS for value, word in enumerate(words.split())} | {"une": 1}
TEENS = {word: value for words in _TEENS for value, word in enumerate(words.split(), 10)}
TENS = {word: 10 * value for words in _TENS for value, word in enumerate(words.split(), 2)}
TENS |= {"vingts": 20, "octante": 80}
_WORDS = "|".join(sorted([*UNITS, *TEENS, *TENS], key=len, reverse=True))
_ONE = rf"(?:{_WORDS}|\d{{1,2}})"
# a number is told from its zero, or from the code of the country, and holds a word at least
_RUN = re.compile(
    rf"(?<!\w)(?:zero|oh|o|0[1-9]?|(?:plus|\+)\s?(?:trente[\s-]trois|33))(?:[\s,.\-–/]{{1,3}}(?:et[\s-])?{_ONE}(?!\w)){{4,24}}"
)
_WORD = re.compile(rf"(?<!\w)(?:{_ONE}|0[1-9]?|o)(?!\w)")
LEAST, MOST = 9, 14  # digits of a number that is said


def telephones(plain: str) -> Iterator[tuple[int, int, str]]:
    """Where numbers are written in words, in a text in small letters without accents; and their
    digits.
    """
    for run in _RUN.finditer(plain):
        said = [re.sub("^o$", "0", word[0]) for word in _WORD.finditer(run[0])]
        digits = "".join(_digits(said))
        if not all(word.isdigit() for word in said) and LEAST <= len(digits) <= MOST:
            yield *run.span(), re.sub("^33", "0", digits)


def _digits(said: list[str]) -> Iterator[str]:
    """The digits that are said, two by two or one by one: « soixante dix huit » is 78."""
    words = deque(said)
    while words:
        word = words.popleft()
        if word.isdigit():
            yield word
            continue
        value = UNITS.get(word, TEENS.get(word, TENS.get(word, 0)))
        if value == 4 and words and words[0].startswith("vingt"):
            words.popleft()
            value = 80
        if value in (60, 80) and words and words[0] in TEENS:
            value += TEENS[words.popleft()]
        # « dix-sept » follows dix, soixante-dix or quatre-vingt-dix; other units any ten
        least = 7 if value in (10, 70, 90) else 1
        if value >= 10 and value % 10 == 0 and words and UNITS.get(words[0], 0) >= least:
            value += UNITS[words.popleft()]
        yield str(value)
