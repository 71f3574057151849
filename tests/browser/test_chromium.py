"""The eyes of the other tests see: a page that keeps people out is found out."""

from playwright.sync_api import Browser

from tests.browser import chromium

BAD = """<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1>
<p style="color: #bbb; background: #fff; width: 500px">Too pale, and too wide for a phone</p>
<img src="data:,"></main>"""


def test_pale_words_blind_pictures_and_wide_pages_are_found(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.set_content(BAD)
    assert sorted({finding.partition(":")[0] for finding in chromium.axe_findings(page)}) == [
        "color-contrast",
        "image-alt",
    ]
    assert chromium.spill(page) > 0
