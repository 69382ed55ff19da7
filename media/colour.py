"""Colours as sRGB, so that a picture looks right without carrying a profile."""

import io
from typing import Final

from PIL import Image, ImageCms

# What a profile may describe for each pixel layout. ICC.1:2022, table 19.
_SPACES: Final = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """`image` (L, RGB or CMYK) as RGB in sRGB.

    `profile` is the ICC profile it came with, empty for none; one that is broken or meant for
    another layout is passed over, as viewers do.
    """
    if profile:
        try:
            return _by_profile(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # Colours a little off are no reason to lose a report's photo.
    return image if image.mode == "RGB" else image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if source.profile.xcolor_space.strip() != _SPACES.get(image.mode):
        return image.convert("RGB")
    target = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    return converted if converted is not None else image.convert("RGB")
