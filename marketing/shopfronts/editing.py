"""What the form of a shop's page sends: its blocks in their order, one gesture."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketing.blocks import arranging, typed
from marketing.blocks.registry import SHOP_KINDS
from marketing.blocks.typed import Block
from marketing.models import ShopVersion
from marketing.pages import editing, merging
from marketing.shopfronts import drafts
from marketing.shopfronts.checking import MOST_BLOCKS
from marketplace.shared.states import Refusal


class FullPage(Refusal):
    """A page nobody would read to its end."""

    sentence = _("Une page de boutique a {most} blocs au plus : retirez-en un d'abord.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: what to keep, what was pressed, on which block."""

    blocks: list[Block]
    gesture: str
    block: str  # that the editor looks at next
    revision: int
    seen: dict[str, str]
    about: str = ""  # the block that the gesture was made on


def read(version: ShopVersion, sent: QueryDict) -> Sent:
    """The draft as the form has it, after its gesture, with this shop's things alone.

    Raises FullPage.
    """
    gesture, _colon, name = sent.get("do", "save").partition(":")
    about = name
    blocks = [typed.read(block, sent) for block in version.blocks]
    blocks += [one for one in typed.lost(blocks, sent) if one["kind"] in SHOP_KINDS]
    blocks = arranging.ordered(blocks, sent.get("order", "").split())
    if gesture != "add" or name in SHOP_KINDS:
        blocks, name = editing.after(version, gesture, name, blocks, sent)
    if len(blocks) > MOST_BLOCKS:
        raise FullPage(most=MOST_BLOCKS)
    blocks = [typed.filled(block) for block in blocks]
    return Sent(
        blocks=drafts.owned(version.seller_id, blocks),
        gesture=gesture,
        block=name,
        revision=editing.revision_of(sent),
        seen=merging.read(sent.get("seen", "")),
        about=about,
    )


def both(theirs: list[Block], mine: list[Block], seen: dict[str, str]) -> list[Block]:
    """What is saved, with what this form changed: where both did, one below the other."""
    there = {block["id"] for block in theirs}
    changed = {block["id"]: block for block in mine if merging.mark(block) != seen.get(block["id"])}
    kept: list[Block] = []
    for block in theirs:
        own = changed.get(block["id"])
        if own is None or own == block:
            kept.append(block)
        elif merging.mark(block) == seen.get(block["id"]):
            kept.append(own)
        else:
            kept += [block, {**own, "id": typed.new(own["kind"])["id"]}]
    kept += [block for name, block in changed.items() if name not in there]
    if len(kept) > MOST_BLOCKS:
        raise FullPage(most=MOST_BLOCKS)
    return kept
