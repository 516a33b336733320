"""The exceptions to the right of withdrawal (C. conso L221-28), and what each says to a buyer.

Hygiene and recordings are excepted only once unsealed: until then the buyer has fourteen days.
"""

from django.utils.translation import gettext_lazy as _

EXCEPTIONS = {
    "personalised": _(
        "Fabriqué sur mesure ou personnalisé : pas de droit de rétractation (art. L221-28, 3°)."
    ),
    "perishable": _("Denrée périssable : pas de droit de rétractation (art. L221-28, 4°)."),
    "hygiene": _(
        "Scellé pour l'hygiène : rétractation possible tant que le sceau est intact (art. L221-28,"
        " 5°)."
    ),
    "media": _(
        "Enregistrement scellé : rétractation possible tant que le sceau est intact (art. L221-28,"
        " 9°)."
    ),
    "press": _("Journal ou périodique : pas de droit de rétractation (art. L221-28, 10°)."),
}
SEALED = frozenset({"hygiene", "media"})
WITHOUT = _("Sans droit de rétractation")
WHILE_SEALED = _("Rétractation possible tant que le sceau est intact")


def is_sealed(code: str) -> bool:
    """Whether the right lasts as long as the seal does."""
    return code in SEALED


def is_excepted(code: str) -> bool:
    """Whether there is no right at all, sealed or not."""
    return bool(code) and code not in SEALED


def note(code: str) -> str:
    """What a line says of it, in a few words; nothing when the law's usual right holds."""
    if not code:
        return ""
    return str(WHILE_SEALED if code in SEALED else WITHOUT)
