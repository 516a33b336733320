"""What templates need to show amounts, dates, icons, states, fields and figures."""

import re
from base64 import b64encode
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import chain

import lucide
from django import template
from django.conf import settings
from django.db.models import Model
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeData, mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from marketplace.shared import charts, facts, labels, language, policy, quotes, visitor
from marketplace.shared.elision import de, que
from marketplace.shared.palette import colours, icons, marks, tokens
from marketplace.shared.palette.choices import HOUSE, Traits
from marketplace.shared.states import States, state_of, tone_of

register = template.Library()

# 10 000 €, 10.000 euros, 37 500,50 EUR
CAPITAL = re.compile(r"(\d{1,3}(?:[\s.]?\d{3})*)(?:,(\d{2}))?\s*(?:€|euros?|EUR)", re.IGNORECASE)
NARROW = "\u202f"
NO_BREAK = "\u00a0"
FIRST = re.compile(r"(?<![^ ])1(?= [a-zéû]|$)")  # a day alone, before its month
LOOSE = re.compile(r"(«)[ \u00a0]|[ \u00a0]([»;:!?])")


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _grouped(whole: int, separator: str) -> str:
    return f"{whole:,}".replace(",", separator)


@register.simple_tag
def house_name() -> str:
    """The house's name on a page that may ask nothing: errors are told while all is away."""
    return policy.name_at_hand()


@register.filter
def postage(cents) -> str:
    """What a delivery costs, in one word where it costs nothing: the same wherever it is read."""
    return money(cents) if cents else _("Offerte")


@register.filter
def money(amount, currency: str = "EUR") -> str:
    """Cents or Money as a price: 1 234,50 € in French, €1,234.50 in English."""
    if amount is None or amount == "":
        return ""
    cents = getattr(amount, "cents", amount)
    sign, (whole, rest) = "\u2212" if cents < 0 else "", divmod(abs(int(cents)), 100)
    symbol = "€" if currency == "EUR" else currency
    if _french():
        return f"{sign}{_grouped(whole, NARROW)},{rest:02d}{NO_BREAK}{symbol}"
    return f"{sign}{symbol}{_grouped(whole, ',')}.{rest:02d}"


@register.filter
def minus(cents):
    """A sum that is taken off: {{ fee|minus|money }} is −2,62 €, and nothing at all is 0,00 €."""
    return -cents if cents else cents


@register.filter
def filesize(count) -> str:
    """The size of a file as people say it: 340 ko, 2,1 Mo; 340 kB in English."""
    kilos = max(round((count or 0) / 1000), 1)
    units = ("ko", "Mo") if _french() else ("kB", "MB")
    if kilos < 1000:
        return f"{kilos}{NO_BREAK}{units[0]}"
    megas = f"{kilos / 1000:.1f}".removesuffix(".0")
    return f"{megas.replace('.', ',') if _french() else megas}{NO_BREAK}{units[1]}"


@register.filter
def percent(bps) -> str:
    """Basis points as a percentage: 1250 → 12,5 %."""
    if bps is None or bps == "":
        return ""
    text = f"{int(bps) / 100:.2f}".rstrip("0").rstrip(".").replace("-", "\u2212")
    return f"{text.replace('.', ',')}{NO_BREAK}%" if _french() else f"{text}%"


@register.filter
def figure(number) -> str:
    """A whole number with its thousands apart: 12 345."""
    if number is None or number == "":
        return ""
    return _grouped(int(number), NARROW if _french() else ",")


@register.filter(is_safe=True)
def begun(text: str) -> str:
    """A line that begins with a capital, unless an address begins it: that is written as it is."""
    return text if "@" in str(text).split(" ", 1)[0] else capfirst(text)


@register.filter
def capital(text: str) -> str:
    """The capital of a company, which it writes in French, as the page's language writes amounts:
    5 000 € is €5,000; what is no such amount stands as it is.
    """
    written = CAPITAL.fullmatch(str(text).strip())
    if _french() or written is None:
        return text
    whole = _grouped(int(re.sub(r"\D", "", written[1])), ",")
    return f"€{whole}.{written[2]}" if written[2] else f"€{whole}"


