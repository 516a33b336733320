"""Somebody without a mouse: Tab, Enter, arrows; wherever they are is seen, and nothing is far."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Page

FAR = 25  # presses of Tab to the next obvious step
HERE = """([css, words]) => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const ringed = (node) => {
    const style = node && getComputedStyle(node);
    const outlined = style?.outlineStyle !== "none" && parseFloat(style?.outlineWidth) > 0;
    return outlined || (style && style.boxShadow !== "none");
  };
  const said = [here.getAttribute("aria-label"), here.labels?.[0]?.innerText, here.innerText];
  const isNew = here !== window.wasHere;
  window.wasHere = here;
  return {
    there: here.matches(css) && (!words || said.join(" ").includes(words)),
    what: here.outerHTML.slice(0, 120).replace(/\\s+/g, " "),
    // the parts of a date are one field, a frame is a page of its own
    seen: !isNew || here.matches("body, iframe")
      || [here, here.closest("label, form")].some(ringed),
    shown: here.matches("body") || (box.bottom > 0 && box.top < innerHeight),
  };
}"""


class Keys:
    """A keyboard before a page."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, *names: str) -> Keys:
        """Press keys, one after the other."""
        for name in names:
            self.page.keyboard.press(name)
        return self

    def skip(self) -> Keys:
        """Past the menus, by the first link of the page; an address may lead past them already."""
        if "#" in self.page.url:
            return self
        return self.to("a[href='#content-start']", most=1).press("Enter")

    def to(self, css: str, words: str = "", *, most: int = FAR) -> Keys:
        """Press Tab until this has the focus; whatever has it on the way is seen to have it."""
        passed = []
        for _press in range(most):
            self.press("Tab")
            here = self.page.evaluate(HERE, [css, words])
            assert here["seen"], f"no visible focus on {here['what']} of {self.page.url}"
            assert here["shown"], f"the focus is out of the screen: {here['what']}"
            if here["there"]:
                return self
            passed.append(here["what"])
        raise AssertionError(f"{css} {words} is far on {self.page.url}: {passed}")

    def on(self, css: str, words: str = "") -> Keys:
        """The focus is here, without a press: after a page came back, or soon."""
        self.page.wait_for_function(f"(asked) => ({HERE})(asked).there", arg=[css, words])
        return self

    def enter(self) -> Keys:
        """Press Enter, and be where it leads."""
        with self.page.expect_navigation():
            self.press("Enter")
        return self

    def type(self, text: str) -> Keys:
        """Write in place of what is there."""
        self.press("Control+a")
        self.page.keyboard.insert_text(text)
        return self

    def write(self, **texts: str) -> Keys:
        """Go from field to field, by the end of their names, and write."""
        for name, text in texts.items():
            self.to(f"[name='{name}'], [name$='-{name}']").type(text)
        return self

    def moment(self, css: str, at: datetime) -> Keys:
        """A day and an hour, part by part, in this browser's order: ours, or the Americans'."""
        self.to(css)
        read = "(css) => document.querySelector(css).value"
        for day, hour in (("%d%m%Y", "%H%M"), ("%m%d%Y", "%I%M%p")):
            self.page.keyboard.type(f"{at:{day}}")
            self.press("Tab").page.keyboard.type(f"{at:{hour}}")
            if self.page.evaluate(read, css) == f"{at:%Y-%m-%dT%H:%M}":
                return self
            while self.page.evaluate("(css) => document.activeElement.matches(css)", css):
                self.press("Shift+Tab")
            self.press("Tab")
        raise AssertionError(f"{css} holds {self.page.evaluate(read, css)}")

    def pick(self, css: str, words: str = "") -> Keys:
        """Choose the first thing that a search finds, with a few words or none."""
        self.to(css)
        self.page.keyboard.insert_text(words)
        self.press("ArrowDown").on("[data-line]").press("Enter")
        return self.on("input[type=search]")
