"""What a seller answers about a file: the file, how to read it, its columns, its categories."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.attributes.vocabulary import vocabulary
from catalog.imports import (
    asking,
    dictionary,
    mapping,
    meaning,
    photos_zip,
    questions,
    readers,
    workbook,
)
from catalog.models import CatalogRules, Category, Import
from catalog.sheets import calling
from marketplace.shared import policy
from marketplace.shared.templatetags.ui import figure

ENCODINGS = {
    "utf-8": _("UTF-8"),
    "cp1252": _("Windows (Europe de l'Ouest)"),
    "latin-1": _("ISO Latin 1"),
    "iso8859-15": _("ISO Latin 9 (avec €)"),
    "mac_roman": _("Mac (ancien)"),
    "cp850": _("DOS (Europe de l'Ouest)"),
    "cp437": _("DOS (États-Unis)"),
    "utf-16-le": _("UTF-16 (Excel, texte Unicode)"),
    "utf-16-be": _("UTF-16, gros-boutiste"),
}
# each question, and its answers; the empty one leaves things as they are without an answer
QUESTIONS = {
    "mark": (
        _("Dans la colonne « %(column)s », que veut dire « %(example)s » ?"),
        {
            "": _("Je ne sais pas : ces lignes restent de côté"),
            "thousands": _("Un millier et plus : %(other)s"),
            "decimals": _("Un nombre à virgule, avec trois décimales"),
        },
    ),
    "unit": (
        _("En quelle unité sont les poids de la colonne « %(column)s » (« %(example)s ») ?"),
        {
            "": _("Je ne sais pas : ces poids restent de côté"),
            "g": _("Grammes"),
            "kg": _("Kilogrammes"),
            "lb": _("Livres anglaises (lb)"),
            "oz": _("Onces (oz)"),
        },
    ),
    "measure": (
        _("En quelle unité sont les nombres de la colonne « %(column)s » (« %(example)s ») ?"),
        {
            "": _("Je ne sais pas : ces mesures restent de côté"),
            "g": _("Grammes"),
            "kg": _("Kilogrammes"),
            "ml": _("Millilitres"),
            "cl": _("Centilitres"),
            "l": _("Litres"),
            "mm": _("Millimètres"),
            "cm": _("Centimètres"),
            "m": _("Mètres"),
            "mois": _("Mois"),
            "an": _("Années"),
            "pièces": _("Aucune : ils comptent des pièces"),
        },
    ),
    "order": (
        _("Dans la colonne « %(column)s », que vient-il en premier dans « %(example)s » ?"),
        {
            "": _("Je ne sais pas : le prix normal est pris"),
            "day": _("Le jour"),
            "month": _("Le mois"),
        },
    ),
    "left": (
        _("Certaines lignes ne sont pas en vente dans votre boutique (« %(example)s »)."),
        {"leave": _("Les laisser de côté"), "take": _("Les prendre aussi")},
    ),
    "sale": (
        _("La colonne « %(column)s » contient un prix promotionnel (« %(example)s »)."),
        {
            "regular": _("Prendre le prix normal"),
            "sale": _("Prendre le prix promotionnel, si la promotion est en cours"),
        },
    ),
}
# what is said of a column that is left out, by what its codes seem to be
CODES = {
    "gtin": _(
        "Ces valeurs sont des codes-barres : choisissez « Code-barres », ou ils seront perdus."
    ),
    "sku": _(
        "Ces valeurs semblent être vos références : choisissez « Référence (SKU) » si elles le"
        " sont."
    ),
}
SEPARATORS = {
    ";": _("Point-virgule ;"),
    ",": _("Virgule ,"),
    "tab": _("Tabulation"),
    "|": _("Barre |"),
}


class UploadForm(forms.Form):
    """The catalogue file, and its photos if they are at hand."""

    file = forms.FileField(
        label=_("Fichier du catalogue"),
        max_length=200,
        error_messages={"required": _("Choisissez le fichier du catalogue.")},
    )
    photos = forms.FileField(
        label=_("Photos (ZIP)"),
        required=False,
        max_length=200,
        help_text=_(
            "Les photos sont retrouvées par leur nom de fichier. JPEG, PNG ou WebP, 500 Mo au plus."
        ),
    )
    replaces = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _now(
            "CSV ou TSV de %(csv)s Mo au plus, ou XLSX de %(workbook)s Mo au plus. Une des"
            " premières lignes nomme les colonnes."
        ) % {
            "csv": figure(policy.rules(CatalogRules).import_most_mb),
            "workbook": workbook.BYTES // workbook.MEGA,
        }

    def clean_photos(self):
        """Check the size and the first bytes; the worker opens the archive."""
        return _checked_zip(self.cleaned_data["photos"])


class PhotosForm(forms.Form):
    """An archive of photos for a file already sent."""

    photos = forms.FileField(
        label=_("Photos (ZIP)"),
        max_length=200,
        help_text=_("Les photos sont retrouvées par leur nom de fichier."),
        error_messages={"required": _("Choisissez le fichier des photos.")},
    )

    def clean_photos(self):
        """Check the size and the first bytes; the worker opens the archive."""
        return _checked_zip(self.cleaned_data["photos"])


class CorrectionForm(forms.Form):
    """A cell typed anew: of one line, or of all that say the same and are wrong for one cause."""

    line = forms.IntegerField(min_value=1)
    place = forms.IntegerField(min_value=0)
    text = forms.CharField(label=_("Nouvelle valeur"), required=False, max_length=20_000)
    code = forms.CharField(required=False, max_length=40)
    alike = forms.BooleanField(required=False)


class ReadingForm(forms.Form):
    """How the file is read, when we guessed wrong."""

    encoding = forms.ChoiceField(label=_("Codage"), choices=ENCODINGS.items(), required=False)
    separator = forms.ChoiceField(label=_("Séparateur"), choices=SEPARATORS.items(), required=False)
    sheet = forms.ChoiceField(label=_("Feuille"), required=False)
    header = forms.IntegerField(
        label=_("Ligne d'en-tête"), min_value=1, max_value=readers.SAMPLE_ROWS
    )

    def __init__(self, data=None, *, source: Import):
        detected = source.detected
        super().__init__(data, initial={name: detected.get(name) for name in self.base_fields})
        unused = ("encoding", "separator") if detected["kind"] == "xlsx" else ("sheet",)
        for name in unused:
            del self.fields[name]
        if "sheet" in self.fields:
            self.fields["sheet"].choices = [(name, name) for name in detected["sheets"]]
        # a line of the text under each encoding that it may have
        self.doubts = [
            {"name": ENCODINGS[seen["encoding"]], "sample": seen["sample"]}
            for seen in detected.get("doubt", ())
        ]


class ColumnsForm(forms.Form):
    """What each column of the file holds."""

    def __init__(self, data=None, *, source: Import):
        super().__init__(data)
        self.headers = source.detected["headers"]
        choices = [
            ("", _("Ne pas importer")),
            *dictionary.FIELDS.items(),
            (_now("Caractéristiques"), meaning.fields()),
        ]
        proposed = source.mapping["columns"]
        sample = source.detected["sample"]
        self.rows = []
        for place, name in enumerate(self.headers):
            key = f"c{place}"
            barred = dictionary.is_forbidden(name)
            self.fields[key] = forms.ChoiceField(
                label=name,
                required=False,
                initial=proposed.get(name, ""),
                choices=[("", _("Non importable"))] if barred else choices,
            )
            self.rows.append(
                {
                    "name": name,
                    "field": self[key],
                    "barred": barred,
                    "is_recalled": name in source.mapping.get("recalled", ()),
                    "values": [row[place] for row in sample if row[place]][:2],
                }
            )
        self._warn_of_codes(sample)

    def _warn_of_codes(self, sample) -> None:
        """Say beside a column that is left out what its codes seem to be."""
        chosen = {row["field"].value() for row in self.rows}
        for place, row in enumerate(self.rows):
            if row["barred"] or row["field"].value():
                continue
            values = [cells[place] for cells in sample if cells[place]]
            seems = mapping.code_in(row["name"], values, chosen)
            row["warning"] = CODES.get(seems, "")

    def chosen(self) -> dict[str, str]:
        """The field of each column."""
        return {name: self.cleaned_data[f"c{place}"] for place, name in enumerate(self.headers)}


class ChoicesForm(forms.Form):
    """Our category for each text of the seller's, what other currencies are worth, and how to read
    what a column writes in two ways.
    """

    def __init__(self, data=None, *, source: Import):
        super().__init__(data)
        mapping = source.mapping
        defaults = mapping.get("defaults", {})
        self.texts = list(mapping["seen"]["categories"])
        self.currencies = list(mapping["seen"]["currencies"])
        # an article already here keeps its category, whatever the file says
        fresh = asking.fresh(mapping)
        self.fresh = fresh.keys()
        self.placeless = not self.texts and bool(fresh)
        self._add_categories(mapping, defaults)
        self._add_currencies(defaults.get("rates", {}))
        self._add_questions(mapping)
        self._add_words(mapping)

    def _add_words(self, mapping) -> None:
        """Each word of an attribute that no value means, once, with how many lines say it."""
        self.words = []
        known, decided = vocabulary().by_key, mapping.get("values", {})
        for key, words in mapping["seen"].get("words", {}).items():
            if key not in known:
                continue
            attribute = known[key]
            values = [(value.key, value.label) for value in attribute.values.values()]
            for word, count in words.items():
                name = f"w{len(self.words)}"
                self.fields[name] = forms.ChoiceField(
                    label=word,
                    choices=[("", _now("Garder ces mots")), *values],
                    required=False,
                    initial=decided.get(key, {}).get(meaning.folded(word), ""),
                )
                self.words.append(
                    {
                        "key": key,
                        "attribute": attribute.label,
                        "text": word,
                        "count": count,
                        "field": self[name],
                        "is_recalled": meaning.folded(word) in decided.get(key, {}),
                    }
                )

    def _add_questions(self, mapping) -> None:
        self.questions = []
        for place, question in enumerate(mapping["seen"].get("questions", ())):
            kind, column = question["kind"], question["column"]
            label, answers = QUESTIONS[kind]
            if kind == "mark" and mapping["columns"].get(column) == "weight":
                # a line is taken without its weight, never without its price or its stock
                answers = {**answers, "": QUESTIONS["unit"][1][""]}
            if "units" in question:
                answers = {unit: answers[unit] for unit in (*question["units"], "")}
            values = {**question, "other": _other_reading(question["example"])}
            counted = (
                ngettext(
                    "%(count)s ligne, par exemple la ligne %(line)s.",
                    "%(count)s lignes, par exemple la ligne %(line)s.",
                    question["count"],
                )
                % question
            )
            if likely := question.get("likely"):
                usual = _now("Le plus souvent : %(answer)s.") % {"answer": answers[likely]}
                counted = f"{counted} {usual}"
            self.fields[f"q{place}"] = forms.ChoiceField(
                label=label % values,
                help_text=counted,
                choices=[(value, text % values) for value, text in answers.items()],
                widget=forms.RadioSelect,
                required=False,
                # nothing is answered for the seller: what is likely is said beside it
                initial=questions.answered(mapping, kind, column),
            )
            self.questions.append((f"q{place}", kind, column))

    def _add_categories(self, mapping, defaults) -> None:
        counts, matched, tree = (
            mapping["seen"]["categories"],
            mapping.get("categories", {}),
            categories(),
        )
        self.fields["default"] = forms.TypedChoiceField(
            label=_("Catégorie par défaut"),
            choices=[("", _now("Choisir…")), *tree],
            required=False,
            coerce=int,
            empty_value=None,
            initial=defaults.get("category") or "",
            help_text=_(
                "Pour les nouveaux produits dont la catégorie est vide ou n'est pas rattachée."
            ),
        )
        self.fields["without"] = forms.BooleanField(
            label=_(
                "Continuer sans catégorie par défaut : les nouveaux produits non rattachés seront"
                " refusés"
            ),
            required=False,
        )
        self.rows = []
        for place, text in enumerate(self.texts):
            near = [] if text in matched else calling.proposals(text)
            nearest = [(each.pk, calling.path_of(each)) for each in near]
            self.fields[f"t{place}"] = forms.TypedChoiceField(
                label=text,
                choices=[
                    ("", _now("Catégorie par défaut")),
                    *([(_now("Les plus proches"), nearest)] if nearest else []),
                    *tree,
                ],
                required=False,
                coerce=int,
                empty_value=None,
                initial=matched.get(text) or "",
            )
            self.rows.append(
                {
                    "text": text,
                    "count": counts[text],
                    "field": self[f"t{place}"],
                    "is_open": text not in matched,
                    "near": [each.label for each in near],
                }
            )

    def _add_currencies(self, rates) -> None:
        for code in self.currencies:
            self.fields[f"rate_{code}"] = forms.DecimalField(
                label=_now("1 %(code)s en euros") % {"code": code},
                required=False,
                min_value=0,
                max_digits=10,
                decimal_places=6,
                localize=True,
                initial=rates[code] / 1_000_000 if code in rates else None,
            )
            # its label does not call it optional: it is needed, or the box below it
            self.fields[f"rate_{code}"].is_asked = True  # type: ignore[attr-defined]
            self.fields[f"same_{code}"] = forms.BooleanField(
                label=_now("Ces montants sont déjà des euros : la devise du fichier est fausse"),
                required=False,
            )

    def clean(self):
        """Ask what another currency is worth: its amounts are never taken for euros unasked."""
        values = super().clean()
        self._ask_for_a_place(values)
        for code in self.currencies:
            rate = values.get(f"rate_{code}")
            if not rate and not values.get(f"same_{code}") and f"rate_{code}" not in self.errors:
                self.add_error(
                    f"rate_{code}",
                    _("Indiquez un taux, ou confirmez que ces montants sont des euros."),
                )
            elif rate and not 1_000 <= rate * 1_000_000 <= 1_000_000_000:
                self.add_error(f"rate_{code}", _("Ce taux n'est pas plausible."))
        return values

    def _ask_for_a_place(self, values) -> None:
        """Say which categories lead nowhere, before a hundred lines are refused for it."""
        if self.placeless and not values.get("default") and not values.get("without"):
            self.add_error(
                "default",
                _(
                    "Votre fichier ne dit pas la catégorie de ses produits : choisissez-en une "
                    "pour ceux qui sont nouveaux."
                ),
            )
            return
        loose = [
            row
            for row in self.rows
            if row["text"] in self.fresh and not values.get(row["field"].name)
        ]
        if loose and not values.get("default") and not values.get("without") and not self.errors:
            self.add_error(
                "default",
                ngettext(
                    "%(number)s catégorie de votre fichier (« %(first)s ») n'est pas rattachée :"
                    " rattachez-la ci-dessous, ou choisissez une catégorie par défaut.",
                    "%(number)s catégories de votre fichier (« %(first)s »…) ne sont pas rattachées"
                    " : rattachez-les ci-dessous, ou choisissez une catégorie par défaut.",
                    len(loose),
                )
                % {"number": len(loose), "first": loose[0]["text"]},
            )

    def chosen(self) -> dict:
        """The answers, as the check takes them; rates in millionths."""
        values = self.cleaned_data
        return {
            "categories": {
                text: values[f"t{place}"]
                for place, text in enumerate(self.texts)
                if values[f"t{place}"]
            },
            "default": values["default"],
            "rates": {
                code: (
                    1_000_000 if values[f"same_{code}"] else int(values[f"rate_{code}"] * 1_000_000)
                )
                for code in self.currencies
            },
            "answers": self._answers(),
            "values": self._values(),
        }

    def _values(self) -> dict[str, dict[str, str]]:
        values: dict[str, dict[str, str]] = {}
        for word in self.words:
            if chosen := self.cleaned_data[word["field"].name]:
                values.setdefault(word["key"], {})[word["text"]] = chosen
        return values

    def _answers(self) -> dict[str, dict[str, str]]:
        answers: dict[str, dict[str, str]] = {}
        for name, kind, column in self.questions:
            answers.setdefault(kind, {})[column] = self.cleaned_data[name]
        return answers

    @property
    def asked(self) -> list:
        """The questions about columns, in the order of the file."""
        return [self[name] for name, _kind, _column in self.questions]

    @property
    def money(self) -> list[dict]:
        """The two questions of each currency, side by side."""
        return [
            {"code": code, "rate": self[f"rate_{code}"], "same": self[f"same_{code}"]}
            for code in self.currencies
        ]


def _other_reading(example: str) -> str:
    """1.800 as a whole number: 1 800."""
    return re.sub(r"(\d)[.,](\d{3})\b", "\\1\u202f\\2", example)


def categories() -> list[tuple[int, str]]:
    """Our tree as choices, deeper levels further in; forbidden branches left out."""
    choices = []
    barred = ""
    # a path begins with its parent's, so that a forbidden category hides all beneath it
    for category in Category.objects.order_by("path"):
        if barred and category.path.startswith(barred):
            continue
        if category.policy == Category.Policy.FORBIDDEN:
            barred = category.path
            continue
        choices.append((category.pk, "\u2003" * (category.depth - 1) + category.label))
    return choices


def _checked_zip(file):
    if file:
        try:
            photos_zip.glance(file)
        except photos_zip.FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
    return file
