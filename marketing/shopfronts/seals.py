"""What was approved of a shop, as a number: what is live must still have it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from marketing.models import ShopNews, ShopVersion

SAID = ("title", "title_en", "text", "text_en", "picture_id")


def of_version(version: ShopVersion) -> str:
    """The SHA-256 of whose version it is, its blocks and what its pictures are."""
    names = ("seller_id", "number", "blocks", "pictures")
    return _sum({name: getattr(version, name) for name in names})


def of_news(news: ShopNews) -> str:
    """The SHA-256 of whose news it is and all that it says; its end may change."""
    return _sum({name: getattr(news, name) for name in ("seller_id", *SAID)})


def _sum(content: dict[str, Any]) -> str:
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
