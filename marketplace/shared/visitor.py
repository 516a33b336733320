"""Where a visitor comes from, as far as our own proxies vouch for it, and with which browser."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

UNKNOWN = "0.0.0.0"  # noqa: S104 - stands for nobody, nothing listens there
HOUSEHOLD = 64  # bits: an IPv6 subscriber has at least all addresses of one /64
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def address(request: HttpRequest) -> str:
    """The visitor's address as limits count it: IPv6 by its /64, which one subscriber owns."""
    seen = ip_address(exact_address(request))
    if isinstance(seen, IPv6Address):
        return str(IPv6Network((seen, HOUSEHOLD), strict=False).network_address)
    return str(seen)


def exact_address(request: HttpRequest) -> str:
    """The visitor's whole address, for what is kept as evidence.

    Each of our own `HALLES_PROXY_COUNT` proxies appends whom it heard; what stands further left was
    written by the visitor and proves nothing.
    """
    return _parsed(_vouched(request)) or _parsed(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def device(user_agent: str) -> str:
    """A browser and its system in plain words, as far as it says the truth about itself."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("{browser} sur {system}").format(browser=browser, system=system)
    return browser or system or _("appareil inconnu")


def _vouched(request: HttpRequest) -> str:
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    heard = [
        part for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    return heard[-count] if 0 < count <= len(heard) else ""


def _parsed(text: str) -> str:
    text = text.strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        seen = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = seen.ipv4_mapped if isinstance(seen, IPv6Address) else None
    return str(mapped or seen)
