"""Words the house watches, whole, accents and case aside."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import BLOCK, LOOK, Finding, Sheet, around

RULE = "forbidden_words"
BLOCKED = _("Le mot « {word} » n'est pas admis sur la place de marché.")
WATCHED = _("Le mot « {word} » demande une relecture.")


def look(sheet: Sheet) -> list[Finding]:
    """Each watched word once a field, with the words around it."""
    pattern = sheet.context.words
    if pattern is None or not pattern.may_stand(sheet.words):
        return []
    findings = []
    for field, text, folded in sheet.texts:
        seen: set[str] = set()
        for match in pattern.finditer(folded):
            word = " ".join(match.group().split())
            if word in seen:
                continue
            seen.add(word)
            blocks = word in sheet.context.blocking
            if word in sheet.proven and not blocks:
                continue  # a label's proof was read
            excerpt, as_written = around(text, *match.span()), text[match.start() : match.end()]
            values = {"word": word, "note": sheet.context.notes.get(word, ""), "match": as_written}
            findings.append(
                Finding(
                    RULE,
                    BLOCK if blocks else LOOK,
                    field,
                    BLOCKED if blocks else WATCHED,
                    excerpt,
                    values,
                )
            )
    return findings