@register.filter
def all_of(texts) -> str:
    """Several things in one sentence: a, b et c."""
    return get_text_list([str(text) for text in texts], _("et"))


@register.filter(is_safe=True)
def typeset(text: str) -> str:
    """Typed text with the no-break spaces of French print, as in « bon » and bon !"""
    told = LOOSE.sub(
        lambda mark: f"{mark[1]}{NARROW}" if mark[1] else f"{NARROW}{mark[2]}", str(text or "")
    )
    return language.Foreign(told) if isinstance(text, language.Foreign) else told


@register.filter
def in_lines(text: str) -> str:
    """The same, a line for each that was typed."""
    told = typeset(str(text or ""))
    lines = linebreaksbr(mark_safe(told) if isinstance(text, SafeData) else told)  # noqa: S308 - it was safe before
    if isinstance(text, language.Foreign):
        return format_html('<span lang="{}">{}</span>', text.lang, lines)
    return lines


register.filter("de", de)
register.filter("que", que)


@register.filter
def device(user_agent) -> str:
    """A browser and its system in plain words, from how it names itself."""
    return visitor.device(str(user_agent or ""))


@register.filter
def labelled(label, text) -> str:
    """A label before what it is about, with the colon of the reader's language."""
    return labels.labelled(label, text)


@register.filter
def bare(text: str) -> str:
    """A title as it stands between our quotation marks: its own are not doubled."""
    return quotes.bare(str(text or ""))


register.filter("unnamed", language.unnamed)


@register.filter
def lang(code: str) -> str:
    """What an element says of its language: `<h1{{ product.heading.lang|lang }}>`; nothing where it
    is the page's own.
    """
    return format_html(' lang="{}"', code) if code else ""


@register.filter
@lru_cache(maxsize=256)
def swatch(colour: str) -> str:
    """A colour (#2c4a7c) as a dot before its name, which alone says it; no colour, no dot."""
    return (
        format_html(
            '<svg class="swatch" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
            '<circle cx="7" cy="7" r="6.5" fill="{}" stroke="currentColor" stroke-opacity=".3"/>'
            "</svg>",
            colour,
        )
        if colour
        else ""
    )


@lru_cache(maxsize=256)
def _drawn(name: str, size: int) -> str:
    return lucide._render_icon(
        name, size, aria_hidden="true", focusable="false", **{"class": "icon"}
    )


@register.filter(name="icon")
def icon_filter(name: str, size: int = 20) -> str:
    """A lucide drawing, hidden from screen readers: {{ "truck"|icon }}."""
    return mark_safe(_drawn(str(name), int(size)))  # noqa: S308 (lucide's own drawing)


@register.simple_tag(name="icon")
def icon_tag(name: str, size: int = 20) -> str:
    """The same as a tag, with a size: {% icon "truck" 16 %}."""
    return mark_safe(_drawn(str(name), int(size)))  # noqa: S308 (lucide's own drawing)


def _local(moment):
    return (
        timezone.localtime(moment)
        if isinstance(moment, datetime) and timezone.is_aware(moment)
        else moment
    )


@register.filter
def day(moment) -> str:
    """A day in words: mardi 2 décembre, with the year when it is another one."""
    if not moment:
        return ""
    moment = _local(moment)
    this_year = moment.year == timezone.localdate().year
    return first_of_month(date_format(moment, "l j F" if this_year else "l j F Y"))


@register.filter
def dated(moment) -> str:
    """A day with its year: 1er décembre 2026."""
    if not moment:
        return ""
    return first_of_month(date_format(_local(moment), "j F Y"))


def first_of_month(text: str) -> str:
    """A day in words, whose first of the month French calls « 1er »."""
    return FIRST.sub("1er", text, count=1) if _french() else text


