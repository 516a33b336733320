"""The point of one carrier: picked among those its register tells, or copied by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from marketplace.shared import communes, postcodes
from orders import carriers
from orders.points import opening, plan, points
from orders.points.protocol import Point, PointsDown
from orders.typed import first, plain, wordy
from sellers.shop.shipping import zone_of

POINT = ("name", "line1", "postcode", "city", "code")
CODE = re.compile(r"[A-Za-z0-9-]{1,20}")
LONGEST = 120  # signs of a field that are remembered, however long what was typed
TOWNS = 3  # that are named before « Voir plus » is opened
HAND = "hand"  # the pick that says: the point is copied below
CLOSED = _(
    "Ce point relais ne reçoit plus de colis : choisissez-en un autre, le reste"
    " de votre commande est gardé."
)


@dataclass(frozen=True, slots=True)
class Card:
    """A point as it is shown: its number on the plan, how far it is, until when it is open."""

    number: int
    point: Point
    far: str
    hours: str


class RelayForm(forms.Form):
    """One point for all the parcels of an order that one carrier delivers to a point.

    `near` holds the postcode where the order went when the page was drawn. While the postcode of
    the address itself is missing or wrong the form `waits`: a point that was said is kept and not
    judged; one that nobody said is missing already. `shops` are those whose parcels go there.
    """

    where = forms.CharField(
        label=_("Code postal ou ville"), max_length=80, required=False, validators=[plain]
    )
    near = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    pick = forms.CharField(label=_("Point relais"), max_length=20, required=False)
    name = forms.CharField(
        label=_("Nom du point relais"),
        max_length=80,
        validators=[first(plain, wordy)],
        error_messages={
            "required": _("Indiquez le nom du point relais où vous irez chercher votre colis.")
        },
    )
    line1 = forms.CharField(
        label=_("Adresse du point"),
        max_length=120,
        validators=[first(plain, wordy)],
        help_text=_("Numéro et rue."),
        error_messages={"required": _("Indiquez le numéro et la rue du point relais.")},
    )
    postcode = forms.CharField(
        label=_("Code postal du point"),
        max_length=10,
        validators=[plain],
        error_messages={"required": _("Indiquez le code postal du point relais.")},
    )
    city = forms.CharField(
        label=_("Ville du point"),
        max_length=80,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez la ville du point relais.")},
    )
    code = forms.CharField(
        label=_("Code du point"),
        max_length=20,
        required=False,
        validators=[plain],
        help_text=_("Le numéro que le transporteur donne au point, si vous l'avez."),
    )

    def __init__(
        self,
        data=None,
        *,
        carrier: str,
        country: str,
        delivery: Mapping[str, str],
        said: dict,
        shops: Sequence[str] = (),
        **kwargs,
    ):
        prefix = f"relay-{carrier}"
        home = postcodes.read(delivery.get("postcode", "").strip()[:10], country)
        self.waits = not home or bool(postcodes.wrong(home, country))
        self.home = "" if self.waits else home
        if data is not None:
            data = data.copy()
            for name, value in self._place_in(data, before=f"{prefix}-").items():
                data[name] = value
        super().__init__(data, prefix=prefix, initial=said | self._place_in(said), **kwargs)
        self.carrier, self.country = carrier, country
        self.delivery, self.said, self.shops = delivery, said, shops
        self.zone = zone_of(country, delivery.get("postcode", "").strip())
        self.points: list[Point] = []
        self.notice = ""
        self.is_known = points.register_of(carrier) is not None

    @property
    def carrier_name(self) -> str:
        """The carrier as people know it."""
        return carriers.name_of(self.carrier)

    @property
    def finder(self) -> str:
        """The carrier's own page to find a point."""
        return carriers.finder_of(self.carrier)

    def _place_in(self, said: Mapping, *, before: str = "") -> dict[str, str]:
        """Where points are looked for: where the order goes, until another place is typed; where
        they were looked for last, while nobody knows where it goes.
        """
        typed, near = (str(said.get(f"{before}{name}") or "").strip() for name in ("where", "near"))
        if self.waits:
            return {f"{before}where": typed, f"{before}near": near}
        place = self.home if not typed or typed == near else typed
        return {f"{before}where": place, f"{before}near": self.home}

    # --- What is shown ----------------------------------------------------------------------------

    @property
    def picked(self) -> str:
        """The code of the point that is ticked; nothing while none is."""
        return "" if self.is_bound and "pick" in self.errors else self._value("pick")

    @property
    def picked_is_far(self) -> bool:
        """Whether the picked point is behind « Voir plus »."""
        return self.picked in [point.code for point in self.points[points.AT_ONCE :]]

    @property
    def shows_hand(self) -> bool:
        """Whether the copy by hand is open: it holds the point or is ticked, or is the only way."""
        is_only_way = not self.is_known or (bool(self.notice) and not self.points)
        is_typed = any(self._value(name) for name in POINT)
        return is_only_way or self._value("pick") == HAND or (self.by_hand and is_typed)

    @property
    def by_hand(self) -> bool:
        """Whether the point is the one copied below: said so, or typed with none ticked."""
        pick = self._value("pick")
        typed = any(self._value(name) for name in POINT)
        # while nobody knows where the order goes, no list is empty yet
        is_only_way = not self.points and not (self.is_known and self.waits)
        return pick == HAND or (not pick and (typed or is_only_way))

    def look(self) -> RelayForm:
        """Ask for the points around; what goes wrong is a sentence, never a closed door."""
        place = self._value("where")
        if not self.is_known or not place:
            return self
        postcode, town = self._place_of(place)
        if not postcode:
            return self
        try:
            self.points = points.near(
                self.carrier, country=self.country, postcode=postcode, town=town
            )
        except PointsDown:
            self.notice = now_(
                "La liste des points %(carrier)s ne répond pas pour le moment : recopiez le vôtre"
                " ci-dessous, ou réessayez dans un instant."
            ) % {"carrier": self.carrier_name}
            return self
        self.points = [point for point in self.points if self._in_zone(point.postcode)]
        if not self.points:
            self.notice = now_(
                "Aucun point %(carrier)s n'est connu autour de « %(place)s » : essayez une autre"
                " ville, ou recopiez votre point ci-dessous."
            ) % {"carrier": self.carrier_name, "place": place}
        self._keep_picked_in_sight()
        return self

    def cards(self, at: datetime) -> list[Card]:
        """The points as they are shown, the one that was picked among them."""
        return [
            Card(rank, point, _far(point.metres), opening.said(point, at=at))
            for rank, point in enumerate(self.points, 1)
        ]

    def drawing(self) -> plan.Plan | None:
        """Where the points shown at once lie, drawn; nothing when nobody told where they are."""
        return plan.drawn(self.points[: points.AT_ONCE])

    @property
    def further(self) -> str:
        """Where the points behind « Voir plus » are: « Lyon, Bron, de 1,2 km à 4,8 km »."""
        rest = self.points[points.AT_ONCE :]
        towns = list(dict.fromkeys(point.city for point in rest))
        said = ", ".join(towns[:TOWNS]) + ("…" if len(towns) > TOWNS else "")
        far = [point.metres for point in rest if point.metres is not None]
        if not far:
            return said
        least, most = _far(min(far)), _far(max(far))
        if least == most:
            return now_("%(towns)s, à %(least)s") % {"towns": said, "least": least}
        return now_("%(towns)s, de %(least)s à %(most)s") % {
            "towns": said,
            "least": least,
            "most": most,
        }

    def _place_of(self, place: str) -> tuple[str, str]:
        """The postcode and the town meant; none, with a sentence, when they cannot be told."""
        if self.country not in ("FR", "MC"):
            return postcodes.read(place[:10], self.country), ""
        written = re.search(r"(?<!\d)\d{2} ?\d{3}(?!\d)", place)
        if written:
            code = written[0].replace(" ", "")
            return code, next(iter(communes.of(code)), "")
        codes = communes.postcodes_of(place)
        here = [code for code in codes if code[:2] == self.home[:2]]
        if len({code[:2] for code in codes}) > 1 and not here:
            self.notice = now_(
                "Plusieurs communes s'appellent « %(place)s » : indiquez le code postal."
            ) % {"place": place}
            return "", ""
        if not codes:
            self.notice = now_(
                "Nous ne connaissons pas de commune « %(place)s » : indiquez un code postal."
            ) % {"place": place}
            return "", ""
        return (here or codes)[0], place

    def _keep_picked_in_sight(self) -> None:
        pick = self._value("pick")
        kept = self._kept(pick)
        if kept and all(point.code != pick for point in self.points):
            self.points.insert(0, kept)

    # --- What is judged ---------------------------------------------------------------------------

    def full_clean(self):
        """Only the point that is meant is judged: the picked one, or the one copied by hand."""
        super().full_clean()
        if self.is_bound and not self.by_hand:
            for name in POINT:
                self.errors.pop(name, None)

    def clean_postcode(self):
        """A point lies in the zone whose delivery is being paid."""
        code = postcodes.read(self.cleaned_data["postcode"], self.country)
        if sentence := postcodes.wrong(code, self.country):
            raise forms.ValidationError(sentence)
        if not self.waits and not self._in_zone(code):
            raise forms.ValidationError(
                _(
                    "Ce point relais est hors de la zone de votre adresse : choisissez-en un plus"
                    " proche."
                )
            )
        return code

    def clean(self):
        """A picked point still keeps parcels, or another is chosen."""
        data = super().clean()
        if self.waits and self._value("pick"):
            return data
        if self.by_hand and self._has_closed(data.get("code", "")):
            self.add_error("code", CLOSED)
        if not self.by_hand and "pick" not in self.errors:
            self._judge_pick(data.get("pick", ""))
        return data

    def _judge_pick(self, pick: str) -> None:
        if not pick:
            sentence = _("Choisissez le point %(carrier)s où vous irez chercher votre colis.")
            self.add_error(
                "pick", forms.ValidationError(sentence, params={"carrier": self.carrier_name})
            )
            return
        self.chosen = self._now(pick)
        if self.chosen is None or not self._in_zone(self.chosen.postcode):
            self.points = [point for point in self.points if point.code != pick]
            self.add_error("pick", CLOSED)

    def _now(self, pick: str) -> Point | None:
        """The picked point as it is now; as it was shown, when nobody answers."""
        if not CODE.fullmatch(pick):
            return None
        try:
            return points.still_there(self.carrier, pick, country=self.country)
        except PointsDown:
            return next((point for point in self.points if point.code == pick), self._kept(pick))

    def _has_closed(self, code: str) -> bool:
        """Whether the register says so of a point copied by hand; it need not know them all."""
        if not self.is_known or not CODE.fullmatch(code):
            return False
        try:
            return points.has_closed(self.carrier, code, country=self.country)
        except PointsDown:
            return False

    def _kept(self, pick: str) -> Point | None:
        kept = self.said.get("point")
        if kept and kept["code"] == pick and self._in_zone(kept["postcode"]):
            return Point(**{name: kept[name] for name in POINT})
        return None

    def _in_zone(self, postcode: str) -> bool:
        return zone_of(self.country, postcode) == self.zone

    # --- What is kept -----------------------------------------------------------------------------

    def point(self) -> dict:
        """The point as the order keeps it."""
        if self.by_hand:
            return {name: self.cleaned_data[name] for name in POINT}
        return {**_as_kept(self.chosen), "is_picked": True}

    def unjudged(self) -> RelayForm:
        """The same form before anything is refused."""
        copy = RelayForm(
            carrier=self.carrier,
            country=self.country,
            delivery=self.delivery,
            said=self.draft(),
            shops=self.shops,
        )
        copy.points, copy.notice = self.points, self.notice
        return copy

    def draft(self) -> dict:
        """What was said, for the back button and the next day."""
        typed = {name: self._value(name)[:LONGEST] for name in ("where", "near", "pick", *POINT)}
        seen = next((point for point in self.points if point.code == typed["pick"]), None)
        kept = _as_kept(seen) if seen else self.said.get("point", {})
        return {**typed, "point": kept}

    def _value(self, name: str) -> str:
        return str(self[name].value() or "").strip()


def as_said(carrier: str, point: dict, *, country: str) -> dict:
    """The point of an order as the checkout remembers it, to be ordered again: ticked where its
    register knows it, copied by hand elsewhere.
    """
    code = point.get("code", "")
    try:
        known = points.still_there(carrier, code, country=country) if code else None
    except PointsDown:
        known = None
    return {"pick": code, "point": point} if known else {"pick": HAND, **point}


def _as_kept(point: Point) -> dict:
    """A point in the columns of an order, which hold less than a register may say."""
    most = {"name": 80, "line1": 120, "postcode": 10, "city": 80, "code": 20}
    return {name: getattr(point, name)[: most[name]] for name in POINT}


def _far(metres: int | None) -> str:
    """« 350 m », « 1,2 km »; nothing when nobody told."""
    if metres is None:
        return ""
    if metres < 1000:
        return f"{max(round(metres, -1), 10)}\u00a0m"
    digits = 1 if metres < 10_000 else 0
    return f"{number_format(metres / 1000, digits)}\u00a0km"
