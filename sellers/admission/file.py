"""What the file of a seller shows: what stops it, its pieces, who it is, its team, what it agreed
to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.db.models import Field, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from marketplace.shared import countries, differing, places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, figure, when
from sellers.application import kyc, onboarding, suspension
from sellers.models import AccountUpdate, Identity, Item, Member, Role, Seller
from sellers.shop import grid, shops
from sellers.states import ItemState

DONE = (ItemState.PROVIDED, ItemState.ACCEPTED)
SHOWN = 20  # the most of each list
# In addresses: the piece that is open, which of its papers, and that it is shown in its frame.
PIECE, PAPER, SHOWN_HERE = "piece", "papier", "ici"
COMPANY = ("legal_name", "legal_form", "capital", "siret", "rcs", "representative")
ADDRESS = ("line1", "line2", "postcode", "city", "country")
# What a piece is compared with: the columns that it proves.
PROVES = {
    Item.Kind.IDENTITY: (*COMPANY, *ADDRESS, "email", "phone"),
    Item.Kind.VAT: ("vat_regime", "vat_number", "siret"),
    Item.Kind.BANK: ("iban", "legal_name"),
    Item.Kind.REGISTRATION: (*COMPANY, *ADDRESS),
    Item.Kind.ID_CARD: ("representative", "legal_name"),
    Item.Kind.INSURANCE: ("legal_name", "siret"),
}


@dataclass(frozen=True)
class Reading:
    """Which piece is being read, as the address says; `decides`: whether they may decide on it."""

    piece: str = ""
    paper: str = ""
    decides: bool = False


def of_seller(
    seller: Seller, *, groups: Iterable[tuple], examines: bool, reading: Reading, at: datetime
) -> Dossier:
    """The file of a shop. `groups`: the columns that the reader may see, by heading; `examines`:
    whether they open its documents and see who agreed to what, and from where.
    """
    groups = [*groups]
    items = list(Item.objects.filter(seller=seller).prefetch_related("documents").order_by("pk"))
    return Dossier(
        title=seller.name,
        who=_("{code} · {email} · dossier ouvert le {day}").format(
            code=seller.code, email=seller.email, day=when(seller.created_at)
        ),
        badges=[badge(seller), _proof_badge(seller)],
        main=[
            *_pauses(seller, examines=examines, at=at),
            *_round(seller),
            *(_bank(seller, items, at) if _reads(groups, "iban") else []),
            _pieces(seller, items, reading, examines=examines),
            *_untold(seller),
            *_versions(seller),
            *_others(seller),
        ],
        # what apps above add comes first: its money, its sales
        history=[
            *(_columns(seller, *group) for group in groups),
            _team(seller),
            *_shipping(seller),
            *(_agreed(seller) if examines else []),
        ],
        rows=[seller],
        lead=[seller],
    )


def _columns(seller: Seller, title: str, options: dict) -> Panel:
    return Panel(title=title, rows=_told(seller, options["fields"]))


def _told(seller: Seller, names: Sequence[str]) -> list[tuple[str, Any]]:
    """Columns as Django's own page names and writes them."""
    columns = [each for each in Seller._meta.fields if each.name in names]
    columns.sort(key=lambda each: names.index(each.name))
    return [(capfirst(str(each.verbose_name)), _said(seller, each)) for each in columns]


def _said(seller: Seller, column: Field) -> Any:
    """A column in words: what the provider asks has codes of its own."""
    if column.name == "kyc_requirements":
        return ", ".join(kyc.asked_in_words(seller))
    if column.name == "country":
        return countries.named(seller.country)
    return display_for_field(getattr(seller, column.name), column, "")


def _pauses(seller: Seller, *, examines: bool, at: datetime) -> list[Panel]:
    pauses = suspension.pauses(seller, at=at)
    if not pauses:
        return []
    return [
        Panel(
            title=_("Ce qui arrête les ventes"),
            anchor="pauses",
            tone="warning",
            template="admin/sellers/_pauses.html",
            values={
                "pauses": pauses,
                "reinstate": reverse("admin:sellers_seller_reinstate", args=[seller.pk])
                if examines
                else "",
            },
        )
    ]


def _round(seller: Seller) -> list[Panel]:
    """How far the sheets of a large shop follow what was decided; it holds already."""
    current = shops.round_of(seller)
    if current is None:
        return []
    told = _("{number} sur {total} fiches mises à jour").format(
        number=figure(current.progress), total=figure(current.total)
    )
    return [
        Panel(title=_("Mise à jour des fiches"), anchor="fiches", rows=[(_("Avancement"), told)])
    ]


def _reads(groups: Iterable[tuple], column: str) -> bool:
    return any(column in options["fields"] for _title, options in groups)


