"""The console's pages about the words of the house: its texts by place, its menus."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.tree import tree
from marketing.journal import addresses as journal
from marketing.models import Page as ComposedPage
from marketing.pages import addresses, live
from marketplace import menus
from marketplace.console import sayings
from marketplace.console.forms import MenuForm, SayingForm
from marketplace.shared import clock, differing, language, voice
from marketplace.shared.admin import House, Page, present, register
from marketplace.shared.folding import fold
from marketplace.shared.models import LegalText, Saying
from marketplace.shared.states import Refusal
from marketplace.shared.voice import FOOTER, HEADER, Place, Text

ROLE = "editorial"
SEE = "see"  # the button that shows what would be
SHOWN = 50  # versions that a history tells of
NAMES = {HEADER: _("Le menu du haut"), FOOTER: _("Le pied de page")}
ALL, CHANGED, ENGLISH = "", "changes", "anglais"
CHOICES = (
    (ALL, _("Tous les textes")),
    (CHANGED, _("Changés")),
    (ENGLISH, _("Sans anglais")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text of the list: what it says today, and since when."""

    name: str
    said: str
    seen: str
    row: Saying | None

    @property
    def is_own(self) -> bool:
        """Whether the operator's words stand instead of the house's."""
        return self.row is not None and not self.row.is_default

    @property
    def lacks_english(self) -> bool:
        """Whether it is said in French alone."""
        return sayings.lacks_english(self.row)


