"""The Content-Security-Policy of every page: the brand's own style is named by its hash.

A nonce would make each copy of a page another one; the hash is the same for as long as the brand.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

from marketplace.shared import policy
from marketplace.shared.templatetags.ui import brand_tokens


class BrandedPolicy(CSPMiddleware):
    """django-csp's own, with the brand's style allowed."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - as django-csp calls it
    ) -> PolicyParts:
        """The parts of the policy; a nonce is told only where a page has one."""
        parts = super().get_policy_parts(request, response, report_only)
        # what a browser kept is shown under the policy of the answer that it still holds
        is_page = response.status_code == 304 or response.get("Content-Type", "").startswith(
            "text/html"
        )
        if is_page and not report_only and response.status_code < 500:
            update = dict(parts.update or {})
            update["style-src"] = [*update.get("style-src", ()), _hash(_style_of(response))]
            parts.update = update
        return parts


def _style_of(response: HttpResponseBase) -> str:
    """The style of the brand in force; a preview says itself which it wrote."""
    return getattr(response, "brand_style", None) or brand_tokens(policy.brand())


@lru_cache(maxsize=64)
def _hash(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
