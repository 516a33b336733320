"""The file of a prospect in the console: who it is, what was said, the application."""

from __future__ import annotations

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.labels import plainly
from marketplace.shared.templatetags.ui import badge, when
from sellers.models import Prospect
from sellers.prospects.prospects import ASKED, INVITED

MARKS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


def of_prospect(row: Prospect) -> Dossier:
    """All that is kept of somebody; of who was erased, that they were."""
    return Dossier(
        title=str(row),
        who=row.email,
        badges=[badge(row)],
        says=_says(row),
        main=[_words(row)] if row.words else [],
        beside=[_who(row), _source(row)],
        rows=[row],
        lead=[row],
    )


def _says(row: Prospect) -> list:
    if row.erased_at:
        said = _("Ce qui disait qui c'était est effacé depuis le {day} ; le reste sert à compter.")
        return [said.format(day=when(row.erased_at))]
    return []


def _who(row: Prospect) -> Panel:
    link = '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>'
    return Panel(
        title=_("Qui"),
        rows=[
            (_("Nom"), row.name),
            (_("Entreprise ou atelier"), row.company),
            (_("Adresse e-mail"), row.email),
            (_("Téléphone"), row.phone),
            (_("Ville ou code postal"), row.place),
            (_("Fait ou vend"), row.makes),
            (_("Rayons"), ", ".join(row.aisles)),
            (_("Site"), format_html(link, row.site, row.site) if row.site else ""),
            (_("Langue"), _language(row)),
        ],
    )


def _language(row: Prospect) -> str:
    return _("anglais") if row.language == "en" else _("français")


def _source(row: Prospect) -> Panel:
    marks = " · ".join(row.source[mark] for mark in MARKS if row.source.get(mark))
    return Panel(
        title=_("D'où il vient"),
        rows=[
            (_("Page"), row.source.get("page", "")),
            (_("Campagne"), marks),
            (_("Première demande le"), when(row.asked_at)),
            (_("Dernier contact le"), when(row.heard_at)),
            (_("Invité à candidater le"), when(row.invited_at) if row.invited_at else ""),
            (_("Candidature"), places.link(row.seller, str(row.seller)) if row.seller else ""),
            (_("Ce qui lui était dit"), row.consent_text),
        ],
    )


def _whole(word: dict, row: Prospect) -> str:
    """A message with what it says of who writes, where another one might say otherwise."""
    is_alone = sum(1 for one in row.words if one["kind"] == ASKED) == 1
    if is_alone or not word.get("told"):
        return word["text"]
    names = {
        "name": _("Nom"),
        "company": _("Entreprise ou atelier"),
        "phone": _("Téléphone"),
        "place": _("Ville ou code postal"),
        "makes": _("Fait ou vend"),
        "aisles": _("Rayons"),
        "site": _("Site"),
    }
    lines = [
        plainly(names[name], ", ".join(said) if isinstance(said, list) else said)
        for name, said in word["told"].items()
        if name in names
    ]
    return "\n".join([*filter(None, [word["text"]]), *lines])


def _words(row: Prospect) -> Panel:
    titles = {ASKED: _("A écrit"), INVITED: _("Invité à candidater")}
    return Panel(
        title=_("Échanges"),
        rows=[
            (
                _("{what}, {day}").format(
                    what=titles.get(word["kind"], _("Noté")), day=when(parse_datetime(word["at"]))
                ),
                format_html_join(
                    "",
                    '<p class="preline">{}</p>{}',
                    [(_whole(word, row), f"– {word['by']}" if word["by"] else "")],
                ),
            )
            for word in reversed(row.words)
        ],
    )
