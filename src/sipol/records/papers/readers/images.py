"""Pictures: decoded to the last pixel, and made anew without anything but their pixels."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from sipol.records.papers.rules.kinds import JPEG, PaperNature, too_many_pixels

from .errors import UnusablePaper
from .limits import CheckLimits

VIEW_SIDE = 1600
_QUALITY = 80
_FORMATS = ("JPEG", "PNG")
_END_OF_PNG = b"IEND\xaeB`\x82"

# Our own limit is asked before anything is decoded, and says how many there were.
Image.MAX_IMAGE_PIXELS = None


def check_image(path: str, media_type: str, limits: CheckLimits) -> PaperNature:
    """What the picture is. Raises UnusablePaper with paper_damaged or paper_too_many_pixels."""
    with _opened(path, limits) as image:
        width, height = image.size
        _decoded(image)
    marks = ("foreign_bytes",) if _goes_on_after_its_end(path, media_type) else ()
    return PaperNature(media_type, 1, width, height, marks)


def view_of_image(path: str, limits: CheckLimits) -> tuple[bytes, int, int]:
    """The picture upright, at most `VIEW_SIDE` on a side, as a fresh JPEG; its width and height."""
    with _opened(path, limits) as image:
        image.draft("RGB", (VIEW_SIDE, VIEW_SIDE))  # a large JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(_decoded(image))
        upright.thumbnail((VIEW_SIDE, VIEW_SIDE))
        return as_jpeg(_on_white(upright))


def as_jpeg(image: Any) -> tuple[bytes, int, int]:
    """The pixels of an RGB picture and nothing else, as a JPEG with its width and height."""
    target = io.BytesIO()
    clean = Image.frombytes("RGB", image.size, image.tobytes())
    clean.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue(), *clean.size


def _opened(path: str, limits: CheckLimits) -> Any:
    try:
        image = Image.open(path, formats=_FORMATS)
    except (OSError, ValueError, SyntaxError) as error:
        raise UnusablePaper("paper_damaged") from error
    pixels = image.width * image.height
    if pixels > limits.pixels:
        problem = too_many_pixels(limits.pixels, pixels)
        raise UnusablePaper(problem.code, problem.values)
    return image


def _decoded(image: Any) -> Any:
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, IndexError) as error:
        raise UnusablePaper("paper_damaged") from error
    return image


def _on_white(image: Any) -> Any:
    if image.mode == "RGB":
        return image
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    ground.alpha_composite(layered)
    return ground.convert("RGB")


def _goes_on_after_its_end(path: str, media_type: str) -> bool:
    """Whether bytes follow that belong to no picture: cameras do it, and so do disguises."""
    content = Path(path).read_bytes()
    if media_type == JPEG:
        end = content.rfind(b"\xff\xd9") + 2
    else:
        end = content.find(_END_OF_PNG) + len(_END_OF_PNG)
    return bool(content[end:].strip(b"\0"))