@register(Saying)
class SayingAdmin(House):
    """Every text that the house says in its own words, and its menus."""

    role = ROLE
    list_display = ("name", "number", "written_by", "written_at", "because")
    fields = ("name", "number", "text", "text_en", "because", "written_by", "written_at")
    pages = (
        Page("texte/<str:said>/", "write", "write", role=ROLE),
        Page("texte/<str:said>/revenir/", "back", "back", role=ROLE),
        Page("menu/<str:which>/", "menu", "menu", role=ROLE),
        Page("menu/<str:which>/revenir/", "menu_back", "menu_back", role=ROLE),
    )

    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        """Every text by the place where it is seen, not a row for each version."""
        asked, words = request.GET.get("etat", ALL), request.GET.get("q", "").strip()[:80]
        rows = _last_rows()
        now = clock.now()
        shown = [(place, _lines(place, rows, asked, fold(words))) for place in voice.places()]
        changed = [row for row in rows.values() if not row.is_default]
        return self._page(
            request,
            "admin/house/sayings.html",
            title=_now("Textes de la maison"),
            places=[(place, lines) for place, lines in shown if lines],
            menus=[
                (name, NAMES[name], rows.get(name), menus.dead(name, at=now))
                for name in voice.MENUS
            ],
            choices=[(value, label, value == asked) for value, label in CHOICES],
            asked=asked,
            words=words,
            changed=len(changed),
            lacking=sum(map(sayings.lacks_english, changed)),
            count=len(voice.texts()),
        )

    def write(self, request, said: str) -> HttpResponse:
        """Write a text in both languages; see first how it reads."""
        place, text = _known(said)
        former = sayings.last(said)
        stands = sayings.words_of(former, said)
        form = SayingForm(
            request.POST or None,
            place=place,
            text=text,
            stands=stands,
            initial={
                "text": stands[0],
                "text_en": stands[1],
                "seen": former.number if former else 0,
            },
        )
        shown, hints, status, meanwhile = stands, [], 200, None
        if form.is_bound and _checked(form, request):
            shown = form.cleaned_data["text"], form.cleaned_data["text_en"]
            hints = list(sayings.advice(shown, path=place.path(text)))
            if SEE not in request.POST:
                try:
                    answer = self._written(request, form, said, shown, hints)
                except sayings.ChangedMeanwhile:
                    typed, former = shown, sayings.last(said)
                    # what is read is what somebody else wrote, until this is sent over it
                    shown, hints = sayings.words_of(former, said), []
                    meanwhile = _overtaken(form, former, _both(shown, typed))
                    answer = None
                if answer:
                    return answer
                status = 409
        elif form.is_bound:
            status = 422
            typed = form.cleaned_data
            shown = typed.get("text") or stands[0], typed.get("text_en") or ""
        return self._page(
            request,
            "admin/house/saying.html",
            status=status,
            title=_now("Changer un texte"),
            form=form,
            place=place,
            text=text,
            said=said,
            shown=_filled(*shown),
            meanwhile=meanwhile,
            hints=hints,
            addresses=_addresses(place.path(text)),
            figures=_figures(text),
            versions=_versions(said, former),
            former=former,
        )

    def back(self, request, said: str) -> HttpResponse:
        """Say again what a version said."""
        _known(said)
        return self._brought_back(
            request, said, reverse(f"admin:{self.url_name('write')}", args=[said])
        )

    def menu(self, request, which: str) -> HttpResponse:
        """Write a menu: its lines, their order, their columns."""
        name = _menu(which)
        former = sayings.last(name)
        columns = sayings.columns_of(former, name)
        form = MenuForm(
            request.POST or None,
            menu=name,
            columns=columns,
            initial={"seen": former.number if former else 0},
        )
        status, seen, hints, meanwhile = 200, [], [], None
        if form.is_bound and _checked(form, request):
            typed = form.columns()
            hints = sayings.menu_advice(name, typed)
            if SEE in request.POST:
                seen = _seen(typed, name)
            else:
                try:
                    return self._menu_written(request, form, name, typed, hints)
                except sayings.ChangedMeanwhile:
                    former = sayings.last(name)
                    stood = sayings.columns_of(former, name)
                    pair = differing.pair(_now("Le menu"), _menu_words(stood), _menu_words(typed))
                    meanwhile = _overtaken(form, former, [pair])
                except Refusal as refusal:
                    form.add_error(None, str(refusal))
                status = 409
        elif form.is_bound:
            status = 422
        return self._page(
            request,
            "admin/house/menu.html",
            status=status,
            title=NAMES[name],
            form=form,
            which=which,
            is_footer=name == FOOTER,
            required=menus.REQUIRED if name == FOOTER else (),
            filled=_filled_lines(name),
            dead=menus.dead(name, at=clock.now()),
            seen=seen,
            hints=hints,
            meanwhile=meanwhile,
            destinations=_destinations(),
            versions=_menu_versions(name, former),
            former=former,
        )

    def _menu_written(self, request, form, name: str, columns: list[dict], hints) -> HttpResponse:
        sayings.write_menu(
            name,
            columns=columns,
            seen=form.cleaned_data["seen"] or 0,
            because=form.cleaned_data["because"],
            **present(request),
        )
        messages.success(request, _now("Le menu est en ligne."))
        for hint in hints:
            messages.warning(request, hint)
        return redirect(request.path)

    def menu_back(self, request, which: str) -> HttpResponse:
        """Put a former menu back."""
        own = reverse(f"admin:{self.url_name('menu')}", args=[which])
        return self._brought_back(request, _menu(which), own)

    def _written(self, request, form, said: str, shown, hints) -> HttpResponse | None:
        try:
            sayings.write(
                said,
                text=shown[0],
                text_en=shown[1],
                seen=form.cleaned_data["seen"] or 0,
                because=form.cleaned_data["because"],
                **present(request),
            )
        except sayings.ChangedMeanwhile:
            raise  # both are shown
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return None
        messages.success(request, _now("Le texte est en ligne."))
        for hint in hints:
            messages.warning(request, hint)
        return redirect(request.path)

    def _brought_back(self, request, name: str, own: str) -> HttpResponse:
        """Only what was sent by the page's button counts; whoever comes by hand reads the page."""
        number, seen = (request.POST.get(key, "")[:9] for key in ("number", "seen"))
        if request.method == "POST" and number.isdecimal() and seen.isdecimal():
            try:
                sayings.bring_back(name, int(number), seen=int(seen), **present(request))
                messages.success(request, _now("Ce texte est de nouveau en ligne."))
            except Refusal as refusal:
                messages.error(request, str(refusal))
        return redirect(own)

    def _page(self, request: HttpRequest, template: str, *, status: int = 200, **values):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "back": self._list(""),
            **values,
        }
        return render(request, template, context, status=status)


