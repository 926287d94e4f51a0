"""Render scenes of photographs: every cut-out is scaled and pasted in the same way, in its original colours or tinted."""

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from hardneg.errors import UserError
from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.photo.catalogue import opened
from hardneg.scenes.photo.tint import tinted

GRID = 48
QUALITY = 92


class Pictures:
    """`Pictures` renders scenes from the files of two folders, and keeps the files that it opened."""

    def __init__(self, cutouts: str, backgrounds: str) -> None:
        self._cutouts, self._backgrounds = Path(cutouts), Path(backgrounds)
        self._ground = lru_cache(maxsize=64)(self._read_ground)
        self._cutout = lru_cache(maxsize=2048)(self._read_cutout)

    def render(self, scene: Scene, size: int) -> Image.Image:
        """Return an RGB image of `size` x `size` pixels."""
        picture = self._cropped(scene.background, size)
        for thing in sorted(scene.things, key=lambda each: each.cutout.layer if each.cutout else 0):
            cutout = self._of(thing)
            width, height = (max(1, round(2 * half * size)) for half in (thing.half_width, thing.half_height))
            scaled = cutout.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3).convert("RGBA")
            picture.paste(scaled, (round((thing.x - thing.half_width) * size), round((thing.y - thing.half_height) * size)), scaled)
        return picture

    def jpeg(self, scene: Scene, size: int) -> bytes:
        """Return the image as a JPEG file."""
        stream = io.BytesIO()
        self.render(scene, size).save(stream, "JPEG", quality=QUALITY)
        return stream.getvalue()

    def hidden_share(self, front: Thing, back: Thing) -> float:
        """Return the share of the pixels of one thing that another covers."""
        mask = self._mask(back)
        rows, columns = np.nonzero(mask)
        x = back.x + back.half_width * (2 * (columns + 0.5) / GRID - 1)
        y = back.y + back.half_height * (2 * (rows + 0.5) / GRID - 1)
        across = np.floor((x - front.x + front.half_width) / (2 * front.half_width) * GRID).astype(int)
        along = np.floor((y - front.y + front.half_height) / (2 * front.half_height) * GRID).astype(int)
        inside = (across >= 0) & (across < GRID) & (along >= 0) & (along < GRID)
        return float(self._mask(front)[along[inside], across[inside]].sum() / len(rows))

    def _mask(self, thing: Thing) -> npt.NDArray[np.bool_]:
        return np.asarray(self._of(thing).getchannel("A").resize((GRID, GRID), Image.Resampling.BOX)) >= 128

    def _of(self, thing: Thing) -> Image.Image:
        assert thing.cutout is not None
        return self._cutout(thing.cutout.picture, thing.colour if thing.cutout.tinted else "", thing.cutout.mirrored)

    def _cropped(self, background: Background, size: int) -> Image.Image:
        ground = self._ground(background.texture)
        left, top, side, mirrored = background.crop
        unit = min(ground.size)
        box = (left * unit, top * unit, (left + side) * unit, (top + side) * unit)
        picture = ground.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3)
        return ImageOps.mirror(picture) if mirrored else picture

    def shape_of(self, background: str) -> tuple[float, float]:
        """Return width and height of a background in units of its shorter side."""
        width, height = self._ground(background).size
        return width / min(width, height), height / min(width, height)

    def _read_ground(self, file: str) -> Image.Image:
        try:
            with Image.open(self._backgrounds / file) as picture:
                ground = ImageOps.exif_transpose(picture).convert("RGB")
        except (OSError, Image.DecompressionBombError) as error:
            raise UserError(f"{self._backgrounds / file}: cannot be read as a picture ({error})") from None
        ground.thumbnail((1600, 1600))
        return ground

    def _read_cutout(self, file: str, tint: str, mirrored: bool) -> Image.Image:
        picture = opened(str(self._cutouts / file))
        picture = tinted(picture, tint) if tint else picture
        return ImageOps.mirror(picture) if mirrored else picture
