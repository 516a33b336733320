"""What the file of a review shows: its words, why it is read first, and what it is about."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalog.models import Review
from catalog.reviews import doubts
from catalog.states import ReviewState
from marketplace.shared import places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, dated, when


def of_review(review: Review) -> Dossier:
    """The file of a review, titled by what it is about and who wrote it."""
    why, _shown = doubts.marked(review)
    return Dossier(
        title=_("{product} · avis signé {author}").format(
            product=review.product.title or review.product.ref, author=review.author
        ),
        who=review.seller,
        amount=stars(review),
        badges=[badge(review)],
        says=_says(review, why),
        main=[words(review, _("L'avis")), *_answer(review)],
        beside=[
            Panel(
                title=_("L'achat"),
                rows=[
                    (_("Fiche produit"), places.link(review.product)),
                    (_("Boutique"), places.link(review.seller)),
                    (_("Acheté le"), dated(review.bought_on)),
                ],
            )
        ],
        rows=[review],
        lead=[review],
    )


def words(review: Review, title: str) -> Panel:
    """What somebody wrote, with what is to be looked at marked."""
    _why, shown = doubts.marked(review)
    return Panel(
        title=title,
        rows=[
            (_("Note"), stars(review)),
            (_("Titre"), shown["title"]),
            (_("Avis"), format_html('<span class="preline">{}</span>', shown["body"])),
            (_("Signature"), shown["author"]),
            (_("Écrit le"), when(review.written_at)),
        ],
    )


def stars(review: Review) -> str:
    """Its rating, out of five."""
    return _("{rating} sur 5").format(rating=review.rating)


def _says(review: Review, why: list[str]) -> list[str]:
    if review.state != ReviewState.QUEUED:
        return []
    if not why:
        return [_("Il attend une relecture ; les règles d'aujourd'hui n'y voient plus rien.")]
    return [_("Il attend une relecture avant de paraître."), *why]


def _answer(review: Review) -> list[Panel]:
    if not review.reply:
        return []
    return [
        Panel(
            title=_("La réponse de la boutique"),
            rows=[(_("Réponse"), review.reply), (_("Le"), when(review.replied_at))],
        )
    ]
