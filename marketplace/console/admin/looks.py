"""The console's pages about how the house looks: what comes with the code, drafts, versions."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.console import sights
from marketplace.shared import files, kept_files, looks, pdf, policy
from marketplace.shared.admin import House, Page, Verb, facts_of, present, register
from marketplace.shared.models import Look, LookState
from marketplace.shared.palette import choices, colours, marks, shipped
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge

ROLE = "editorial"
ROOM = {"logo": (960, 240), "logo_night": (960, 240), "icon": (512, 512)}  # pixels
LEAST = {"logo": 64, "logo_night": 64, "icon": 180}  # of the shorter side: screens are dense
DIALS = ("chroma", "light", "dark")
COLOUR = ("hue", *DIALS)
NO_LOGO = _(
    "Ce fichier n'est pas une image que nous prenons : envoyez un PNG, un JPEG ou un WebP. Un SVG"
    " s'exporte d'abord en PNG."
)
TOO_SMALL = _(
    "Cette image fait {width} × {height} pixels : il en faut au moins {least} sur le petit côté."
)
SHOWN = 30  # versions that the page tells of


class LookForm(forms.ModelForm):
    """A draft; its pictures are checked and re-encoded, its colour must be readable."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Look
        fields = (
            "name",
            *COLOUR,
            "neutrals",
            "fonts",
            "radius",
            "pattern",
            "pictures",
            "mark",
            "logo",
            "logo_night",
            "icon",
        )
        widgets = {
            name: forms.NumberInput(attrs={"min": least, "max": most})
            for name, least, most in (
                ("hue", 0, 360),
                ("chroma", 0, 100),
                ("light", 15, 70),
                ("dark", 60, 96),
                ("radius", 0, 24),
            )
        }
        # Django's own would open a picture before the kit has looked at its head
        field_classes = dict.fromkeys(choices.PICTURES, kept_files.FileField)
        help_texts = {
            "logo": _(
                "Un PNG, un JPEG ou un WebP d'au moins 64 pixels sur le petit côté. Sans logo,"
                " les pages montrent le signe et le nom."
            ),
            "logo_night": _(
                "Comme celui de jour. Sans lui, un logo transparent repose la nuit sur un fond"
                " clair."
            ),
            "icon": _(
                "Pour les onglets et l'écran d'accueil des téléphones : un PNG, un JPEG ou un WebP"
                " d'au moins 180 pixels de côté. Sans elle, c'est le logo, ou le signe."
            ),
        }

    def __init__(self, *args: Any, **values: Any):
        super().__init__(*args, **values)
        self.initial["revision"] = self.instance.revision
        for name in choices.NAMES:
            self.fields[name].widget.attrs["data-seen"] = ""  # what windows are drawn anew for
        self.proposed: dict[str, int] = {}

    def clean_logo(self):
        return self._picture("logo")

    def clean_logo_night(self):
        return self._picture("logo_night")

    def clean_icon(self):
        return self._picture("icon")

    def _picture(self, name: str):
        """An uploaded picture as our own re-encoding; one that is there already is left alone."""
        given = self.cleaned_data[name]
        if not isinstance(given, UploadedFile):
            return given
        given.seek(0)
        try:
            picture = files.read_picture(given.read(), least=LEAST[name], most=ROOM[name])
        except files.NotAnImage as refusal:
            raise forms.ValidationError(NO_LOGO) from refusal
        except files.ImageTooSmall as refusal:
            raise forms.ValidationError(TOO_SMALL.format(**refusal.values)) from refusal
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        size = f"{picture.width}x{picture.height}"
        called = f"logo-{size}-{picture.sha256[:12]}.{picture.extension}"
        return ContentFile(picture.content, called)

    def clean(self):
        """Refuse a colour that cannot be read; propose the nearest that can."""
        values = super().clean()
        if self.errors:
            return values
        tried = choices.Traits(**{name: values[name] for name in choices.NAMES})
        try:
            looks.check(tried)
        except Refusal as refusal:
            self.add_error(None, str(refusal))
            self.proposed = looks.nearest(tried)
        return values


