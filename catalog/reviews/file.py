"""What the file of a review shows: its words, why it is read first, and what it is about."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalog.models import Review, ReviewNotice
from catalog.reviews import doubts
from catalog.states import NoticeState, ReviewState
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
        beside=[_bought(review), *_reported(review)],
        rows=[review],
        lead=[review],
    )


def of_notice(notice: ReviewNotice) -> Dossier:
    """The file of a notice: what is said to be wrong, and the review that is meant."""
    review = notice.review
    return Dossier(
        title=str(notice),
        who=f"{notice.name} · {notice.email}",
        badges=[badge(notice)],
        says=_since(notice),
        main=[
            Panel(
                title=_("Ce qui est signalé"),
                rows=[
                    (_("Motif"), notice.get_ground_display()),
                    (_("Explication"), preline(notice.text)),
                    (_("Signalé le"), when(notice.sent_at)),
                ],
            ),
            words(review, _("L'avis signalé")),
            *_answer(review),
            *_decided(notice),
        ],
        beside=[
            Panel(
                title=_("L'avis"),
                rows=[
                    (_("Avis"), places.link(review)),
                    (_("État"), badge(review)),
                    (_("Fiche produit"), places.link(review.product)),
                    (_("Boutique"), places.link(review.seller)),
                ],
            ),
            *_reported(review, but=notice),
        ],
        rows=[notice],
        told=[review],
        lead=[notice],
        letters_to=(notice.email,),
    )


def _since(notice: ReviewNotice) -> list[str]:
    if notice.state != NoticeState.OPEN or notice.review.state == ReviewState.PUBLISHED:
        return []
    return [_("L'avis n'est plus publié : il reste à répondre à la personne qui l'a signalé.")]


def _decided(notice: ReviewNotice) -> list[Panel]:
    if notice.decided_at is None:
        return []
    return [
        Panel(
            title=_("La réponse"),
            rows=[
                (_("Réponse"), preline(notice.answer)),
                (_("Décidé par"), notice.decided_by),
                (_("Le"), when(notice.decided_at)),
            ],
        )
    ]


def _bought(review: Review) -> Panel:
    return Panel(
        title=_("L'achat"),
        rows=[
            (_("Fiche produit"), places.link(review.product)),
            (_("Boutique"), places.link(review.seller)),
            (_("Acheté le"), dated(review.bought_on)),
        ],
    )


def _reported(review: Review, but: ReviewNotice | None = None) -> list[Panel]:
    """What people reported about it, latest first."""
    sent = review.notices.exclude(pk=but.pk if but else None).order_by("-pk")[:20]
    rows = [
        (
            when(notice.sent_at),
            format_html("{} {}", places.link(notice, notice.get_ground_display()), badge(notice)),
        )
        for notice in sent
    ]
    title = _("Autres signalements") if but else _("Signalements")
    return [Panel(title=title, anchor="notices", rows=rows)] if rows else []


def preline(text: str) -> str:
    """A text with the ends of its lines."""
    return format_html('<span class="preline">{}</span>', text)


def words(review: Review, title: str) -> Panel:
    """What somebody wrote, with what is to be looked at marked."""
    _why, shown = doubts.marked(review)
    return Panel(
        title=title,
        rows=[
            (_("Note"), stars(review)),
            (_("Titre"), shown["title"]),
            (_("Avis"), preline(shown["body"])),
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
