"""No page, letter, text or seed promises what nothing here keeps.

Each line: how such a promise is recognised, why nothing keeps it, one that is refused and one that
is true. Whoever builds what is missing takes its line away.
"""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
BY_ANSWERING = r"(répond(ez|re|ant)|écrivez) .{0,20}(à|en réponse à) (ce|cet|notre|l['’])"
UNKEPT = [
    (
        r"\b(par|via|dans|sur|notre|la) (la )?messagerie|through (our|the) messag",
        "buyers and sellers have no messages: they have orders, complaints and addresses",
        "Les acheteurs vous écrivent par la messagerie.",
        "Regardez votre messagerie : un lien y est parti.",
    ),
    (
        r"\bnous (vous )?(répond|examin|trait|écriv|rappel|rembours)\w*[^.!?]{0,40}"
        r"\b(sous|en moins de|dans les|en) (\d+|une?|deux|trois|quarante)\b|"
        r"\bwe (answer|reply|examine)[^.!?]{0,30}\bwithin\b",
        "nothing measures how soon the operator's people answer",
        "Nous répondons sous deux jours ouvrés.",
        "Le vendeur expédie sous deux jours ouvrés.",
    ),
    (
        r"prochaine lettre|lettre (mensuelle|hebdomadaire)|(lettre|histoire|atelier)[^.]{0,40}"
        r"(chaque|une fois par) (mois|semaine)|(chaque|une fois par) (mois|semaine)\W{0,3}"
        r"(une? )?(lettre|atelier|histoire)|\b(next|monthly|weekly) (letter|newsletter)\b",
        "a story leaves when somebody sends it: no timetable does",
        "Une fois par mois : un atelier, quelques objets.",
        "Jamais plus d'une lettre par semaine.",
    ),
    (
        rf"(contest|réouv|rouvrir|lever la suspension|erronée)[^.]{{0,60}}{BY_ANSWERING}|"
        rf"{BY_ANSWERING}[^.]{{0,60}}(contest|réouv|rouvrir|erroné)",
        "a decision is contested on its page, which makes a row of a queue",
        "Vous pouvez contester cette décision en répondant à ce message.",
        "Une question ? Répondez à ce message.",
    ),
    (
        r"(examin\w*|relu\w*|décid\w*|tranch\w*|lu\w*) par (quelqu['’]un d['’]autre|une autre "
        r"personne)(?![^.]*quand l['’]équipe)|will be (examined|reviewed) by someone else",
        "where one person holds a role, nobody else can decide: the sentence must say so",
        "Votre recours sera examiné par quelqu'un d'autre.",
        "Elle est réexaminée par une autre personne, quand l'équipe en compte une.",
    ),
    (
        r"(nouveautés|nouveaux (produits|articles))[^.]{0,20}(chaque|"
        r"tous les) (semaine|jours?|mois)",
        "nobody makes goods arrive",
        "De nouveaux produits arrivent chaque semaine.",
        "Les nouveaux produits sont relus.",
    ),
    (
        r"service client (lit|la lit|le lit)?[^.]{0,30}\bvous répond|customer service[^.]{0,40}"
        r"\b(answers|replies to) you",
        "an outcome is noted on the declaration: no letter carries it",
        "Sinon, notre service client lit votre déclaration et vous répond.",
        "Sinon, notre service client lit votre déclaration.",
    ),
    (
        r"annoncée?s? (\w+ )?jours à l['’]avance|announced [\w ]+ days ahead",
        "nothing announces a change of the grid: it takes effect on its day",
        "Toute modification est annoncée quinze jours à l'avance.",
        "Une modification ne vaut que pour les commandes passées ensuite.",
    ),
    (
        r"versements (partent |envoyés |faits )?(chaque|tous les) lundis?|payouts every monday",
        "a run is prepared each Monday: it leaves once people approve it",
        "Versements chaque lundi, à partir de 10 €.",
        "Versements préparés chaque lundi ; ils partent une fois approuvés.",
    ),
    (
        r"facture rectifi[^.]{0,30}émis|corrected invoice[^.]{0,20}issued",
        "no verb corrects an invoice, but for the credit notes of refunds",
        "Un avoir et une facture rectifiée sont alors émis.",
        "Un remboursement a son avoir.",
    ),
    (
        r"\b(enfrein\w*|contraires? à|viol\w*) (à )?la charte\b",
        "decisions rest on the terms and the law, which the charter only puts in plain words",
        "Il enfreint la charte.",
        "Il enfreint l'article 3 des conditions.",
    ),
    (
        r"24 ?h(eures)? ?(/|sur) ?24|\b24 ?/ ?7\b|7 ?j(ours)? ?(/|sur) ?7|around the clock",
        "the customer service is people",
        "Joignables 24 h/24.",
        "Réponse attendue dans les 24 heures par l'acheteur.",
    ),
    (
        r"bientôt disponible|prochainement|arrive(nt)? bientôt|coming soon|"
        r"dans une prochaine version",
        "what is not built is not announced",
        "Le chat arrive bientôt.",
        "Article bientôt épuisé.",
    ),
    (
        r"satisfait ou remboursé|meilleur prix (garanti|du marché)|neutre en carbone|"
        r"best price guarantee",
        "a commercial claim that nothing here measures",
        "Satisfait ou remboursé.",
        "Vous êtes remboursé par le même moyen de paiement.",
    ),
]


