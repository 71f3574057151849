"""`make screenshots`: a demo newsroom of its own, looked at in a real browser, kept in docs/screenshots."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page

from newsroom.launcher.claims import claim_port
from tests.browser import chromium
from workflow.demo.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 250_000
DESKTOP, TALL, PHONE = (1280, 860), (1280, 1040), (390, 800)
STEPS = ("migrate", "createcachetable", "seed_demo", "render_pictures")
STOPS_AFTER = 30  # seconds


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: what to open, as whom, what to press and type on the way."""

    name: str
    path: str
    who: str = ""
    presses: tuple[str, ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    size: tuple[int, int] = DESKTOP
    is_dark: bool = False


SHOTS = (
    Shot(name="front", path="/", size=TALL),
    Shot(name="front-phone", path="/", size=PHONE),
    Shot(name="front-dark", path="/", size=TALL, is_dark=True),
    Shot(name="article", path="/", size=TALL, presses=(".top-lead .card-headline a",)),
    Shot(name="desk", path="/desk/all/", who="ansgar"),
    Shot(name="story", path="/desk/all/?q=kitchen", who="maud", presses=("a.slugline",)),
    Shot(name="edit", path="/desk/all/?q=accordion", who="dario", presses=("a.slugline", ".links a >> nth=0")),
    Shot(
        name="compare",
        path="/desk/all/?q=gannet",
        who="runa",
        presses=("a.slugline", "section.record form button"),
    ),
    Shot(
        name="schedule",
        path="/desk/all/?q=eelgrass",
        who="ansgar",
        presses=("a.slugline", "details.move summary >> text=Schedule"),
        types=(("Goes live", "2027-05-03T06:30"),),
    ),
    Shot(
        name="travel",
        path="/desk/scheduled/?q=marathon",
        who="ansgar",
        presses=("span.when a", ".masthead-name"),
        size=TALL,
    ),
    Shot(
        name="changes",
        path="/desk/all/?q=storm+breaks",
        who="ansgar",
        presses=("a.slugline", ".facts dd a", ".dates a"),
    ),
    Shot(name="waiting", path="/desk/waiting/", who="maud"),
    Shot(name="board", path="/desk/board/", who="ansgar", size=TALL),
    Shot(name="budget", path="/desk/budget/", who="maud"),
    Shot(name="calendar", path="/desk/calendar/", who="ansgar", size=TALL),
    Shot(
        name="sign",
        path="/desk/all/?q=kitchen",
        who="maud",
        presses=("a.slugline", "details.move summary >> text=Sign off"),
        size=TALL,
    ),
    Shot(
        name="breaking",
        path="/desk/all/?q=auction",
        who="ansgar",
        presses=("a.slugline", "details.move summary >> text=Air now"),
    ),
    Shot(name="library", path="/desk/pictures/", who="runa", size=TALL),
    Shot(
        name="picture",
        path="/desk/pictures/?q=ferry",
        who="ansgar",
        presses=(".library-open",),
        size=(1280, 1200),
    ),
    Shot(name="inbox", path="/desk/inbox/", who="runa"),
    Shot(name="reports", path="/desk/reports/", who="ansgar"),
    Shot(name="clock", path="/desk/clock/", who="ansgar", size=(1280, 1500)),
    Shot(name="admin", path="/admin/workflow/desk/?q=news", who="ansgar", presses=("#result_list tbody th a",)),
)


def main() -> int:
    """Take every picture, or say in one line what is missing."""
    if not chromium.PATH.exists():
        sys.stderr.write(chromium.MISSING + "\n")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-shots-") as var,
        demo(Path(var)) as address,
        chromium.running() as browser,
    ):
        for shot in SHOTS:
            keep(shot.name, take(browser, address, shot))
    return 0


@contextmanager
def demo(var: Path) -> Iterator[str]:
    """Run a freshly seeded newsroom, all its pictures rendered, and return its address."""
    with claim_port("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "NEWSROOM_VAR": str(var), "PORT": str(port), "LOG_LEVEL": "ERROR"}
    environment |= {"DATABASE_URL": "", "REDIS_URL": "", "SITE_URL": f"http://localhost:{port}"}
    for step in STEPS:
        subprocess.run([sys.executable, "manage.py", step, "-v0"], cwd=ROOT, env=environment, check=True)
    launcher = [sys.executable, "-m", "newsroom.launcher"]
    process = subprocess.Popen(launcher, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://localhost:{port}/readyz", process)
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=STOPS_AFTER)


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """Walk to where a shot is taken and return it as PNG."""
    width, height = shot.size
    scheme = "dark" if shot.is_dark else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    try:
        page = context.new_page()
        if shot.who:
            _sign_in(page, address, shot.who)
        page.goto(address + shot.path)
        for selector in shot.presses:
            page.locator(selector).first.click()
        for label, words in shot.types:
            page.get_by_label(label).fill(words)
            page.get_by_label(label).blur()
        page.wait_for_load_state("networkidle")
        return page.screenshot(animations="disabled")
    finally:
        context.close()


def keep(name: str, png: bytes) -> None:
    """Write a picture with a palette: screenshots have few colours. Raise ValueError for one that stays too large."""
    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    if small.tell() > MOST_BYTES:
        raise ValueError(f"{name}.png has {small.tell():,} bytes: show less of the page.")
    (FOLDER / f"{name}.png").write_bytes(small.getvalue())
    print(f"docs/screenshots/{name}.png  {small.tell() // 1000} kB")


def _sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    started = time.monotonic()
    while time.monotonic() - started < 60 and process.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("The demo newsroom did not come up: its own lines above say why.")


if __name__ == "__main__":
    sys.exit(main())
