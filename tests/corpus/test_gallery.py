"""The pictures' part of the corpus run: it accounts for every file, and notices what goes wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from articles.models import Picture
from tests import processes
from tests.articles import photos
from tests.corpus import gallery_table, pictures
from tests.corpus.pictures import Fate, Gallery, Told, sent
from tests.people import Newsroom

WHOLE = Gallery(on_disk=2, told=[Told("a.jpg", Fate.DECODED), Told("b.txt", Fate.REFUSED, "This is no picture.")])


def folder(place: Path) -> Path:
    (place / "odd").mkdir(parents=True)
    (place / "boat.jpg").write_bytes(photos.jpeg().getvalue())
    (place / "odd" / "boat again.png").write_bytes(photos.jpeg().getvalue())
    (place / "odd" / "notes.txt").write_text("Low tide at nine.")
    (place / "odd" / "wreck.png").write_bytes(photos.damaged().getvalue())
    (place / "odd" / "bomb.png").write_bytes(photos.bomb().getvalue())
    return place


def test_every_file_has_one_fate_and_its_reason(
    live_newsroom: Newsroom, broker: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    processes.empty_queues()
    gallery = sent(folder(tmp_path / "images"))
    fates = {one.path: (one.fate, one.why.partition(".")[0]) for one in gallery.told}
    no_picture = "This file is not a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC picture"
    damaged = "This picture is damaged or cut short and can't be read"
    bomb = fates.pop("odd/bomb.png")
    assert (bomb[0], "too many pixels" in bomb[1]) == (Fate.REFUSED, True)
    assert fates == {
        "boat.jpg": (Fate.DECODED, ""),
        "odd/boat again.png": (Fate.SAME, "as boat"),
        "odd/notes.txt": (Fate.REFUSED, no_picture),
        "odd/wreck.png": (Fate.FAILED, damaged),
    }
    assert (gallery.is_whole, gallery.is_alive, gallery.processes_lost) == (True, True, 0)
    assert 0 < gallery.peak < pictures.LARGEST_PROCESS
    assert Picture.objects.count() == 2
    gallery_table.show(gallery, names_files=True)
    shown = capsys.readouterr().out
    assert "worker: alive throughout, 0 of its processes lost" in shown
    assert f"odd/wreck.png: {damaged}" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        replace(WHOLE, on_disk=3),
        replace(WHOLE, told=[WHOLE.told[0], replace(WHOLE.told[1], path="a.jpg")]),
        replace(WHOLE, told=[WHOLE.told[0], replace(WHOLE.told[1], why="")]),
        replace(WHOLE, told=[WHOLE.told[0], Told("b.jpg", Fate.LOST, "?")]),
        replace(WHOLE, is_alive=False),
        replace(WHOLE, peak=pictures.LARGEST_PROCESS + 1),
    ],
    ids=["a file too few", "a file twice", "no reason", "unaccounted", "dead worker", "too much memory"],
)
def test_what_goes_wrong_is_noticed(wrong: Gallery) -> None:
    assert (WHOLE.is_whole, wrong.is_whole) == (True, False)