def found(text: str) -> list[str]:
    """The reasons for which a text may not be shown."""
    plain = " ".join(text.split())
    return [why for sign, why, _bad, _good in UNKEPT if re.search(sign, plain, re.IGNORECASE)]


@pytest.mark.parametrize("line", UNKEPT, ids=lambda line: line[1][:40])
def test_each_sign_tells_an_untrue_promise_from_a_true_one(line):
    _sign, why, untrue, true = line
    assert why in found(untrue)
    assert found(true) == []


def test_nothing_that_people_read_promises_what_nothing_keeps():
    said = [(place, text) for place, text in _shown() if "\n\n" not in text]
    said += [
        (place, clause)
        for place, text in _shown()
        if "\n\n" in text
        for clause in text.split("\n\n")
    ]
    assert len(said) > 3000, "the words of the whole house"

    assert [(place, why, text) for place, text in said for why in found(text)] == []


@cache
def _shown() -> tuple[tuple[str, str], ...]:
    """Every text of templates, code, seeds and translations in use, with its place."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    shown: list[tuple[str, str]] = []
    for name in names:
        path = ROOT / name
        if name.startswith(("tests/", "locale/", "docs/", "bin/")) or "/migrations/" in name:
            continue
        if name.startswith("templates/") and path.is_file():
            page = re.sub(r"{%-?.*?-?%}|{{.*?}}", _words_of_tag, path.read_text(), flags=re.DOTALL)
            page = re.sub(r"<[^>]+>|&#39;", lambda tag: "'" if tag[0] == "&#39;" else "\n\n", page)
            shown += [(name, piece) for piece in page.split("\n\n") if piece.strip()]
        elif name.endswith(".py") and path.is_file():
            shown += [(name, text) for text in _literals(ast.parse(path.read_text()))]
    known = {" ".join(text.split()) for _place, text in shown}
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file):
            for french, english in zip(_many(message.id), _many(message.string), strict=False):
                if " ".join(french.split()) in known:
                    shown.append(("locale/en", english))
    return tuple(shown)


def _words_of_tag(tag: re.Match) -> str:
    quoted = re.search(r'{%-?\s*translate\s+"([^"]*)"', tag[0])
    return f" {quoted[1]} " if quoted else " … "


def _literals(tree: ast.AST):
    """The strings of a module that are no docstrings."""
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) else None
        # three words are a term, a word that sheets may not use: no promise
        if isinstance(said, str) and id(node) not in silent and said.count(" ") > 2:
            yield said


def _many(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,)
