"""The operator's page of a complaint: who said what, what may go back, and the decision."""

from __future__ import annotations

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.audience import ANY
from marketplace.shared.columns import stated
from marketplace.shared.templatetags.ui import money, when
from orders import authority, moneyback
from orders.fulfilment.admin import AboutSoldLately
from orders.incidents import dossier, evidence, incidents
from orders.incidents import file as incident_file
from orders.incidents.forms import AskForm, AwardForm, GestureForm, ReasonsForm, WhyForm
from orders.models import Incident
from orders.money import refunds, stakes
from orders.sections import naming
from orders.states import IncidentState, ReturnState, ShipmentState

N = IncidentState
UNDECIDED = (N.WAITING_SELLER, N.WAITING_BUYER, N.TO_DECIDE)


def _undecided(incident: Incident) -> bool:
    return incident.state in UNDECIDED


def _refundable(incident: Incident) -> bool:
    return _undecided(incident) and incident_file.anything_left(incident)


def _may_give(incident: Incident) -> bool:
    return _undecided(incident) and incident_file.may_give(incident)


def _waits_for_another(incident: Incident) -> bool:
    return incident.state == N.TO_APPROVE


def _missing(incident: Incident) -> bool:
    return (
        incident.is_open
        and incident.shipment is not None
        and incident.shipment.state != ShipmentState.LOST
    )


def _refused(incident: Incident) -> bool:
    return (
        _undecided(incident)
        and incident.origin is not None
        and incident.origin.state in (ReturnState.REFUSED, ReturnState.ASKED)
    )


def _itself(incident: Incident) -> dict:
    return {"incident": incident}


def _ask(incident, request, data):
    incidents.ask(incident, side=data["side"], question=data["question"], **present(request))


def _refund(incident, request, data):
    award = incidents.Award(
        lines=_named(data, "q"), amounts=_named(data, "a"), shipping_cents=data.get("shipping") or 0
    )
    incidents.refund(
        incident, award, borne_by=data["borne_by"], because=data["because"], **present(request)
    )
    return _say(incident, request)


def _say(incident, request):
    """Back to the file, saying whether it is decided and what becomes of the money."""
    incident.refresh_from_db()
    proposed = incident.state == N.TO_APPROVE
    done = (
        gettext("La décision est proposée : une personne de la finance l'approuve ou la renvoie.")
        if proposed
        else (f"{gettext('La réclamation est tranchée.')} {moneyback.of(incident.refunds.all())}")
    )
    messages.success(request, done)
    return redirect("admin:orders_incident_change", incident.pk)


def _named(data: dict, letter: str) -> dict[int, int]:
    typed = {name[1:]: value for name, value in data.items() if name[0] == letter}
    return {int(pk): value for pk, value in typed.items() if pk.isdecimal() and value}


def _give(incident, request, data):
    incidents.give(
        incident,
        data["amount"],
        borne_by=data["borne_by"],
        because=data["because"],
        **present(request),
    )
    return _say(incident, request)


def _said(incident: Incident) -> tuple[str, dict]:
    """What each side says and shows, beside what is decided about it."""
    words = incident.words.select_related("by").prefetch_related("photos").order_by("pk")
    return "admin/orders/_words.html", {"words": words, "photos_at": dossier.photos_at(incident)}


def _awarded(incident: Incident, data: dict) -> int:
    goods = refunds.worth(incident.seller_order, lines=_named(data, "q"), amounts=_named(data, "a"))
    return goods + (data.get("shipping") or 0)


def _reject(incident, request, data):
    incidents.reject(incident, because=data["because"], **present(request))


def _impose(incident, request, data):
    incidents.impose_return(incident, because=data["because"], **present(request))


def _lose(incident, request, data):
    incidents.mark_lost(incident, because=data["because"], **present(request))


def _take_up(incident, request, data):
    incidents.take_up(incident, because=data["because"], **present(request))


def _approve(incident, request, data):
    incidents.approve(incident, **present(request))
    return _say(incident, request)


def _send_back(incident, request, data):
    incidents.send_back(incident, because=data["because"], **present(request))


def _what_is_granted_alone(incident: Incident) -> str:
    held = incidents.held_until(incident, clock.now())
    waits = stakes.waits_in_words(incident.seller_order, incident_file.left_cents(incident))
    rule = f"{waits} {authority.by_two_in_words(incident.seller_order.order_id)}".strip()
    if held is None:
        return rule
    return (
        rule
        + " "
        + gettext(
            "Le vendeur a jusqu'au {until} pour répondre : d'ici là, rien n'est mis à sa "
            "charge, mais vous pouvez rembourser à la nôtre."
        ).format(until=when(held))
    )