@register.filter
def sized(picture, width: int) -> str:
    """The address of a public picture, at most so many pixels wide (a width `media` knows).

    Of one whose sizes the worker cut, it is the one cut for that width.
    """
    at = getattr(getattr(picture, "instance", None), "size_url", None)
    if at is not None and (own := at(width)):
        return own
    url = str(getattr(picture, "url", picture))
    apart = not url.startswith(settings.MEDIA_URL) or "/sizes/" in url
    return url if apart else f"{url}?l={width}"


@register.filter
def srcset(picture, widths: str) -> str:
    """The addresses of a picture of which a browser chooses, none said wider than it is."""
    own = getattr(getattr(picture, "instance", None), "width", 0)
    told = []
    for width in map(int, widths.split()):
        told.append(f"{sized(picture, width)} {min(width, own) if own else width}w")
        if own and own <= width:
            break
    return ", ".join(told)


@register.filter
def between(first, last) -> str:
    """Two days as a promise: entre le lundi 1er et…; one day when they are the same.

    A month that both share is said once: entre le vendredi 4 et le mardi 8 décembre.
    """
    if first == last:
        return _("le %(day)s") % {"day": day(first)}
    start, end = _local(first), _local(last)
    shared = (start.year, start.month) == (end.year, end.month)
    opening = first_of_month(date_format(start, "l j")) if shared else day(first)
    return _("entre le %(first)s et le %(last)s") % {"first": opening, "last": day(last)}


@register.filter
def when(moment) -> str:
    """A day and an hour: mardi 2 décembre à 14 h 05; in English at 14:05."""
    if not moment:
        return ""
    if not isinstance(moment, datetime):
        return day(moment)
    return _("%(day)s à %(hour)s") % {
        "day": day(moment),
        "hour": hour(moment),
    }


@register.filter
def written(text) -> str:
    """What a seller wrote and nobody translated, said to be French on an English page."""
    return language.written(str(text or ""))


@register.simple_tag
def in_french(unless: str = "") -> str:
    """What an element says of its language that holds words which nobody translated:
    `<p{% in_french %}>`; `unless` is the English that stands there instead.
    """
    return "" if unless or _french() else lang("fr")


@register.filter
def shipped(text) -> str:
    """Words that the house ships with, in the reader's language."""
    return language.shipped(str(text or ""))


@register.filter
def stamped(moment) -> str:
    """A day with its year and an hour, for what is read years later: 2 décembre 2026 à 14 h 05."""
    if not moment:
        return ""
    return _("%(day)s à %(hour)s") % {"day": dated(moment), "hour": hour(moment)}


@register.filter
def hour(moment) -> str:
    """An hour of the clock: 14 h 05 in French, 14:05 in English."""
    if not moment:
        return ""
    pattern = f"G{NO_BREAK}\\h{NO_BREAK}i" if _french() else "H:i"
    return date_format(_local(moment), pattern)


@register.filter
def siren(number) -> str:
    """A company's number as it is printed: 732 829 320; anything else as it stands."""
    text = str(number or "")
    if not re.fullmatch(r"\d{9}", text):
        return text
    return NARROW.join((text[:3], text[3:6], text[6:]))


@register.filter
def since(moment, at=None) -> str:
    """How long ago, in one unit: il y a 3 jours."""
    if not moment:
        return ""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min, timezone.get_current_timezone())
    gap = (at or timezone.now()) - moment
    if gap < timedelta(0):
        return _("dans %(time)s") % {"time": span(-gap)}
    if gap < timedelta(minutes=1):
        return _("à l'instant")
    return _("il y a %(time)s") % {"time": span(gap)}


