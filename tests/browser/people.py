"""Someone in front of a screen: what they press, what they see, and what went wrong meanwhile."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

PATIENCE = 8


class Person:
    """One browser with its own cookies."""

    def __init__(self, name: str, context: BrowserContext, shots: Path):
        self.name, self.context, self.shots = name, context, shots
        self.troubles: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on(
            "pageerror", lambda error: self.troubles.append(f"script: {error} on {self.page.url}")
        )
        self.page.on("response", self._answered)

    def _heard(self, message) -> None:
        if message.text.startswith("Failed to load resource"):
            return  # told with its address by what was answered
        if message.text.startswith("Blocked script execution in") and "/look/" in message.text:
            return  # what axe asks of every frame: previews hold no script, and let none in
        if message.type == "error" or "Content Security Policy" in message.text:
            self.troubles.append(f"console: {message.text} on {self.page.url}")

    def _answered(self, response) -> None:
        if response.status >= (500 if response.request.resource_type == "document" else 400):
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    # --- What they do ---------------------------------------------------------------------------

    def go(self, path: str) -> Person:
        """Open an address."""
        self.page.goto(path)
        return self

    def press(
        self, name: str, *, within: str = "main", exact: bool = False, nth: int = 0
    ) -> Person:
        """Press a button."""
        place = self.page.locator(within)
        place.get_by_role("button", name=name, exact=exact).nth(nth).click()
        return self.settle()

    def follow(
        self, name: str, *, within: str = "body", exact: bool = False, nth: int = 0
    ) -> Person:
        """Follow a link."""
        self.page.locator(within).get_by_role("link", name=name, exact=exact).nth(nth).click()
        return self.settle()

    def fill(self, **fields) -> Person:
        """Type into fields by their names; True ticks, a Path is a file."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]:not([type=hidden], button)')
            if isinstance(value, (Path, dict)):
                field.set_input_files(value)
            elif value is True:
                field.check()
            elif field.first.get_attribute("type") == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def settle(self) -> Person:
        """Wait until the page is there."""
        self.page.wait_for_load_state("load")
        return self

    def download(self, name: str, *, within: str = "body", nth: int = 0) -> bytes:
        """Press a link that hands out a file."""
        with self.page.expect_download() as waiting:
            self.page.locator(within).get_by_role("link", name=name).nth(nth).click()
        return Path(waiting.value.path()).read_bytes()

    def fetch(self, path: str) -> bytes:
        """Read a file with this person's cookies, for what a browser shows by itself."""
        answer = self.context.request.get(path)
        assert answer.ok, f"{answer.status} {path}"
        return answer.body()

    def post(self, path: str, **fields) -> Person:
        """Send a form without its page, with the token that the page before us was given."""
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = self.context.request.post(
            path, form={"csrfmiddlewaretoken": token, **fields}, headers={"referer": self.page.url}
        )
        assert answer.ok, f"{answer.status} {path}"
        return self

    # --- What they see --------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The words of the page, spaces made plain."""
        return re.sub(
            r"\s+",
            " ",
            self.page.locator("body").inner_text().replace("\u202f", " ").replace("\xa0", " "),
        )

    @property
    def path(self) -> str:
        """Where they are."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def sees(self, *sentences: str) -> Person:
        """Fail unless the page says this, soon: an upload or a redirect may still be on its way."""
        for sentence in sentences:
            until = time.monotonic() + PATIENCE
            while sentence not in self.text and time.monotonic() < until:
                self.page.wait_for_timeout(50)
            assert sentence in self.text, (
                f"« {sentence} » is not on {self.path}:\n{self.text[:1500]}"
            )
        return self

    @property
    def overflow(self) -> int:
        """How many pixels lie beside the screen."""
        return self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")

    def shoot(self, title: str) -> Person:
        """Keep a picture of the whole page."""
        self.shots.mkdir(exist_ok=True)
        self.page.screenshot(path=self.shots / f"{title}.png", full_page=True, timeout=60_000)
        return self