def _what_a_refund_does(incident: Incident) -> str:
    """Who decides it, and what else it changes: the parcel, the returns."""
    said = [_what_is_granted_alone(incident)]
    if incidents.may_lose_its_parcel(incident):
        said.append(
            gettext(
                "Si vous remboursez tout ce qui manque, le colis est déclaré perdu : les deux"
                " côtés le lisent. Si vous n'en remboursez qu'une partie, il reste en route."
            )
        )
    if incidents.returns_to_end(incident).exists():
        said.append(
            gettext(
                "Un retour en cours dont tous les articles sont remboursés est clos avec la"
                " décision."
            )
        )
    return " ".join(said)


def _what_a_gesture_does(incident: Incident) -> str:
    """Who decides it, that it closes the file, and that it leaves the parcel and returns alone."""
    said = [
        _what_is_granted_alone(incident),
        gettext("Le geste clôt la réclamation."),
    ]
    if incidents.may_lose_its_parcel(incident):
        said.append(
            gettext(
                "Il ne dit rien du colis, qui reste en route : s'il n'arrive pas, l'acheteur peut"
                " réclamer de nouveau."
            )
        )
    if incidents.returns_to_end(incident).exists():
        said.append(gettext("Il ne change rien au retour en cours."))
    return " ".join(said)


def _what_is_proposed(incident: Incident) -> str:
    proposal = incident.proposal
    said = gettext(
        "{amount} repartent vers l'acheteur, à la charge de : {bearer}. Motifs : {because}"
    ).format(
        amount=money(proposal["cents"]),
        bearer=Incident.Bearer(proposal["borne_by"]).label,
        because=proposal["because"],
    )
    award = incidents.Award.of(proposal["award"])
    loses = proposal["outcome"] == Incident.Outcome.REFUNDED and incidents.loses_its_parcel(
        incident, award
    )
    return f"{said} {gettext('Le colis est alors déclaré perdu.')}" if loses else said


def _proposal_for(person, incident: Incident) -> str:
    if not _waits_for_another(incident):
        return ""
    own = incident.proposed_by_id == person.pk
    why = f" {incidents.NeedsAnother.sentence}" if own else ""
    return _what_is_proposed(incident) + why


class Overdue(admin.SimpleListFilter):
    """What waits for the operator, or is still open."""

    title = _("à faire")
    parameter_name = "todo"

    def lookups(self, request, model_admin):
        """The operator's two queues, and all that is open."""
        return [("decide", _("à trancher")), ("approve", _("à approuver")), ("open", _("ouvertes"))]

    def queryset(self, request, queryset):
        """By the state, and by the answers that did not come."""
        if self.value() == "open":
            return queryset.open()
        if self.value() == "decide":
            return queryset.filter(pk__in=Incident.objects.to_decide(clock.now()).values("pk"))
        return queryset.filter(state=N.TO_APPROVE) if self.value() == "approve" else queryset


