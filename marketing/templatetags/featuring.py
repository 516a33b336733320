"""What the public is told of how shops are put forward."""

from __future__ import annotations

from django import template

from marketing.featuring import scoring, showing
from marketing.models import MarketingRules
from marketplace.shared import policy
from marketplace.shared.clock import now

register = template.Library()


@register.simple_tag
def featuring() -> dict:
    """The points, the rules of turns and how many shops are put forward now:
    {% featuring as turns %}.
    """
    return {
        "points": [
            (scoring.NAMES[key], scoring.MEANINGS[key], most)
            for key, most in scoring.weights().items()
        ],
        "rules": policy.rules(MarketingRules),
        "now": len({slot.seller_id for slot in showing.at_work(at=now())}),
    }
