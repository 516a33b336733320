"""The nightly proof: its findings show on the console and are mailed."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import mail_admins
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.proof import verify
from marketplace.shared import clock, proofs, sealing, witness
from marketplace.shared.models import Proof

log = logging.getLogger(__name__)
TOLD = 50


def run(*, since_last: bool = False) -> Proof:
    """Seal what is not yet sealed, verify, store the findings, alert the operator."""
    return kept(since_last=since_last)[0]


def kept(*, since_last: bool = False) -> tuple[Proof, verify.Proven]:
    """What `run` does, and what it found check by check.

    The whole is verified, or what came since the last proof where that may be built upon.
    """
    began = clock.now()
    # before sealing, so that the facts it writes are sealed tonight too
    witness.take_stock(began)
    since = proofs.since_last(began) if since_last else None
    sealing.seal_new(began)
    sealing.seal_late(began, since=since)
    proven = verify.prove(since)
    findings = [f"{app}: {sentence}" for app, sentence in proven.violations]
    proof = proofs.keep(
        findings,
        began=began,
        at=clock.now(),
        proven=proven.ends,
        extent=Proof.Extent.SINCE if since else Proof.Extent.WHOLE,
    )
    # logs may be kept on another machine: a proof deleted later is still in them
    log.log(
        logging.ERROR if findings else logging.INFO,
        "proof %s (%s): %s found, %s",
        proof.rank,
        proof.extent,
        proof.found,
        proof.hash,
    )
    if findings:
        _tell(proof)
    return proof, proven


def _tell(proof: Proof) -> None:
    day = f"{proof.ran_at.astimezone(clock.PARIS):%d/%m/%Y %H:%M}"
    with translation.override(settings.LANGUAGE_CODE):
        mail_admins(
            ngettext(
                "{count} anomalie trouvée par la vérification",
                "{count} anomalies trouvées par la vérification",
                proof.found,
            ).format(count=proof.found),
            "\n".join(
                [
                    _("La vérification du {day} a trouvé :").format(day=day),
                    "",
                    *proof.findings[:TOLD],
                    "",
                    _("Ne validez aucun versement avant de savoir pourquoi."),
                ]
            ),
            fail_silently=True,  # the console shows it even if mail fails
        )