def _checked(form: SayingForm | MenuForm, request: HttpRequest) -> bool:
    """Whether what was typed may be said; to see how it reads, nobody must say why."""
    asked = [form.fields[name] for name in ("because", "fixed") if name in form.fields]
    for field in asked:
        field.required = SEE not in request.POST
    is_fine = form.is_valid()
    # before it is online, somebody must
    for field in asked:
        field.required = True
    return is_fine


def _overtaken(form: SayingForm | MenuForm, former: Saying | None, pairs: list) -> dict:
    """What another version says beside what was typed, which may be sent over it."""
    form.data = form.data.copy()
    form.data["seen"] = former.number if former else 0
    return differing.shown(pairs, before=_now("Enregistré"), after=_now("Vous avez écrit"))


def _both(stands: tuple[str, str], typed: tuple[str, str]) -> list[differing.Pair]:
    """A text as it stands beside what was typed, where they are not the same."""
    labels = (_now("Français"), _now("Anglais"))
    return [
        differing.pair(label, there, here)
        for label, there, here in zip(labels, stands, typed, strict=True)
        if there != here
    ]


def _seen(columns: list[dict], name: str) -> list[tuple[str, str, list]]:
    """A menu as each reader would get it: the language, its name, the columns with their entries;
    a line that the house fills in is told as what it becomes.
    """
    becomes, read = dict(_filled_lines(name)), []
    for code, named in (("fr", _now("En français")), ("en", _now("En anglais"))):
        with translation.override(code):
            made, _figures_named = menus.made(columns, at=clock.now())
            entries = [
                (column.said, [(link.said, becomes.get(link.to, "")) for link in column.links])
                for column in made
            ]
        read.append((code, named, entries))
    return read


def _known(name: str) -> tuple[Place, Text]:
    if name not in voice.texts():
        raise Http404
    return voice.texts()[name]


def _menu(which: str) -> str:
    if f"menu.{which}" not in voice.MENUS:
        raise Http404
    return f"menu.{which}"


def _last_rows() -> dict[str, Saying]:
    """The last version of everything that was ever changed."""
    last = Saying.objects.order_by().values("name").annotate(last=Max("pk")).values("last")
    return {row.name: row for row in Saying.objects.filter(pk__in=last)}


def _lines(place: Place, rows: dict[str, Saying], asked: str, words: str) -> list[Line]:
    """The texts of a place that were asked for."""
    lines = []
    for text in place.texts:
        name = f"{place.key}.{text.name}"
        french, english = sayings.words_of(rows.get(name), name)
        said = english if translation.get_language() == "en" and english else french
        line = Line(name=name, said=voice.filled(said) or said, seen=text.seen, row=rows.get(name))
        is_asked = {CHANGED: line.is_own, ENGLISH: line.lacks_english}.get(asked, True)
        if is_asked and (not words or words in fold(f"{name} {french} {english}")):
            lines.append(line)
    return lines


def _filled(french: str, english: str) -> tuple[str, str]:
    """A text as both readers get it, with the figures of now."""
    with translation.override("fr"):
        first = voice.filled(voice.typeset(french))
    with translation.override("en"):
        return first, voice.filled(english)


def _addresses(path: str) -> list[tuple[str, str]]:
    """Where a text is seen, in both languages."""
    if not path:
        return []
    return [
        (_now("Voir la page"), path),
        (_now("La même en anglais"), language.naming(path, "en")),
    ]


