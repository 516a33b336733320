"""What sellers tell of a sheet, checked: its title, its category, what the category asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog import withdrawal
from catalog.attributes import doubts, makers, moments, reading, sides, twins
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.judging import charter
from catalog.judging.rules import loud_title
from catalog.models import Attribute
from catalog.sheets import drafts, lists, markup, places, scales, shelf, traits
from catalog.sheets.forms import chips
from catalog.sheets.forms.place import PlaceSelect
from catalog.sheets.quality import Lack
from sellers.models import Seller

TRAIT = traits.FIELD
REQUIRED, RECOMMENDED = traits.Level.REQUIRED, traits.Level.RECOMMENDED
WORDED = {Attribute.Kind.CHOICE, Attribute.Kind.CHOICES, Attribute.Kind.TEXT}
HEADING = 60  # letters of the name of what is told
LONGEST = 300  # of what is told under one name: a list of ingredients


class TextField(forms.CharField):
    """Text without characters that no keyboard types."""

    def clean(self, value):
        """The text in its stored form; refuses invisible characters that a copy may bring."""
        text = drafts.tidy(str(value or ""))
        if drafts.BAD.search(text):
            raise forms.ValidationError(
                _("Ce texte contient des caractères invisibles interdits : retapez-le.")
            )
        return super().clean(text)


class PlainField(TextField):
    """Text that buyers read as it stands: tags in it are refused."""

    def clean(self, value):
        """The text, without the markup of a page."""
        text = super().clean(value)
        if markup.is_in(text):
            wrong = _now(
                "Les acheteurs liraient vos balises HTML telles quelles : écrivez « {plain} »."
            )
            raise forms.ValidationError(wrong.format(plain=markup.plain_line(text)[:LONGEST]))
        return text


def mark(field: forms.Field, level: str, told: str = "") -> None:
    """Say beside the name of a field how much it matters for the sheet."""
    usual = {REQUIRED: _now("obligatoire"), RECOMMENDED: _now("conseillé")}
    field.level, field.mark = level, told or usual[level]  # type: ignore[attr-defined]


class Hushed(forms.Form):
    """A form that can be shown half filled without finding fault."""

    def hush(self) -> None:
        """Show what was typed, and nothing against it."""
        self._errors = ErrorDict()


class TraitField(PlainField):
    """One attribute of the category, in the seller's words; its known values are proposed."""

    def __init__(
        self,
        attribute: Defined,
        *,
        is_required: bool,
        is_recommended: bool = False,
        due: date | None = None,
        told: Sequence[str] = (),
        now: str = "",
        is_local: bool = True,
    ):
        self.remark = doubts.remark(reading.understood(attribute.fr, now, attribute))
        hint = attribute.hint
        super().__init__(
            label=_label(attribute),
            help_text=format_html("{} <strong data-remark>{}</strong>", hint, self.remark)
            if self.remark
            else hint,
            required=False,
            max_length=LONGEST,
        )
        self.attribute, self.told = attribute, next(iter(told), "")
        # a draft may lack it; what is missing is said when the sheet is proposed
        self.is_asked = is_required  # its label does not call it optional
        if due is not None:
            day = moments.of_day(due)
            mark(self, REQUIRED, _now("obligatoire à partir du {day}").format(day=day))
        elif is_required:
            mark(self, REQUIRED)
        elif is_recommended:
            mark(self, RECOMMENDED)
        self.proposed: list[str] = []
        if attribute.kind == Attribute.Kind.FLAG:
            self.widget = forms.Select(choices=_yes_or_no(told, attribute))
            self.may_be_left = True  # unlike other lists, whose first answer is one too
            return
        if chips.fit(attribute):
            self.widget = chips.Chips(attribute)
            return
        # what is told of all goods alike has an example of some of them, which misleads the others
        if attribute.example and (is_local or attribute.kind not in WORDED):
            self.widget.attrs["placeholder"] = attribute.example
        self.proposed = [value.label for value in attribute.values.values()]
        if self.proposed:
            self.widget.attrs["list"] = f"valeurs-{attribute.key}"

    def clean(self, value):
        """The text; ticking anew what the sheet says already leaves the words it was said in."""
        text = super().clean(value)
        is_kept = chips.fit(self.attribute) and text and self.told
        return self.told if is_kept and chips.same(text, self.told, self.attribute) else text


def _label(attribute: Defined) -> str:
    """The name of a field; of sides, with the order they are told in."""
    if attribute.kind == Attribute.Kind.SIZE:
        return f"{attribute.label} ({sides.order()})"
    return attribute.label