def _bank(seller: Seller, items: Iterable[Item], at: datetime) -> list[Panel]:
    """A change of IBAN that nobody has read yet, or that still holds payouts: old and new by their
    ends, and what that means for payouts.
    """
    until = seller.iban_changed_at and seller.iban_changed_at + onboarding.IBAN_FREEZE
    freezes = until is not None and at < until
    states = {item.kind: item.state for item in items}
    if not freezes and states.get(Item.Kind.BANK) != ItemState.PROVIDED:
        return []
    now, before = onboarding.bank_ends(seller)
    if not before and until is None:
        return []
    return [
        Panel(
            title=_("Changement d'IBAN"),
            anchor="bank",
            tone="warning" if freezes else "",
            template="admin/sellers/_bank.html",
            values={
                **differing.shown(
                    [differing.pair(_("IBAN"), before and f"…{before}", f"…{now}")],
                    before=_("Avant"),
                    after=_("Nouveau"),
                ),
                "until": until,
                "freezes": freezes,
            },
        )
    ]


def _pieces(seller: Seller, items: Sequence[Item], reading: Reading, *, examines: bool) -> Panel:
    done = sum(item.state in DONE for item in items)
    return Panel(
        title=_("Pièces du dossier ({done}/{all})").format(done=done, all=len(items)),
        anchor="pieces",
        template="admin/sellers/_pieces.html",
        values={
            "items": items,
            "seller": seller,
            "examines": examines,
            "optional": onboarding.OPTIONAL,
            **_opened(seller, items, reading),
        },
    )


def _opened(seller: Seller, items: Iterable[Item], reading: Reading) -> dict[str, Any]:
    """The piece that is read: one of its papers in a frame, and the values that it proves."""
    item = next((each for each in items if str(each.pk) == reading.piece), None)
    if item is None:
        return {}
    papers = sorted(item.documents.all(), key=lambda paper: -paper.pk)
    paper = next((each for each in papers if str(each.pk) == reading.paper), None)
    told = _told(seller, PROVES.get(Item.Kind(item.kind), ()))
    return {
        "opened": item,
        "paper": paper or (papers[0] if papers else None),
        "told": [(name, value) for name, value in told if value not in (None, "")],
        "waits": reading.decides and item.state == ItemState.PROVIDED,
        "decides": reading.decides and item.state in DONE,
    }


def _untold(seller: Seller) -> list[Panel]:
    update = AccountUpdate.objects.filter(seller=seller, state__in=kyc.OPEN).first()
    if update is None:
        return []
    return [
        Panel(
            title=_("Identité chez le prestataire de paiement"),
            anchor="provider",
            tone="warning",
            template="admin/sellers/_untold.html",
            values={"update": update},
        )
    ]


def _versions(seller: Seller) -> list[Panel]:
    rows = Identity.objects.filter(seller=seller).select_related("seller", "decided_by")
    versions = list(rows.order_by("-asked_at", "-pk")[:SHOWN])
    if not versions:
        return []
    return [
        Panel(
            title=_("Versions de l'identité"),
            anchor="versions",
            template="admin/sellers/_versions.html",
            values={"versions": versions},
        )
    ]


def _others(seller: Seller) -> list[Panel]:
    """Other shops of the same company or owners: a file is examined with its history."""
    owners = Member.objects.filter(seller=seller, role=Role.OWNER).values("user")
    wanted = Q(members__user__in=owners, members__role=Role.OWNER)
    if seller.siren:
        wanted |= Q(siret__startswith=seller.siren)
    rows = Seller.objects.filter(wanted).exclude(pk=seller.pk).distinct()
    others = [
        (other, bool(seller.siren) and other.siren == seller.siren)
        for other in rows.order_by("-created_at", "-pk")[:SHOWN]
    ]
    if not others:
        return []
    return [
        Panel(
            title=_("Autres dossiers de cette entreprise ou de ses responsables"),
            anchor="others",
            template="admin/sellers/_others.html",
            values={"others": others},
        )
    ]


def _team(seller: Seller) -> Panel:
    members = seller.members.select_related("user").order_by("joined_at", "pk")
    return Panel(
        title=_("Équipe"),
        anchor="team",
        rows=[
            (
                places.link(member.user),
                _("{role}, depuis le {day}").format(
                    role=member.get_role_display(), day=when(member.joined_at)
                ),
            )
            for member in members
        ],
    )


def _shipping(seller: Seller) -> list[Panel]:
    ways, carriers = list(seller.shipping_methods.order_by("position", "pk")), dict(grid.CARRIERS)
    if not ways:
        return []
    return [
        Panel(
            title=_("Livraison"),
            template="admin/sellers/_shipping.html",
            values={"ways": [(way, carriers.get(way.carrier, way.carrier)) for way in ways]},
        )
    ]


def _agreed(seller: Seller) -> list[Panel]:
    """The texts the seller accepted, when and from where: the proof of each agreement."""
    rows = seller.acceptances.select_related("text", "accepted_by")
    agreements = list(rows.order_by("-accepted_at", "-pk")[:SHOWN])
    if not agreements:
        return []
    return [
        Panel(
            title=_("Textes acceptés"),
            anchor="agreements",
            template="admin/sellers/_agreed.html",
            values={"agreements": agreements},
        )
    ]


def _proof_badge(seller: Seller) -> str:
    """Where the provider's check of identity stands, said to be that."""
    state = seller.get_kyc_state_display().lower()
    words = _("Identité chez le prestataire : {state}").format(state=state)
    return badge(seller, words, column="kyc_state")