def span(gap: timedelta) -> str:
    """How long something lasts, in one unit: 3 jours."""
    minutes = int(gap.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", max(minutes, 1)) % max(minutes, 1)
    if minutes < 24 * 60:
        return ngettext("%d heure", "%d heures", minutes // 60) % (minutes // 60)
    days = minutes // (24 * 60)
    if days < 60:
        return ngettext("%d jour", "%d jours", days) % days
    if days < 730:
        return ngettext("%d mois", "%d mois", days // 30) % (days // 30)
    return ngettext("%d an", "%d ans", days // 365) % (days // 365)


@register.filter
def lasting(minutes) -> str:
    """How long a measured median is, rounded up: 45 minutes, 18 heures, 2,3 jours."""
    if minutes is None or minutes == "":
        return ""
    if minutes <= 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours = -(-minutes // 60)
    if hours < 48:
        return ngettext("%d heure", "%d heures", hours) % hours
    whole, tenth = divmod(-(-minutes * 10 // (24 * 60)), 10)
    said = f"{whole}{',' if _french() else '.'}{tenth}" if tenth else str(whole)
    return _("%(days)s jours") % {"days": said}


@register.simple_tag
def badge(state, label: str = "", tone: str = "", column: str = "state", reader: str = "") -> str:
    """A state as a coloured word: {% badge order %} or {% badge seller column="kyc_state" %} for a
    row, {% badge "late" _("En retard") "danger" %} for what no column holds. A row whose `overlay`
    says what its state leaves out, such as a suspension, is shown by that. A state is amber where
    its `reader` must act: a buyer is named, others are known (`states.py: tone_of`).
    """
    if isinstance(state, Model):
        over = getattr(state, "overlay", None) if column == "state" else None
        if over is not None and not label:
            state, label, tone = over
        else:
            state = state_of(state, column)
    return format_html(
        '<span class="badge" data-state="{}" data-tone="{}">{}</span>',
        state,
        tone or (tone_of(state.meaning, reader) if isinstance(state, States) else "quiet"),
        capfirst(label or getattr(state, "label", state)),
    )


@register.filter
def reason(text) -> str:
    """Why something happened, in the reader's language where the sentence is ours or a code."""
    return facts.reason(str(text or ""))


@register.filter
def why(fact) -> str:
    """Why a fact happened, or what it brought, in the reader's language."""
    return facts.why(fact.name, fact.data, fact.because)


@register.simple_tag
def rating(score, count: int = 0) -> str:
    """Stars with their figure: 4,6 (128 avis). `score` is out of five."""
    return _stars(round(float(score), 1), int(count or 0), get_language()) if score else ""


@lru_cache(maxsize=2048)
def _stars(score: float, count: int, _language: str) -> str:
    text = f"{score:.1f}".replace(".", "," if _french() else ".")
    counted = ngettext("%d avis", "%d avis", count) % count if count else ""
    return format_html(
        '<span class="rating" data-halves="{}"><span class="visually-hidden">{}</span>'
        '<span class="stars" aria-hidden="true"></span> <span'
        ' aria-hidden="true">{}</span>{}</span>',
        min(10, max(0, round(score * 2))),
        _("Noté %(score)s sur 5") % {"score": text},
        text,
        format_html(' <span class="count">({})</span>', counted) if counted else "",
    )


@register.inclusion_tag("components/field.html")
def field(bound, hint: str = "", width: str = "", label: str = "", **attrs):
    """One form field: label above, help, error, and any widget attribute (autocomplete="email")."""
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    kind = (
        getattr(bound.field.widget, "input_type", "") or type(bound.field.widget).__name__.lower()
    )
    grouped = bound.use_fieldset
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs) if attrs else bound,
        "kind": kind,
        "hint": hint,
        "label": label or bound.label,
        "width": width,
        "grouped": grouped,
        "inline": kind == "checkbox" and not grouped,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(*forms):
    """The summary of what is wrong, each line a link to its field; silent when all is well.

    A page of many rows gives a list of their forms.
    """
    lines = []
    for form in chain.from_iterable(f if isinstance(f, list) else [f] for f in forms):
        if not form or not form.is_bound:
            continue
        lines += [{"text": error, "href": ""} for error in form.non_field_errors()]
        for bound in form:
            # a hidden field is nowhere to go to
            anchor = "" if bound.is_hidden else f"#{bound.id_for_label or bound.auto_id}"
            lines += [
                {"label": bound.label, "text": error, "href": anchor} for error in bound.errors
            ]
    return {"lines": lines}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, name: str = "page"):
    """'Voir plus' and page links that keep the other parameters of the address."""
    request = context.get("request")
    return {
        "page": page,
        "links": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "ellipsis": page.paginator.ELLIPSIS,
        "stem": _stem(request, name),
    }


def _stem(request, name: str) -> str:
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop(name, None)
    rest = query.urlencode()
    return f"?{rest}&{name}=" if rest else f"?{name}="


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """This address's parameters with some changed; None or '' takes one away."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return "?" + params.urlencode()


@register.simple_tag(takes_context=True)
def current(context, url: str, deep: bool = False) -> str:  # noqa: FBT001, FBT002 (a template's flag)
    """aria-current for a menu link that leads to this page (or, deep, to a parent of it)."""
    request = context.get("request")
    if not request or not url:
        return ""
    here = request.path == url or (deep and request.path.startswith(url))
    return mark_safe(' aria-current="page"') if here else ""


@register.simple_tag
def brand_tokens(brand=None) -> str:
    """The custom properties and the letters of the look in force, with readable accents."""
    return mark_safe(tokens.page(_traits(brand)))  # noqa: S308 (numbers and names of ours)


@register.simple_tag
def brand_letters(brand=None) -> list[str]:
    """The files of letters that a page of this look needs at once."""
    return tokens.preloaded(_traits(brand))


@register.simple_tag
def brand_mark(brand=None) -> str:
    """The lines of the mark that stands beside the name, in a square of 32."""
    return marks.lines(_traits(brand).mark)


@register.simple_tag
def brand_colours(brand=None) -> dict[str, str]:
    """The papers of the look by day and by night, for what asks a colour outside of stylesheets."""
    traits = _traits(brand)
    return {"day": colours.by_day(traits)["paper"], "night": colours.by_night(traits)["paper"]}


@register.simple_tag
def brand_stamp(brand=None) -> str:
    """Names a look: the address of an icon bears it, so that another look is another address."""
    return icons.stamp(brand) if hasattr(brand, "worn") else ""


@register.simple_tag
def brand_sign(brand=None) -> str:
    """The sign of the house as data that a document holds: it may fetch nothing."""
    if hasattr(brand, "worn") and (brand.icon or brand.logo):
        kind, content = "png", icons.png(brand, icons.SIDES[1])
    else:
        kind, content = "svg+xml", marks.drawing(_traits(brand)).encode()
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def _traits(brand) -> Traits:
    return getattr(brand, "traits", HOUSE)


@register.simple_tag
def bar_chart(rows, label: str = "", unit: str = "figure", height: int = 220):
    """Upright bars from (label, value) pairs, with their table for screen readers."""
    return charts.bars(list(rows), label=label, show=_shown(unit), height=height)


@register.simple_tag
def line_chart(rows, label: str = "", unit: str = "figure", height: int = 220):
    """One line from (label, value) pairs, with its table for screen readers."""
    return charts.line(list(rows), label=label, show=_shown(unit), height=height)


@register.simple_tag
def sparkline(values, label: str = ""):
    """A small line without axes, next to a figure that says the value."""
    return charts.spark(list(values), label=label)


def _shown(unit: str):
    return {"money": money, "percent": percent}.get(unit, figure)


@register.simple_tag
def attributes(**attrs) -> str:
    """HTML attributes from keyword arguments; underscores become dashes, False disappears."""
    return flatatt(
        {name.replace("_", "-"): value for name, value in attrs.items() if value not in (None, "")}
    )


def _unmarked(text: str) -> str:
    """A text whose language its element says."""
    return str(text) if hasattr(text, "lang") else text


@register.simple_tag(name="facts")
def fact_lines(lines) -> str:
    """The lines of a list of facts, each a name with its text, and the language of what is told in
    another one.
    """
    return format_html_join(
        "\n",
        "<dt{}>{}</dt>\n<dd{}>{}</dd>",
        (
            [part for text in line for part in (lang(getattr(text, "lang", "")), _unmarked(text))]
            for line in lines
        ),
    )


@register.filter
def fact_label(fact):
    """What happened, in the reader's words."""
    return facts.title(fact)
