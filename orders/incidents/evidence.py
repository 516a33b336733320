"""What proves something in a complaint: photos and papers of its messages."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from marketplace.shared import enclosed
from marketplace.shared.enclosed import Kept
from orders.models import Incident, IncidentPhoto, IncidentWord

MOST = 6  # files in one message

# What shows each kind of complaint: told before it is sent. Only a counterfeit asks for it.
SHOWN_BY = {
    Incident.Kind.NOT_RECEIVED: _(
        "Rien n'est exigé. Dites ce qu'affiche le suivi, et si un voisin, un gardien ou le point"
        " de retrait peut avoir le colis."
    ),
    Incident.Kind.DAMAGED: _(
        "Conseillé : une photo de l'article, une autre du carton et de son calage."
    ),
    Incident.Kind.WRONG: _(
        "Conseillé : une photo de ce que vous avez reçu, et ce que vous aviez commandé."
    ),
    Incident.Kind.COUNTERFEIT: _(
        "Exigé : au moins une photo ou un PDF (l'article, son étiquette, ce que dit la marque)."
        " Notre service client tranche dans tous les cas, sans arrangement avec le vendeur."
    ),
    Incident.Kind.OTHER: _("Conseillé : dites ce que vous attendiez, et joignez ce qui le montre."),
    Incident.Kind.RETURN_REFUSED: _(
        "Conseillé : des photos de l'article tel que vous voulez le rendre, et de son emballage."
    ),
    Incident.Kind.RETURN_UNPAID: _("Conseillé : la preuve de dépôt de votre colis de retour."),
    Incident.Kind.RETURN_AMOUNT: _(
        "Conseillé : des photos prises avant l'envoi, et la preuve de ce que le colis contenait."
    ),
}


def keep(contents: Iterable[bytes]) -> list[Kept]:
    """Check and store photos and PDFs, before any transaction.

    Raises a Refusal that says what to mend.
    """
    return enclosed.keep(contents, folder="incidents", most=MOST)


def attach(word: IncidentWord, proofs: Iterable[Kept]) -> None:
    """Attach stored proofs to a message, in the caller's transaction."""
    IncidentPhoto.objects.bulk_create(
        [
            IncidentPhoto(
                word=word,
                file=proof.name,
                media_type=proof.media_type,
                width=proof.width,
                height=proof.height,
            )
            for proof in proofs
        ]
    )


def copies(word: IncidentWord) -> list[Kept]:
    """The proofs of a message, for its copy in the file that takes the complaint up: the files
    themselves are the same.
    """
    return [
        Kept(
            name=photo.file.name,
            media_type=photo.media_type,
            width=photo.width,
            height=photo.height,
        )
        for photo in word.photos.all()
    ]


def hand_out(photo: IncidentPhoto | None) -> FileResponse:
    """A proof, for whoever reads its message."""
    if photo is None:
        raise Http404
    return enclosed.hand_out(photo.file, photo.media_type)
