"""How much memory a large picture takes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

MOST_MEMORY_KB = 150_000


MEASURE = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from articles import imaging
with open(sys.argv[1], "rb") as file:
    found = imaging.inspect(file)
    wanted = imaging.wanted((found.width, found.height))
    assert [one.name for one in imaging.decode(file, wanted=wanted).files({})] == [one.name for one in wanted]
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize(
    "options",
    [{}, {"progressive": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"}],
)
def test_24_megapixels_take_less_than_150_megabytes(tmp_path: Path, options: dict[str, Any]) -> None:
    noise = Image.effect_noise((1500, 1000), 60).resize((6000, 4000))
    path = tmp_path / "photo.jpg"
    Image.merge("RGB", (noise, noise, noise)).save(path, quality=90, **options)
    del noise
    assert peak_memory(path) < MOST_MEMORY_KB


def peak_memory(path: Path) -> int:
    """Render the file in a process of its own and return its peak in kilobytes."""
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", MEASURE, path], cwd=root, capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_large_transparent_picture_is_never_copied_whole(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    Image.new("RGBA", (7200, 4800), (10, 200, 30, 128)).save(path, compress_level=1)
    assert peak_memory(path) < 4 * 7200 * 4800 * 2 // 1000