def _figures(text: Text) -> list[tuple[str, str, str]]:
    """The figures that a text may name: what they are, and what they are now."""
    return [
        (f"{{{figure.name}}}", str(figure.meaning), figure.said(figure.read()))
        for figure in voice.figures().values()
        if text.counts or not figure.counted
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A version of a history: what it said beside what was said before it."""

    row: Saying | None
    number: int
    shown: dict
    is_last: bool


def _versions(name: str, last: Saying | None) -> list[Past]:
    """The versions of a text, the newest first, down to the words of the house."""
    rows = [
        *Saying.objects.filter(name=name).select_related("written_by").order_by("-number")[:SHOWN],
        None,
    ]
    told = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        new, old = sayings.words_of(row, name), sayings.words_of(before, name)
        pairs = [
            differing.pair(label, old[place] if row else new[place], new[place])
            for place, label in enumerate((_now("Français"), _now("Anglais")))
        ]
        told.append(
            Past(
                row=row, number=row.number if row else 0, shown=_beside(pairs), is_last=row == last
            )
        )
    return told


def _menu_versions(name: str, last: Saying | None) -> list[Past]:
    rows = [
        *Saying.objects.filter(name=name).select_related("written_by").order_by("-number")[:SHOWN],
        None,
    ]
    told = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        new, old = (_menu_words(sayings.columns_of(each, name)) for each in (row, before))
        pairs = [differing.pair(_now("Le menu"), old if row else new, new)]
        told.append(
            Past(
                row=row, number=row.number if row else 0, shown=_beside(pairs), is_last=row == last
            )
        )
    return told


def _beside(pairs: list[differing.Pair]) -> dict:
    return differing.shown(pairs, before=_now("Avant"), after=_now("Après"))


def _menu_words(columns: list[dict]) -> str:
    """A menu as lines of words, to be compared."""
    lines = []
    for column in columns:
        lines += [column["title"]] if column["title"] else []
        for link in column["links"]:
            said = " / ".join(word for word in (link["label"], link["label_en"]) if word)
            lines.append(" → ".join(part for part in (said, link["to"]) if part))
    return "\n".join(lines)


def _filled_lines(name: str) -> list[tuple[str, str]]:
    """The lines that the house fills in, and what they become."""
    meanings = {
        menus.AISLES: _now("tous les rayons, dans l'ordre de l'arbre"),
        menus.MEDIATOR: _now(
            "le médiateur de la maison, tant qu'il traite les litiges des vendeurs"
        ),
    }
    return [(line, meanings[line]) for line, where in menus.FILLED.items() if name in where]


def _destinations() -> list[tuple[str, str]]:
    """The pages of ours that a menu may lead to, by address, with their names."""
    at = clock.now()
    fixed = [
        *(
            (one["to"], one["label"])
            for menu in voice.MENUS
            for column in menus.shipped(menu)
            for one in column["links"]
        ),
        (reverse("shop-help-sellers"), _now("Aide des vendeurs")),
        (reverse("shop-cart"), _now("Votre panier")),
    ]
    texts = [
        (reverse("shop-text", args=[kind]), str(label)) for kind, label in LegalText.Kind.choices
    ]
    aisles = [
        (place.url, place.label)
        for place in tree().by_path.values()
        if menus.leads(place.url, at=at)
    ]
    composed = [
        (addresses.path(page), page.name)
        for page in ComposedPage.objects.exclude(kind__in=addresses.ABOVE).order_by("name")
        if live.is_shown(page.kind, page.slug, at=at)
    ]
    kinds = [
        (journal.of_kind(kind), f"{_now('Le journal')} · {word}")
        for word, kind in journal.KINDS.items()
    ]
    every = [*fixed, *texts, *composed, *kinds, *aisles]
    return list({path: (path, name) for path, name in every if path.startswith("/")}.values())
