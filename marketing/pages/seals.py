"""What was approved, as a number: what is live must still have it."""

from __future__ import annotations

import hashlib
import json

from marketing.models import Version

PLACE = ("page_id", "number")
CONTENT = ("title", "title_en", "description", "description_en", "blocks", "audience")
# what came later is sealed only where it says something: older seals stay true
LATER = ("segment_id",)


def seal(version: Version) -> str:
    """The SHA-256 of which version it is, all that it shows and to whom, on every machine alike."""
    content = {name: getattr(version, name) for name in (*PLACE, *CONTENT)}
    content |= {name: told for name in LATER if (told := getattr(version, name)) is not None}
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def of_blocks(blocks: list) -> str:
    """The same of what the house ships, which has no version: it changes with the house's words."""
    told = json.dumps(blocks, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
