"""What is typed of a text or a menu of the house."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace import menus
from marketplace.console import sayings
from marketplace.shared import clock, voice
from marketplace.shared.typed import MotiveField
from marketplace.shared.voice import FOOTER, HEADER, Place, Text

SPARE = 3  # empty lines below those of a menu
FAR = 1000


def _line(text: str) -> str:
    return " ".join(text.split())


class SayingForm(forms.Form):
    """A text in both languages, and why it changes."""

    text = forms.CharField(label=_("Français"), widget=forms.Textarea(attrs={"rows": 3}))
    text_en = forms.CharField(
        label=_("Anglais"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        help_text=_("Laissé vide, qui lit l'anglais lit le français, annoncé comme tel."),
    )
    holds = forms.BooleanField(
        label=_("L'anglais dit déjà cela : il ne change pas"), required=False
    )
    fixed = forms.BooleanField(
        label=_("Je sais que ce texte ne suivra plus la règle"),
        error_messages={
            "required": _(
                "Remettez le chiffre entre accolades, ou cochez que ce texte ne suivra plus la"
                " règle."
            )
        },
    )
    because = MotiveField(label=_("Pourquoi ce changement"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, place: Place, text: Text, stands: tuple[str, str], **options):
        super().__init__(*args, **options)
        self._ask_of_dropped(f"{place.key}.{text.name}")
        self.place, self.about, self.stands = place, text, stands
        for name in ("text", "text_en"):
            self.fields[name].max_length = text.most
            self.fields[name].widget.attrs["maxlength"] = text.most
            self.fields[name].validators.append(forms.CharField(max_length=text.most).validators[0])

    def _ask_of_dropped(self, name: str) -> None:
        """A text that stops naming a figure needs somebody who read what the rule says."""
        gone = sayings.dropped(name, self.data.get("text", "")) if self.is_bound else []
        if not gone:
            del self.fields["fixed"]
            return
        self.fields["fixed"].help_text = " ".join(
            _now("{name} a disparu : la règle en vigueur dit {value} ({meaning}).").format(
                name=f"{{{one.name}}}", value=one.said(one.read()), meaning=one.meaning
            )
            for one in gone
        )

    def clean_text(self) -> str:
        """One line whose figures are known and whose words the charter allows."""
        return self._checked("text")

    def clean_text_en(self) -> str:
        """The same in English."""
        return self._checked("text_en")

    def _checked(self, name: str) -> str:
        said = _line(self.cleaned_data[name])
        path = self.place.path(self.about)
        wrong = list(sayings.faults(said, path=path, counts=self.about.counts))
        if wrong:
            raise forms.ValidationError(wrong)
        return said

    def clean(self):
        """English that was written for other French words is kept only if somebody says so."""
        data = super().clean()
        french, english = data.get("text"), data.get("text_en")
        if french is None or english is None:
            return data
        stood_french, stood_english = self.stands
        is_stale = french != stood_french and english and english == stood_english
        if is_stale and not data.get("holds"):
            self.add_error(
                "text_en",
                _(
                    "Le français change et pas l'anglais : traduisez-le, videz-le, ou cochez qu'il"
                    " dit déjà cela."
                ),
            )
        elif english and voice.named(french) != voice.named(english):
            self.add_error(
                "text_en", _("Les deux langues doivent nommer les mêmes chiffres entre accolades.")
            )
        return data


class ColumnForm(forms.Form):
    """The title of a column of the footer."""

    title = forms.CharField(label=_("Titre"), max_length=menus.LABEL, required=False)
    title_en = forms.CharField(label=_("Titre (anglais)"), max_length=menus.LABEL, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.empty_permitted = False

    def clean(self):
        """Figures that are known, words the charter allows."""
        data = super().clean()
        for name, said in list(data.items()):
            for wrong in sayings.faults(said, path=""):
                self.add_error(name, wrong)
        return data


class LinkForm(forms.Form):
    """A line of a menu."""

    column = forms.TypedChoiceField(label=_("Colonne"), coerce=int, required=False, empty_value=1)
    rank = forms.IntegerField(label=_("Rang"), required=False, min_value=0, max_value=FAR)
    label = forms.CharField(label=_("Libellé"), max_length=menus.LABEL, required=False)
    label_en = forms.CharField(label=_("Libellé (anglais)"), max_length=menus.LABEL, required=False)
    to = forms.CharField(
        label=_("Mène à"),
        max_length=menus.ADDRESS,
        required=False,
        widget=forms.TextInput(attrs={"list": "pages-du-site", "spellcheck": "false"}),
    )
    gone = forms.BooleanField(label=_("Retirer"), required=False)

    def __init__(self, *args, menu: str, **options):
        super().__init__(*args, **options)
        # a line that is as it was counts too, whatever the browser says of their number
        self.empty_permitted = False
        self.menu = menu
        most = menus.MOST_COLUMNS if menu == FOOTER else 1
        self.fields["column"].choices = [(n, str(n)) for n in range(1, most + 1)]

    @property
    def is_dead(self) -> bool:
        """Whether what the line holds now leads nowhere any more."""
        return menus.is_dead(self.initial.get("to", ""), at=clock.now())

    @property
    def is_kept(self) -> bool:
        """Whether something of the line stays."""
        data = self.cleaned_data
        return not data.get("gone") and any(data.get(name) for name in ("label", "label_en", "to"))

    def clean_to(self) -> str:
        """A page that is there, an address elsewhere, or a line that the house fills in."""
        address = self.cleaned_data["to"].strip().removeprefix(settings.BASE_URL)
        if not address or self.data.get(self.add_prefix("gone")):
            return address
        if address in menus.FILLED and self.menu in menus.FILLED[address]:
            return address
        if address.startswith("https://"):
            if not _is_elsewhere(address):
                raise forms.ValidationError(_("Cette adresse n'est pas complète."))
            return address
        if not address.startswith("/") or menus.is_dead(address, at=clock.now()):
            raise forms.ValidationError(
                _(
                    "Cette adresse ne mène à aucune page ouverte à tous : choisissez-en une dans la"
                    " liste, ou écrivez une adresse complète qui commence par « https:// »."
                )
            )
        return address

    def clean(self):
        """Words for what is shown; a line of the header leads somewhere."""
        data = super().clean()
        if self.errors or not self.is_kept:
            return data
        address = data["to"]
        data["label"], data["label_en"] = _line(data["label"]), _line(data["label_en"])
        if address in menus.FILLED:
            data["label"] = data["label_en"] = ""
        elif not data["label"]:
            self.add_error("label", _("Écrivez les mots du lien."))
        if self.menu == HEADER and not address:
            self.add_error("to", _("Dites où mène cette entrée."))
        for name in ("label", "label_en"):
            for wrong in sayings.faults(data.get(name, ""), path=""):
                self.add_error(name, wrong)
        return data


def _is_elsewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return "." in parts.netloc and "@" not in parts.netloc and not set(address) & set(" <>\"'\\")


class MenuForm(forms.Form):
    """A menu: its columns and lines, and why it changes."""

    because = MotiveField(label=_("Pourquoi ce changement"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data=None, *, menu: str, columns: list[dict], **options):
        super().__init__(data, **options)
        self.menu = menu
        has_titles = menu == FOOTER
        self.titles = forms.formset_factory(
            ColumnForm, extra=0, max_num=menus.MOST_COLUMNS, absolute_max=menus.MOST_COLUMNS
        )(
            data,
            prefix="c",
            initial=[
                {name: columns[place][name] for name in ("title", "title_en")}
                if place < len(columns)
                else {}
                for place in range(menus.MOST_COLUMNS if has_titles else 0)
            ],
        )
        lines = [
            {**link, "column": place, "rank": rank * 10}
            for place, column in enumerate(columns, 1)
            for rank, link in enumerate(column["links"], 1)
        ]
        most = menus.MOST_LINKS + SPARE
        self.lines = forms.formset_factory(LinkForm, extra=SPARE, max_num=most, absolute_max=most)(
            data, prefix="l", initial=lines, form_kwargs={"menu": menu}
        )

    def is_valid(self) -> bool:
        """The reason, every title and every line, and what the law wants among them."""
        parts = [super().is_valid(), self.titles.is_valid(), self.lines.is_valid()]
        if not all(parts):
            return False
        for wrong in self._wrong(self.columns()):
            self.add_error(None, wrong)
        return not self.errors

    def columns(self) -> list[dict]:
        """The columns that were typed, as a version holds them."""
        titles = [
            {name: _line(form.cleaned_data.get(name, "")) for name in ("title", "title_en")}
            for form in self.titles
        ] or [{"title": "", "title_en": ""}]
        lines = [form.cleaned_data for form in self.lines if form.is_kept]
        made = []
        for place, title in enumerate(titles, 1):
            own = [line for line in lines if (line["column"] or 1) == place]
            own.sort(key=lambda line: FAR + 1 if line["rank"] is None else line["rank"])
            links = [{name: line[name] for name in ("label", "label_en", "to")} for line in own]
            if links:
                made.append({**title, "links": links})
        return made

    def _wrong(self, columns: list[dict]) -> Iterator[str]:
        links = [link for column in columns for link in column["links"]]
        if not links:
            yield _now("Un menu a au moins une entrée.")
        if len(links) > menus.MOST_LINKS:
            yield _now("Un menu a {most} entrées au plus.").format(most=menus.MOST_LINKS)
        if self.menu != FOOTER:
            return
        if sum(not column["title"] for column in columns) > 1:
            yield _now("Une seule colonne peut rester sans titre : elle porte le nom de la maison.")
        for one in menus.missing(columns):
            yield _now("La loi veut « {name} » au bas de chaque page ({law}).").format(
                name=one.name, law=one.law
            )
        legal = menus.REQUIRED[0]
        shown = [link["label"] for link in links if link["to"] == str(legal.to)]
        words = menus.SHIPPED[FOOTER][0][1][-1][0]
        if shown and words not in shown:
            yield _now(
                "Le lien de rétractation se dit « {words} », dans les mots de la loi ({law})."
            ).format(words=words, law=legal.law)
