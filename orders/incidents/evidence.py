"""What proves something in a complaint, stored where only a view that checks rights reads it.

A photo is decoded and encoded again without metadata; a PDF (an invoice, a carrier's letter) is
read to its end and refused when it can act by itself. Its bytes say what it is, never its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.core.files.base import ContentFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, files
from marketplace.shared.states import Refusal
from orders.models import Incident, IncidentPhoto, IncidentWord

MOST = 6  # files in one message
ROOM = (1600, 1600)  # pixels: enough to see a crack
MEDIA = {"jpg": "image/jpeg", "webp": "image/webp", "pdf": "application/pdf"}


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


class TooManyPhotos(Refusal):
    """More files than one message may carry."""

    sentence = _("Joignez {most} photos ou PDF au plus.")


class NotAProof(Refusal):
    """The bytes are neither a picture nor a PDF."""

    sentence = _(
        "Ce fichier n'est pas une photo lisible ni un PDF : envoyez un JPEG, un PNG, un WebP ou un"
        " PDF."
    )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A photo or a PDF (of no size) that lies in the private storage and belongs to nothing yet."""

    name: str
    media_type: str
    width: int
    height: int


def keep(contents: Iterable[bytes]) -> list[Kept]:
    """Check and store photos and PDFs, before any transaction.

    Raises a Refusal that says what to mend.
    """
    proofs: list[tuple[bytes, str, int, int]] = []
    for content in contents:
        if len(proofs) == MOST:
            raise TooManyPhotos(most=MOST)
        proofs.append(_read(content))  # all are checked before the first is stored
    storage, month, stored = files.private_storage(), clock.today().strftime("%Y/%m"), []
    try:
        for content, extension, width, height in proofs:
            name = storage.save(
                f"incidents/{month}/{uuid4().hex}.{extension}", ContentFile(content)
            )
            stored.append(Kept(name=name, media_type=MEDIA[extension], width=width, height=height))
    except OSError:  # a full disk keeps all of them or none
        drop(stored)
        raise
    return stored


def _read(content: bytes) -> tuple[bytes, str, int, int]:
    """The bytes to store, their extension, their width and height (0 of a PDF)."""
    if content.startswith(files.PDF_BEGINS):
        paper = files.read_document(content)
        return paper.content, paper.extension, 0, 0
    try:
        picture = files.read_picture(content, most=ROOM)
    except files.NotAnImage as error:
        raise NotAProof from error
    return picture.content, picture.extension, picture.width, picture.height


def drop(proofs: Iterable[Kept]) -> None:
    """Delete stored proofs whose message was refused."""
    for proof in proofs:
        files.private_storage().delete(proof.name)


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
    """A picture re-encoded by us, or a PDF as a download; no cache on the way keeps it."""
    if photo is None:
        raise Http404
    try:
        content = photo.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        content,
        content_type=photo.media_type,
        as_attachment=not photo.is_picture,
        filename=photo.file.name.split("/")[-1],
    )
    if not photo.is_picture:  # somebody else's bytes: whoever opens them here runs nothing
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
