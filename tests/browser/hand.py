"""What a purchase asks of a hand: how often it presses, how many fields it fills in."""

from __future__ import annotations


class Hand:
    """Counts what somebody presses and what they type."""

    def __init__(self, page):
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, selector: str, nth: int = 0) -> None:
        """Press something once it rests."""
        self.clicks += 1
        self.page.locator(selector).nth(nth).click()

    def type(self, name: str, text: str) -> None:
        """Type into a field, and leave it."""
        self.fields += 1
        field = self.page.locator(f"main :is(input, select, textarea)[name={name}]")
        field.fill(text)
        field.dispatch_event("change")
