"""Read the pictures of a world of photographs: cut-outs by noun, and backgrounds.

    cutouts/mug/mug.png        PNG or WebP with transparency; the folder is the noun that names what it shows, in the singular
    cutouts/cutouts.yaml       optional: what is known of the colours of a file
    backgrounds/grass.jpg      pictures that show nothing that a noun names

Nouns must exclude each other: `dog` and `animal` cannot both be folders.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hardneg.errors import UserError
from hardneg.grammar.inflection import plural
from hardneg.scenes.language import COLOUR_WORDS
from hardneg.scenes.photo.tint import TINTS
from hardneg.scenes.scene_words import ADJECTIVES, NUMBERS

COLOURS_FILE = "cutouts.yaml"
CUTOUT_ENDINGS, BACKGROUND_ENDINGS = (".png", ".webp"), (".jpg", ".jpeg", ".png", ".webp")
SOLID = 128
"""The least alpha of a pixel that belongs to the thing."""

LARGEST = 1.25
"""The largest half side of a box at extent 1: long things are drawn smaller than their area would give."""

FLAT, RAGGED = 0.75, 0.06
"""A cut-out has a flat top if this share of its columns reach the top, within this share of its height."""


_TAKEN = frozenset((*ADJECTIVES, *COLOUR_WORDS, *NUMBERS, "picture", "image", "photo", "drawing", "background", "pair", "group"))
"""Words that mean something else in captions."""


class Colours(BaseModel):
    """`Colours` says what is certain about the colour of a cut-out.

    `colour` is the word that everybody would use, `doubtful` are those that some would; all words are doubtful if neither is given.
    With `recolour` the thing is tinted in any colour: all of it, or the parts of its dominant hue.
    """

    model_config = ConfigDict(extra="forbid")

    colour: str = ""
    doubtful: tuple[str, ...] | None = None
    recolour: bool = False


class Picture(NamedTuple):
    """A `Picture` is a file of a cut-out with its noun, its colours and its box at extent 1; `flat` where things can stand on it."""

    file: str
    noun: str
    colour: str
    doubtful: tuple[str, ...]
    recolour: bool
    half_width: float
    half_height: float
    flat: bool

    @property
    def colours(self) -> tuple[str, ...]:
        """Return the colours in which it can be pasted; an empty one where none is certain."""
        return tuple(TINTS) if self.recolour else (self.colour,)


class Catalogue(NamedTuple):
    """A `Catalogue` holds all pictures of a world; `backgrounds` are file names."""

    cutouts: str
    pictures: tuple[Picture, ...]
    background_folder: str
    backgrounds: tuple[str, ...]

    @property
    def nouns(self) -> tuple[str, ...]:
        """Return the nouns in alphabetical order."""
        return tuple(sorted({picture.noun for picture in self.pictures}))

    @property
    def revision(self) -> str:
        """Return a hash of all files and of what is known of them."""
        digest = hashlib.sha256(repr(self.pictures).encode())
        for folder, files in ((self.cutouts, [picture.file for picture in self.pictures]), (self.background_folder, self.backgrounds)):
            for file in files:
                digest.update(file.encode() + hashlib.sha256((Path(folder) / file).read_bytes()).digest())
        return digest.hexdigest()[:16]


def read_catalogue(cutouts: str, backgrounds: str) -> Catalogue:
    """Return the pictures of both folders.

    Raises:
        UserError: A folder is missing or too empty, a picture cannot be read or has no transparency, or `cutouts.yaml` is wrong.
    """
    known = _colours(Path(cutouts) / COLOURS_FILE)
    files = _files(cutouts, "--cutouts", CUTOUT_ENDINGS, "*/*")
    pictures = tuple(_picture(Path(cutouts), file, known.pop(file, Colours())) for file in files)
    if known:
        raise UserError(f"{Path(cutouts) / COLOURS_FILE}: there is no file {next(iter(known))}")
    nouns = sorted({picture.noun for picture in pictures})
    if len(nouns) < 2:
        raise UserError(f"--cutouts {cutouts}: needs pictures of two nouns or more, each in a folder of its name (dog/1.png)")
    for noun in nouns:
        _check_noun(noun, nouns, cutouts)
    return Catalogue(cutouts, pictures, backgrounds, tuple(_files(backgrounds, "--backgrounds", BACKGROUND_ENDINGS, "*")))


def _check_noun(noun: str, nouns: Sequence[str], cutouts: str) -> None:
    """Check that captions with the noun can be read.

    Raises:
        UserError: It has another meaning in captions, is no word, or is the plural of another noun.
    """
    many = {plural(other): other for other in nouns if plural(other) != other}
    if noun in many:
        raise UserError(f"--cutouts {cutouts}: the folder {noun} is the plural of {many[noun]}; put their pictures into one folder")
    if any(word in _TAKEN or not word.replace("-", "").isalpha() for word in noun.split()):
        raise UserError(f"--cutouts {cutouts}: captions with the noun {noun!r} cannot be read; name the folder by another word in letters")


def _files(folder: str, option: str, endings: tuple[str, ...], pattern: str) -> list[str]:
    if not Path(folder).is_dir():
        raise UserError(f"{option} {folder}: no such folder")
    found = sorted(path.relative_to(folder).as_posix() for path in Path(folder).glob(pattern) if path.suffix.lower() in endings)
    if not found:
        raise UserError(f"{option} {folder}: has no pictures ({', '.join(endings)}) at {pattern}")
    return found


def _colours(path: Path) -> dict[str, Colours]:
    if not path.exists():
        return {}
    try:
        known = TypeAdapter(dict[str, Colours]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: not a table of files with colour, doubtful or recolour ({' '.join(str(error).split())[:160]})") from None
    for file, colours in known.items():
        for word in (*(colours.doubtful or ()), *([colours.colour] if colours.colour else [])):
            if word not in COLOUR_WORDS:
                raise UserError(f"{path}: {file}: no colour {word!r}; there are {', '.join(COLOUR_WORDS)}")
    return known


def _picture(folder: Path, file: str, known: Colours) -> Picture:
    alpha = np.asarray(opened(str(folder / file)).getchannel("A")) >= SOLID
    height, width = alpha.shape
    shape = (width / height) ** 0.5
    scale = min(0.95, LARGEST / max(shape, 1 / shape))
    top = alpha[: max(1, round(RAGGED * height))].any(axis=0).mean()
    certain = known.colour != "" or known.recolour
    doubtful = known.doubtful if known.doubtful is not None else () if certain else COLOUR_WORDS
    noun = file.split("/")[0].replace("_", " ").lower()
    box = round(scale * shape, 4), round(scale / shape, 4)
    return Picture(file, noun, known.colour, doubtful, known.recolour, *box, bool(top >= FLAT))


def opened(path: str) -> Image.Image:
    """Return a cut-out as RGBA, cropped to the pixels of the thing.

    Raises:
        UserError: It cannot be read, has no transparent pixel, or nothing of it is solid.
    """
    try:
        with Image.open(path) as file:
            picture = file.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UserError(f"{path}: cannot be read as a picture ({error})") from None
    alpha = picture.getchannel("A")
    if alpha.getextrema() == (255, 255):
        raise UserError(f"{path}: has no transparent pixel; a cut-out shows a thing without its background")
    box = alpha.point(lambda value: 255 * (value >= SOLID)).getbbox()
    if box is None:
        raise UserError(f"{path}: is transparent everywhere")
    return picture.crop(box)


def of_noun(pictures: Iterable[Picture], noun: str) -> list[Picture]:
    """Return the pictures that show what the noun names."""
    return [picture for picture in pictures if picture.noun == noun]
