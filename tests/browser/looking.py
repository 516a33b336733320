"""What can be measured of a page: its accessibility, its sizes, its weight, its calm."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# `preload` would copy sheets into style elements of its own, which our policy refuses
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}

# Runs before any page: what the policy refused is told as an error, what moves is counted.
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  const {violatedDirective, blockedURI, sourceFile, lineNumber} = event;
  console.error(`policy: ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`);
});
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput)
    window.shifts.push([
      shift.value, ...shift.sources.map((source) => source.node?.outerHTML?.slice(0, 120)),
    ]);
}).observe({type: "layout-shift", buffered: true});
"""
# Down to the end a screen at a time, so that what is loaded late is there, and twice drawn.
READ_THROUGH = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const drawn = () => frame().then(frame);
  await document.fonts.ready;
  const page = document.documentElement;
  for (let top = 0; top < page.scrollHeight; top += innerHeight) {
    scrollTo(0, top);
    await drawn();
  }
  const shown = [...document.images].filter((image) => image.checkVisibility());
  // a picture that is never scrolled to never comes
  const patience = new Promise((done) => setTimeout(done, 5000));
  await Promise.race([patience, Promise.all(shown.map((image) => image.decode().catch(() => {})))]);
  scrollTo(0, 0);
  await drawn();
  return window.shifts;
}"""
UNSIZED = """() => [...document.images]
  .filter((image) => !image.getAttribute("width") || !image.getAttribute("height"))
  .map((image) => image.outerHTML.slice(0, 160))"""
BESIDE = """() => {
  const beside = document.documentElement.scrollWidth - innerWidth;
  return beside > 0 ? [`${beside} px beside a screen of ${innerWidth}`] : [];
}"""


def barriers(page: Page) -> list[str]:
    """What would keep somebody from using this page, as axe sees it."""
    page.evaluate(AXE)
    found = page.evaluate("(asked) => axe.run(document, asked)", ASKED)["violations"]
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {node['target']} {node['html'][:160]}"
        f" {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def unsized(page: Page) -> list[str]:
    """Pictures that would push the text away when they come."""
    return page.evaluate(UNSIZED)


def beside(page: Page, width: int) -> list[str]:
    """What lies beside a screen this wide."""
    page.set_viewport_size({"width": width, "height": 800})
    return page.evaluate(BESIDE)


def delay_scripts(page: Page) -> None:
    """Let every script come after the page was first painted, as on a slow telephone."""

    def late(route) -> None:
        page.wait_for_function("() => performance.getEntriesByType('paint').length > 0")
        route.continue_()

    page.route("**/*.js", late)


def shift(page: Page) -> tuple[float, list]:
    """How much the page moved by itself while it was read to its end, and what moved."""
    moved = page.evaluate(READ_THROUGH)
    return sum(value for value, *_what in moved), moved


class Scale:
    """Weighs what the page before us sent for: bytes on the wire, compressed."""

    def __init__(self, page: Page):
        self.page_of: dict[str, str] = {}
        self.kind_of: dict[str, str] = {}
        self.weighed: dict[str, list[tuple[str, int]]] = {}
        self.last = ""
        wire = page.context.new_cdp_session(page)
        wire.on("Network.responseReceived", self._came)
        wire.on("Network.loadingFinished", self._finished)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _came(self, event: dict) -> None:
        self.page_of[event["requestId"]], self.kind_of[event["requestId"]] = (
            event["loaderId"],
            event["type"],
        )
        if event["type"] == "Document":
            self.last = event["loaderId"]

    def _finished(self, event: dict) -> None:
        number = event["requestId"]
        if number in self.page_of:
            came = self.weighed.setdefault(self.page_of[number], [])
            came.append((self.kind_of[number], event["encodedDataLength"]))

    def bytes_of(self, kind: str) -> int:
        """How many bytes of this kind came with the last page: Stylesheet or Script."""
        return sum(size for what, size in self.weighed[self.last] if what == kind)
