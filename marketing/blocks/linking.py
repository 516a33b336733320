"""What is wrong with the links of a text, as remarks of an editor's list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from marketing.blocks import rich
from marketing.blocks.block import BLOCKING, Remark

LONG = 60  # characters of it that a sentence quotes


def refused(
    texts: Iterable[str], *, level: str = BLOCKING, within: bool = False
) -> Iterator[Remark]:
    """Links that are drawn as the signs they were typed with, and what an address begins with;
    `within`: only pages of the site may be led to.
    """
    every = dict.fromkeys(each for text in texts for each in rich.refused(text))
    for read, _address in every:
        if within:
            sentence = _(
                "« {read} » n'est pas un lien : c'est ce qu'on lirait, crochets compris. Une"
                " adresse du site commence par « / »."
            )
        else:
            sentence = _(
                "« {read} » n'est pas un lien : c'est ce qu'on lirait, crochets compris. Une"
                " adresse commence par « / » pour une page d'ici, sinon par « https:// »,"
                " « mailto: » ou « tel: »."
            )
        yield Remark(level, sentence.format(read=_short(read)))


def _short(read: str) -> str:
    return read if len(read) <= LONG else f"{read[:LONG]}…"