@register(Incident)
class IncidentAdmin(Filed):
    """Complaints: read by support and finance, decided by support, approved by finance."""

    role, readers = "support", ("finance",)
    pages = (Page("<int:pk>/photo/<int:photo>/", "photo", "photo", role=ANY),)
    list_display = (
        "number",
        "seller_order",
        "kind",
        "shown_state",
        "opened_at",
        "answer_by",
        "shown_awarded",
    )
    names = {"answer_by": _("réponse attendue avant le")}
    concerns = ("seller_order__order", "seller_order__seller")
    list_filter = (AboutSoldLately, Overdue, "state", "kind", "opened_at")
    list_select_related = ("seller_order",)
    search_fields = (
        "number",
        "seller_order__number",
        "seller_order__order__email",
        "seller_order__seller__name",
    )
    ordering = ("-pk",)
    verbs = (
        Verb(
            "demander",
            _("Poser une question"),
            _ask,
            form=AskForm,
            role="support",
            when=_undecided,
            sentence=_(
                "La question part par e-mail ; la réponse s'écrit dans le dossier, lu des deux"
                " côtés."
            ),
            done=_("La question est posée."),
        ),
        Verb(
            "rembourser",
            _("Rembourser tout ou partie"),
            _refund,
            form=AwardForm,
            initial=_itself,
            role="support",
            when=_refundable,
            named=naming(_("Rembourser tout ou partie, {sum} au plus"), incident_file.left_cents),
            tone="positive",
            sensitive=True,
            sentence=_what_a_refund_does,
            beside=_said,
            counted=_awarded,
        ),
        Verb(
            "offrir",
            _("Geste commercial"),
            _give,
            form=GestureForm,
            initial=_itself,
            role="support",
            when=_may_give,
            named=naming(_("Geste commercial, {sum} au plus"), incident_file.goods_left_cents),
            sensitive=True,
            sentence=_what_a_gesture_does,
            beside=_said,
            counted=lambda row, data: data["amount"],
        ),
        Verb(
            "imposer",
            _("Imposer le retour au vendeur"),
            _impose,
            form=ReasonsForm,
            role="support",
            when=_refused,
            sensitive=True,
            sentence=_(
                "L'acheteur reçoit l'adresse du vendeur ; il est remboursé quand le colis est reçu."
            ),
            done=_("Le retour est imposé au vendeur."),
        ),
        Verb(
            "perdu",
            _("Déclarer le colis perdu"),
            _lose,
            form=WhyForm,
            role="support",
            when=_missing,
            sensitive=True,
            sentence=_(
                "Les deux côtés sont prévenus. Si aucun autre colis de la commande n'est en route"
                " ni arrivé, elle est perdue aussi. Le dossier reste ouvert jusqu'à la décision."
            ),
            done=_("Le colis est déclaré perdu."),
        ),
        Verb(
            "rejeter",
            _("Rejeter la réclamation"),
            _reject,
            form=ReasonsForm,
            role="support",
            when=_undecided,
            tone="danger",
            sensitive=True,
            sentence=_("Rien n'est remboursé et la réclamation ne retient plus le versement."),
            beside=_said,
            done=_("La réclamation est rejetée : les deux côtés lisent les motifs."),
        ),
        Verb(
            "reprendre",
            _("Reprendre la réclamation"),
            _take_up,
            form=WhyForm,
            role="support",
            when=incidents.may_be_resumed,
            sentence=_(
                "Elle s'ouvre de nouveau sous un autre numéro, avec ce qui a été dit : le vendeur a"
                " son délai pour répondre, le versement attend, et une autre personne tranche."
            ),
            sensitive=True,
            done=_("La réclamation est reprise sous un autre numéro : le dossier y mène."),
        ),
        Verb(
            "approuver",
            _("Approuver la décision"),
            _approve,
            role="finance",
            when=_waits_for_another,
            named=naming(
                _("Approuver et rembourser {sum}"), lambda row: row.proposal.get("cents", 0)
            ),
            tone="positive",
            sensitive=True,
            sentence=_what_is_proposed,
            beside=_said,
        ),
        Verb(
            "renvoyer",
            _("Renvoyer au service client"),
            _send_back,
            form=WhyForm,
            role="finance",
            when=_waits_for_another,
            sentence=_("Rien n'est remboursé : le service client décide de nouveau."),
            done=_("La décision revient au service client."),
        ),
    )

    def get_queryset(self, request):
        """Joined with what the list reads of each complaint; on the page of one, with its file."""
        match = request.resolver_match
        if match is not None and match.url_name == self.url_name("change"):
            return incident_file.with_money()
        return (
            super()
            .get_queryset(request)
            .select_related("seller_order__order", "seller_order__seller", "shipment", "origin")
        )

    def may(self, request, said, row=None):
        """Nobody approves what they proposed."""
        own = row is not None and row.proposed_by_id == request.user.pk
        return super().may(request, said, row) and not (own and said.name == "approuver")

    shown_state = stated("state", _("État"))

    @admin.display(description=_("Accordé"), ordering="awarded_cents")
    def shown_awarded(self, row):
        """What was given back; a dash before a decision, or when nothing was."""
        return money(row.awarded_cents) if row.awarded_cents else "–"

    def dossier(self, request, row):
        """What each says, what may be given back, the parcels, and the past of both sides."""
        return dossier.of_incident(row, proposed=_proposal_for(request.user, row), at=clock.now())

    def photo(self, request, row, photo):
        """A photo of the file, for whoever may open the file."""
        return evidence.hand_out(incident_file.photo(row, photo))
