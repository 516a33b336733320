"""Where a visitor comes from, seen through the proxies that stand in front."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings


def address(request) -> str:
    """The visitor's network address: what our outermost proxy saw, or who is connected when there is none.

    Entries further left are the visitor's own words. An IPv6 visitor owns a /64: it counts as one.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        seen = told[-proxies] if len(told) >= proxies else seen
    try:
        found = ip_address(seen.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((found, 64), strict=False))
    return str(found)