def _yes_or_no(told: Sequence[str], attribute: Defined) -> list[tuple[str, str]]:
    """The answers to a yes-or-no question; what was told and is neither stays among them."""
    own = dict.fromkeys(text for text in told if text)
    flags = {text: reading.understood("", text, attribute).flag for text in own}
    answers = [
        # as it was written: saving what nobody touched changes nothing
        (next((text for text in own if flags[text] is flag), word), name)
        for flag, word, name in ((True, "Oui", _now("Oui")), (False, "Non", _now("Non")))
    ]
    return [("", ""), *answers, *((text, text) for text in own if flags[text] is None)]


def axis(label, help_text) -> PlainField:
    """What tells variants apart; the attributes that may are proposed."""
    widget = forms.TextInput(attrs={"list": "axes"})
    return PlainField(
        label=label, max_length=40, required=False, help_text=help_text, widget=widget
    )


def values() -> PlainField:
    """The choices of an axis, several in one field."""
    return PlainField(
        label=_("Ses valeurs"),
        max_length=1000,
        required=False,
        help_text=_("Séparées par des virgules."),
    )


class ProductForm(Hushed):
    """The words of a sheet."""

    title = TextField(
        label=_("Titre"),
        min_length=3,
        max_length=drafts.TITLE,
        help_text=_(
            "Ce que c'est, la matière, ce qui le distingue. Évitez les majuscules et les"
            " formules promotionnelles."
        ),
        error_messages={"required": _("Indiquez un titre.")},
    )
    # a title is enough for a draft; the rest is asked for when the sheet is proposed
    category = forms.TypedChoiceField(
        label=_("Catégorie"), coerce=int, required=False, empty_value=None, widget=PlaceSelect
    )
    brand = PlainField(label=_("Marque"), max_length=drafts.BRAND, required=False)
    description = TextField(
        label=_("Description"),
        max_length=drafts.DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Matières, dimensions, entretien, fabrication : ce que l'acheteur demande."),
    )
    title_en = PlainField(
        label=_("Titre en anglais"), min_length=3, max_length=drafts.TITLE, required=False
    )
    description_en = TextField(
        label=_("Description en anglais"),
        max_length=drafts.DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attributes = PlainField(
        label=_("Autres caractéristiques"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une par ligne, sous la forme « Nom : valeur »."),
    )
    axis_one = axis(_("Déclinaison"), _("Ce qui change d’un article à l’autre."))
    values_one = values()
    axis_two = axis(_("Seconde déclinaison"), _("Si deux choses changent."))
    values_two = values()
    withdrawal_exception = forms.ChoiceField(label=_("Droit de rétractation"), required=False)

    def __init__(
        self,
        *args,
        lines: Mapping[str, object] | None = None,
        seller: Seller | None = None,
        tells_shop: bool = True,
        **options,
    ):
        super().__init__(*args, **options)
        self.seller_id = seller.pk if seller else None
        self.borne = ""  # the labels of the sheet
        self.marked_up: dict[str, str] = {}  # what held markup, as it was typed
        groups = lists.categories()
        self.fields["category"].choices = [
            ("", _now("Choisissez…")),
            *places.last_used(seller, groups),
            *groups,
        ]
        usual = ("", _now("14 jours, comme la loi le prévoit"))
        self.fields["withdrawal_exception"].choices = [usual, *withdrawal.EXCEPTIONS.items()]
        self.lines = lines or {}
        self.parted = traits.part(self.lines, traits.path_of(self._category()))
        self.initial["attributes"] = "\n".join(
            f"{name} : {value}" for name, value in self.parted.others.items()
        )
        for key, attribute in self.parted.fields.items():
            _heading, text = self.parted.told.get(key, ("", ""))
            is_required = self.parted.levels[key] == traits.Level.REQUIRED
            due = self.parted.due.get(key)
            several = attribute.kind == Attribute.Kind.CHOICES
            typed = chips.typed(self.data, TRAIT + key, several=several)
            self.fields[TRAIT + key] = TraitField(
                attribute,
                is_required=is_required,
                is_recommended=self.parted.levels[key] == RECOMMENDED,
                due=due,
                told=[text, typed],
                now=typed if self.is_bound else text.strip(),
                is_local=key in self.parted.local,
            )
            self.initial[TRAIT + key] = text
        for name in shelf.ENGLISH:
            self.fields[name].widget.attrs["lang"] = "en"  # spelt and read aloud as such
        self._exemplify()
        self._mark()
        self._inherit(seller, tells_shop=tells_shop)
        self.understood: list[str] = []  # lines typed beside the fields that go to one of them

    def _mark(self) -> None:
        """Say which fields every sheet needs, and what the others earn in its score."""
        self.points = scales.of(self.parted.path, scales.said())
        for name in ("title", "category"):
            mark(self.fields[name], REQUIRED)
        if earned := self.points["description"]:
            told = _now("conseillé, +{points} points").format(points=earned)
            mark(self.fields["description"], RECOMMENDED, told)

    def _inherit(self, seller: Seller | None, *, tells_shop: bool) -> None:
        """Show what the sheet says of its maker without a word of its own; else where to say it
        once for all, to those whom that page lets in.
        """
        inherited = makers.of(seller)
        for key in (makers.MAKER, makers.RESPONSIBLE):
            field = self.fields.get(TRAIT + key)
            if field is None:
                continue
            if text := inherited.get(key):
                field.widget.attrs.pop("placeholder", None)
                told = _now("Laissé vide, celui de votre boutique : {text}.")
                field.help_text = told.format(text=text)
                mark(field, RECOMMENDED, _now("déjà dit par votre boutique"))
            elif key == makers.MAKER and tells_shop:
                field.help_text = format_html(
                    '{} <a href="{}#fabricant">{}</a>',
                    field.help_text,
                    reverse("seller-shop"),
                    _now("Dites-le une fois pour toutes vos fiches."),
                )

    def _exemplify(self) -> None:
        """Give what tells variants apart an example of the category."""
        here = [each for each in self.parted.fields.values() if each.is_axis]
        held = self.data if self.is_bound else self.initial  # a bound field would keep its help
        for number, which in enumerate(("one", "two")):
            example = next(iter(here[number:]), None)
            axis = str(held.get(f"axis_{which}") or "")
            if example:
                self.fields[f"axis_{which}"].help_text = _now("Par exemple {name}.").format(
                    name=example.label
                )
            attribute = vocabulary().named(axis, self.parted.path) or example
            if attribute and attribute.values:
                ranked = sorted(attribute.values.values(), key=lambda each: each.rank)
                some = ", ".join(each.label for each in ranked[:3])
                self.fields[f"values_{which}"].widget.attrs["placeholder"] = some

    def _category(self) -> int | None:
        """The category that was chosen, whether or not the rest is in order."""
        chosen = self.data.get("category") if self.is_bound else self.initial.get("category")
        return int(chosen) if str(chosen or "").isdecimal() and len(str(chosen)) < 10 else None

    def traits(self) -> list[forms.BoundField]:
        """The fields that the chosen category asks for, and those that hold something."""
        return [self[name] for name in self._traits() if not self._is_spare(name)]

    @property
    def recommends(self) -> bool:
        """Whether this category recommends something that counts for the score."""
        levels = (self.parted.levels[key] for key in self.parted.fields)
        return bool(self.points["recommended"]) and RECOMMENDED in levels

    def spare_traits(self) -> list[forms.BoundField]:
        """What may be told beside: folded away until somebody looks for it."""
        return [self[name] for name in self._traits() if self._is_spare(name)]

    def _traits(self) -> list[str]:
        return [TRAIT + key for key in self.parted.fields]

    def _is_spare(self, name: str) -> bool:
        level = self.parted.levels[name.removeprefix(TRAIT)]
        return level == traits.Level.OPTIONAL and not self[name].value()

    def clean_axis_two(self):
        """Another thing to choose than the first."""
        one, two = self.cleaned_data.get("axis_one", ""), self.cleaned_data["axis_two"]
        if two and one and twins.are_one_axis(one, two, self.parted.path):
            raise forms.ValidationError(
                _now(
                    "« {axis} » est déjà la première déclinaison : nommez autrement la seconde."
                ).format(axis=two)
            )
        return two

    def clean(self):
        """Keep what was typed for the category chosen before, as lines beside the fields."""
        data = super().clean()
        known = vocabulary().by_key
        for name in self.data:
            key = name.removeprefix(TRAIT).removesuffix(chips.OTHER)
            if not name.startswith(TRAIT) or TRAIT + key in self.fields or key not in known:
                continue
            several = known[key].kind == Attribute.Kind.CHOICES
            if text := chips.typed(self.data, TRAIT + key, several=several):
                data.setdefault("attributes", {}).setdefault(known[key].fr, text[:LONGEST])
        self._tell_understood(data)
        return data

    def _tell_understood(self, data: dict) -> None:
        """Note the lines typed beside the fields that mean one of them; a field that says something
        else already is not overruled, nor the line dropped: the seller decides.
        """
        known = vocabulary()
        for name, text in data.get("attributes", {}).items():
            attribute = reading.attribute_of(name, [text], self.parted.path, known)
            is_kept = self.parted.others.get(name) == text
            if attribute is None or attribute.key not in self.parted.fields or is_kept:
                continue
            held = data.get(TRAIT + attribute.key, "")
            values = {"line": f"{name} : {text}", "field": attribute.label, "held": held}
            if not held:
                told = _now("« {line} » est compris comme {field} : c’est dans ce champ désormais.")
                self.understood.append(told.format(**values))
            elif held != text and not chips.same(held, text, attribute):
                wrong = _now(
                    "« {line} » : le champ {field} dit déjà « {held} ». Gardez l’un des deux, ou"
                    " réunissez-les dans ce champ."
                )
                self.add_error("attributes", wrong.format(**values))

    def clean_title(self):
        """A title without markup."""
        return self._plain("title", markup.plain_line)

    def clean_description(self):
        """A description without markup."""
        return self._plain("description", markup.plain)

    def clean_title_en(self):
        """An English title without markup."""
        return " ".join(self._plain("title_en", markup.plain_line).split())

    def clean_description_en(self):
        """An English description without markup."""
        return markup.evened(self._plain("description_en", markup.plain))

    def speaks_english(self) -> bool:
        """Whether something stands in the English fields, or is wrong with it."""
        return any(self[name].value() or self[name].errors for name in shelf.ENGLISH)

    def _plain(self, name: str, plainly: Callable[[str], str]) -> str:
        """What was typed; with markup in it, it is shown without, and asked for once more."""
        text = self.cleaned_data[name]
        if not markup.is_in(text):
            return text
        self.marked_up[name] = text
        self.data = self.data.copy()
        self.data[name] = plainly(text)
        raise forms.ValidationError(
            _(
                "Les acheteurs liraient vos balises HTML telles quelles. Voici le texte sans"
                " elles : relisez-le, puis enregistrez de nouveau."
            )
        )

    def hush(self) -> None:
        """Show what was typed, and nothing against it."""
        super().hush()
        if self.marked_up:
            self.data = self.data.copy()
            for name, text in self.marked_up.items():
                self.data[name] = text

    def clean_attributes(self):
        """The characteristics by name, read from one line each; nothing of a line is dropped."""
        attributes: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["attributes"].splitlines(), 1):
            name, colon, value = (part.strip() for part in line.partition(":"))
            if line.strip() and not (name and colon and value):
                wrong = _now("Ligne {number} : écrivez « Nom : valeur ».")
            elif name in attributes:
                wrong = _now("Ligne {number} : « {name} » est déjà plus haut ; réunissez les deux.")
            elif len(name) > HEADING or len(value) > LONGEST:
                wrong = _now(
                    "Ligne {number} : {most} signes au plus pour le nom, {longest} pour la valeur."
                )
            else:
                if name:
                    attributes[name] = value
                continue
            raise forms.ValidationError(
                wrong.format(number=number, name=name, most=HEADING, longest=LONGEST)
            )
        return attributes

    def remarks(self) -> list[dict[str, str]]:
        """What is odd about what the title and the fields of the category say by now, with the way
        to each.
        """
        bounds, title = [self[name] for name in self._traits()], self["title"]
        odd = loud_title.remark(str(title.value() or ""))
        told = [{"label": title.label, "text": odd, "id": title.auto_id}] if odd else []
        written = [self[name] for name in ("title", "description", *shelf.ENGLISH)]
        told += [
            {"label": bound.label, "text": found.sentence, "id": bound.auto_id}
            for bound in written
            for found in charter.look(
                str(bound.value() or ""), seller_id=self.seller_id, borne=self.borne
            )
        ]
        return told + [
            {"label": bound.label, "text": bound.field.remark, "id": bound.auto_id}
            for bound in bounds
            if bound.field.remark
        ]

    def content(self) -> dict:
        """The fields of a draft."""
        return self._content(self.cleaned_data)

    def glance(self) -> dict:
        """The fields as far as they can be read now, in order or not."""
        if not self.is_bound:
            data = {
                name: self.get_initial_for_field(field, name) or ""
                for name, field in self.fields.items()
            }
            data["attributes"] = self.parted.others
        else:
            self.is_valid()
            data = {**dict.fromkeys(self.fields, ""), "attributes": {}, **self.cleaned_data}
        return {**shelf.BLANK, **self._content(data)}

    def _content(self, data: Mapping) -> dict:
        return {
            "title": data["title"],
            "category_id": data["category"] or None,
            "brand": data["brand"],
            "description": data["description"],
            "title_en": data["title_en"],
            "description_en": data["description_en"],
            "attributes": traits.join(
                self.parted,
                {key: data[TRAIT + key] for key in self.parted.fields},
                data["attributes"],
                self.lines,
            ),
            "axes": [axis for axis in (data["axis_one"], data["axis_two"]) if axis],
            "withdrawal_exception": data["withdrawal_exception"],
        }

    def axes_proposed(self) -> list[str]:
        """What may tell variants apart in the house's words: Couleur, Taille."""
        known = vocabulary()
        here = self.parted.levels
        named = [each for each in known.by_key.values() if each.is_axis]
        return [each.label for each in sorted(named, key=lambda each: each.key not in here)]

    def require(self, lacks: Sequence[Lack]) -> bool:
        """Say of each field what a proposal misses there; whether nothing is missing."""
        for lack in lacks:
            name = lack.field if lack.field in self.fields else None
            if name and not self.has_error(name):
                self.add_error(name, lack.text)
        return not self.errors
