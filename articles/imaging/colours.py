"""From every way a file may keep its colours to sRGB, eight bits a channel."""

from io import BytesIO

from PIL import Image, ImageCms

MOST_PROFILE_BYTES = 4_000_000
ROWS_IN_A_BAND = 64
PIXELS_TO_SPARE = 1.5
SRGB = ImageCms.createProfile("sRGB")


def shrunk(image: Image.Image, width: int) -> Image.Image:
    """Return eight-bit channels at half the size, a third or less, with half as many pixels again as the width needs.

    It goes by bands of rows, so that a large picture is never copied whole on the way.
    """
    factor = int(image.width / (width * PIXELS_TO_SPARE))
    if factor < 2 or _is_deep_grey(image):
        return resizable(image)
    bands = range(0, image.height, factor * ROWS_IN_A_BAND)
    whole: Image.Image | None = None
    for top in bands:
        bottom = min(image.height, top + factor * ROWS_IN_A_BAND)
        band = resizable(image.crop((0, top, image.width, bottom))).reduce(factor)
        whole = whole or Image.new(band.mode, (band.width, -(-image.height // factor)))
        whole.paste(band, (0, top // factor))
    return whole or resizable(image)


def resizable(image: Image.Image) -> Image.Image:
    """Return eight-bit channels that can be averaged: palettes looked up, deep greys brought to eight bits.

    Colours come multiplied by their opacity, so that what can't be seen doesn't colour its neighbours.
    """
    if _is_deep_grey(image):
        return _eight_bit_grey(image)
    if image.has_transparency_data:
        return image.convert("RGBA").convert("RGBa")
    if image.mode in {"L", "RGB", "CMYK", "LAB"}:
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGB")


def in_srgb(picture: Image.Image, *, profile: bytes | None) -> Image.Image:
    """Convert by the embedded ICC profile; without one, or with one that doesn't fit, take the values as they are."""
    picture = picture.convert("RGBA") if picture.mode == "RGBa" else picture
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if picture.mode == "LAB":
        return _converted(picture, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), wanted)
    if profile and len(profile) <= MOST_PROFILE_BYTES:
        try:
            return _converted(picture, ImageCms.ImageCmsProfile(BytesIO(profile)), wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert(wanted)
    return picture.convert(wanted)


def on_white(picture: Image.Image) -> Image.Image:
    """Return the picture without transparency."""
    if picture.mode != "RGBA":
        return picture
    background = Image.new("RGB", picture.size, "white")
    background.paste(picture, mask=picture.getchannel("A"))
    return background


def _is_deep_grey(image: Image.Image) -> bool:
    return image.mode in {"I", "F"} or image.mode.startswith("I;16")


def _converted(picture: Image.Image, source: ImageCms.ImageCmsProfile, mode: str) -> Image.Image:
    converted = ImageCms.profileToProfile(picture, source, SRGB, outputMode=mode)
    return converted if converted is not None else picture


def _eight_bit_grey(image: Image.Image) -> Image.Image:
    """Scale by 16 bits' range if the values are within it, else by the values found."""
    grey = image if image.mode == "F" else image.convert("I")
    lowest, highest = _extremes(grey)
    if lowest >= 0 and 255 < highest <= 65535:
        lowest, highest = 0.0, 65535.0
    elif lowest >= 0 and 1 < highest <= 255:
        lowest, highest = 0.0, 255.0
    scale = 255.0 / ((highest - lowest) or 1.0)
    return grey.point(lambda value: value * scale - lowest * scale).convert("L")


def _extremes(grey: Image.Image) -> tuple[float, float]:
    lowest, highest = grey.getextrema()
    if isinstance(lowest, tuple) or isinstance(highest, tuple):
        raise TypeError("a picture in greys has one channel")
    return float(lowest), float(highest)