@register(Look)
class LookAdmin(House):
    """How the house looks: tried, compared, put in force, returned to."""

    role = ROLE
    ordering = ("-number",)
    verbs = (
        Verb(
            "put",
            _("Mettre en vigueur"),
            lambda row, request, data: _put(row, request),
            role=ROLE,
            tone="positive",
            when=lambda row: row.state in (LookState.DRAFT, LookState.PAST),
            sentence=_(
                "Boutique, espaces, lettres, documents et cartes la portent aussitôt. Celle d'avant"
                " reste ici, pour y revenir."
            ),
            beside=lambda row: ("admin/looks/_changes.html", _changes(row)),
        ),
        Verb(
            "discard",
            _("Abandonner le brouillon"),
            lambda row, request, data: looks.discard(row, **present(request)),
            role=ROLE,
            tone="danger",
            when=lambda row: row.state == LookState.DRAFT,
            done=_("Le brouillon est abandonné."),
        ),
    )
    pages = (
        Page("essayer/", "try", "try_out", role=ROLE),
        Page("brouillon/", "begin", "begin", role=ROLE),
        Page("livree/<slug:key>/<str:surface>/", "sample", "sample", role=ROLE),
        Page("<int:pk>/dessiner/", "draw", "draw", role=ROLE),
        Page("<int:pk>/voir/<str:surface>/", "sight", "sight", role=ROLE),
    )

    def changelist_view(self, request, extra_context=None):
        """What is in force, what comes with the code, and every version."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        standing = looks.in_force()
        versions = list(Look.objects.select_related("written_by").order_by("-number")[:SHOWN])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _now("Identité visuelle"),
            "standing": standing,
            "brand": policy.brand(),
            "shipped": [_sample(each) for each in shipped.every().values()],
            "worn": policy.brand().traits,
            "versions": [
                {
                    "look": each,
                    "badge": badge(each),
                    "url": self._at("draw", each),
                    "put": self._at("put", each) if each.state == LookState.PAST else "",
                    "mark": marks.lines(each.mark),
                    "colours": _dots(each.traits),
                }
                for each in versions
            ],
        }
        return render(request, "admin/looks/list.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the page where a version is seen."""
        row = self.get_object(request, object_id)
        if row is None or request.method != "GET" or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(self._at("draw", row))

    def try_out(self, request: HttpRequest) -> HttpResponse:
        """Open a draft of a look that comes with the code."""
        if request.method != "POST":
            return redirect(self._list(""))
        try:
            look = looks.try_out(request.POST.get("key", "")[:20], **present(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self._list(""))
        return redirect(self._at("draw", look))

    def begin(self, request: HttpRequest) -> HttpResponse:
        """Open a draft like a version, or like what is in force."""
        if request.method != "POST":
            return redirect(self._list(""))
        asked = request.POST.get("like", "")[:9]
        like = Look.objects.filter(pk=int(asked)).first() if asked.isdecimal() else None
        look = looks.begin(like=like, **present(request))
        return redirect(self._at("draw", look))

    def draw(self, request: HttpRequest, row: Look) -> HttpResponse:
        """A version with what it would do to every surface; a draft beside its form."""
        if request.method != "POST":
            return self._drawn(request, row, LookForm(instance=row), row.traits)
        if row.state != LookState.DRAFT:
            messages.warning(request, str(looks.NotADraft()))
            return redirect(self._at("draw", row))
        sent = _sent(request)
        seen = _tried(sent, row.traits)
        files_sent = kept_files.sent(request)
        form = LookForm(sent, files_sent, instance=Look.objects.get(pk=row.pk))
        wish = request.POST.get("do", "")
        if wish != "see" and form.is_valid() and self._kept(request, row, form):
            # everywhere at once: it is confirmed on a page of its own
            if wish == "put":
                return redirect(self._at("put", row))
            messages.success(
                request, _now("Le brouillon est enregistré ; rien n'a changé en boutique.")
            )
            return redirect(self._at("draw", row))
        return self._drawn(request, row, form, seen)

    def _kept(self, request, row, form) -> bool:
        """Whether what was typed is written."""
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        fresh = Look.objects.get(pk=row.pk)
        written: list = []
        try:
            with files.bound(written):
                for name in choices.PICTURES:
                    values[name] = _stored(fresh, name, values[name], written)
                revision = form.cleaned_data["revision"]
                looks.write(row, values, revision=revision, **present(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
        return True

    def _drawn(self, request, row, form, seen) -> HttpResponse:
        is_draft = row.state == LookState.DRAFT
        asked = request.GET.get("theme", "")
        theme = asked if asked in sights.THEMES else ""
        told = urlencode({**_other(seen, row.traits), **({"theme": theme} if theme else {})})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": row.name,
            "look": row,
            "badge": badge(row),
            "form": form if is_draft else None,
            "proposed": form.proposed,
            "unseen": _is_unseen(form),
            "nearest": colours.accent(seen).told,
            "colours": _dots(seen),
            "told_apart": _changes(_in(row, seen)),
            "put": self._at("put", row) if row.state == LookState.PAST else "",
            "discard": self._at("discard", row) if is_draft else "",
            "theme": theme,
            "themes": [
                ("", _now("comme l'écran")),
                ("light", _now("de jour")),
                ("dark", _now("de nuit")),
            ],
            "surfaces": [
                {
                    "name": name,
                    "url": self._at("sight", row, key),
                    "is_picture": key == sights.CARD,
                    "is_paper": key == sights.PAPER,
                }
                for key, name in sights.SURFACES.items()
            ],
            "told": told,
            "print": self._at("sight", row, sights.PRINT),
            "back": self._list(""),
            "facts": facts_of(row),
        }
        return render(request, "admin/looks/draw.html", context)

    def sight(self, request: HttpRequest, row: Look, surface: str) -> HttpResponse:
        """A surface as it would be, with what the address adds to a draft."""
        seen = _tried(request.GET, row.traits) if row.state == LookState.DRAFT else row.traits
        return self._surface(request, surface, {**row.worn, **_values(seen)})

    def sample(self, request: HttpRequest, key: str, surface: str) -> HttpResponse:
        """A surface in a look that comes with the code."""
        if key not in shipped.every():
            raise Http404
        worn = _values(shipped.every()[key].traits) | dict.fromkeys(choices.PICTURES, "")
        return self._surface(request, surface, worn)

    def _surface(self, request, surface: str, worn: dict) -> HttpResponse:
        if surface not in sights.DRAWN:
            raise Http404
        asked = request.GET.get("theme", "")
        theme = asked if asked in sights.THEMES else ""
        try:
            return sights.draw(surface, request, sights.brand_in(worn), theme=theme)
        except pdf.NoRenderer:
            messages.error(request, _now("Cette machine ne sait pas encore faire de PDF."))
            return redirect(self._list(""))

    def _at(self, page: str, row: Look, *more: str) -> str:
        return reverse(f"admin:shared_look_{page}", args=[row.pk, *more])


def _put(row: Look, request: HttpRequest) -> HttpResponse:
    look = looks.put_in_force(row, **present(request))
    messages.success(request, _now("« {name} » est en vigueur partout.").format(name=look.name))
    return redirect("admin:shared_look_changelist")


def _changes(row: Look) -> dict[str, Any]:
    """What a version would change of what is in force."""
    standing = looks.in_force()
    is_other = standing is not None and standing.pk != row.pk
    return {
        "standing": standing,
        "changes": looks.changes(standing, row) if is_other else [],
    }


def _in(row: Look, seen: choices.Traits) -> Look:
    """The same version with what is tried on, to be looked at."""
    tried = copy(row)
    for name, value in _values(seen).items():
        setattr(tried, name, value)
    return tried


def _sent(request: HttpRequest) -> QueryDict:
    """What was typed; the nearest colour in its place where that was pressed."""
    sent = request.POST.copy()
    taken = request.POST.get("take", "")[:20].split("-")
    if len(taken) == len(DIALS) and all(part.isdecimal() for part in taken):
        for name, value in zip(DIALS, taken, strict=True):
            sent[name] = value
    return sent


def _tried(sent: QueryDict, standing: choices.Traits) -> choices.Traits:
    """The look as somebody types it: what cannot be is left as it stands."""
    values = _values(standing)
    for name in choices.NAMES:
        with suppress(ValidationError):
            if sent.get(name):
                values[name] = Look._meta.get_field(name).clean(sent[name][:40], None)
    return choices.Traits(**values)


def _values(seen: choices.Traits) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in choices.NAMES}


def _other(seen: choices.Traits, kept: choices.Traits) -> dict[str, Any]:
    """What differs from the draft as it is kept: an address of a preview adds it."""
    kept_values = _values(kept)
    return {name: value for name, value in _values(seen).items() if value != kept_values[name]}


def _is_unseen(form: LookForm) -> bool:
    """Whether a picture was chosen that the draft does not have yet: no preview can draw it."""
    if not form.is_bound:
        return False
    form.is_valid()  # so that what could be read is at hand
    return any(isinstance(form.cleaned_data.get(name), ContentFile) for name in choices.PICTURES)


def _stored(look: Look, name: str, given: Any, written: list) -> str:
    """The name of a picture's file: a new one is written before its row."""
    if not isinstance(given, ContentFile):
        return given.name if given else ""
    field = getattr(look, name)
    field.save(given.name, given, save=False)
    written.append(field)
    return field.name


def _sample(each: shipped.Shipped) -> dict:
    return {
        "look": each,
        "mark": marks.lines(each.traits.mark),
        "colours": _dots(each.traits),
        "sight": reverse("admin:shared_look_sample", args=[each.key, sights.SHOP]),
        "card": reverse("admin:shared_look_sample", args=[each.key, sights.CARD]),
    }


def _dots(seen: choices.Traits) -> list[str]:
    by_day, by_night = colours.by_day(seen), colours.by_night(seen)
    return [by_day["accent"], by_day["paper"], by_day["ink"], by_night["paper"], by_night["accent"]]
