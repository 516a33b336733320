"""The address of a post without what varies of it: two that lead to the same post are the same."""

from __future__ import annotations

from urllib.parse import urlsplit

FOLLOWERS = ("fbclid", "gclid", "igsh", "igshid", "ref_src", "si")  # who passed a link on
SUBDOMAINS = ("www.", "m.", "mobile.")


def key_of(url: str) -> str:
    """What the address of a post is compared by."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url[:300]
    for prefix in SUBDOMAINS:
        host = host.removeprefix(prefix)
    if port not in (None, 443):
        host += f":{port}"
    asked = sorted(pair for pair in parts.query.split("&") if pair and not _follows(pair))
    return "?".join(filter(None, [host + parts.path.rstrip("/"), "&".join(asked)]))[:300]


def _follows(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in FOLLOWERS or name.startswith("utm_")
