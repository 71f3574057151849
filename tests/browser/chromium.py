"""The browser that people would use: the system's Chromium, and what axe says of a page in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PATH = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = f"{PATH} is missing: install it (on Debian: apt install chromium)."
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
STANDARD = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
FIND = """async standard => {
    const found = await axe.run(document, {runOnly: standard, resultTypes: ['violations']});
    const why = node => [...node.any, ...node.all, ...node.none].map(check => check.message).join('; ');
    const line = (rule, node) => `${rule.id}: ${node.target.join(' ')}: ${why(node)}`;
    return found.violations.flatMap(rule => rule.nodes.map(node => line(rule, node)));
}"""


@contextmanager
def running() -> Iterator[Browser]:
    """Open a browser for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def axe_findings(page: Page) -> list[str]:
    """Return a line for each element of the page that breaks WCAG 2.2 AA."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FIND, STANDARD)
    return found


def spill(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return width
