"""What the marketing app announces. Ids and plain values only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NewsletterAsked:
    """An address was typed for the newsletter: its mailbox must say yes."""

    contact_id: int
