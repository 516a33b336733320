"""What was approved, as a number: what is live must still have it."""

from __future__ import annotations

import hashlib
import json

from marketing.models import Version

CONTENT = ("title", "title_en", "description", "description_en", "blocks", "audience")


def seal(version: Version) -> str:
    """The SHA-256 of all that a version shows and to whom, the same on every machine."""
    content = {name: getattr(version, name) for name in CONTENT}
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
