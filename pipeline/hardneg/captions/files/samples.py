"""Join files to samples: an image and its texts share a name, in a folder or in a tar.

In WebDataset, the key is the name up to its first dot. Names of screenshots, clips and versions may contain dots themselves. Therefore the
part between the first dot and the known ending (the middle) is compared: if an image and a text share it, it belongs to the key.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from hardneg.schemas.config import CaptionsConfig

JSON = ".json"
CAPTION_WORDS = frozenset((
    "alt", "alttext", "blip", "blip2", "cap", "caption", "captions", "cogvlm", "dense", "desc", "description", "en", "generated",
    "gpt4v", "human", "llava", "long", "orig", "original", "output", "prompt", "recap", "recaption", "sentence", "sharegpt", "short",
    "synth", "synthetic", "text", "title", "txt",
))  # fmt: skip
"""Middles of a text that is another caption of its key, such as `000.long.txt`."""
MEDIA = (".mp4", ".webm", ".mkv", ".avi", ".mov", ".wav", ".mp3", ".flac", ".ogg", ".m4a")
"""Endings of videos and sounds, which have captions like an image and are not read."""
MAPS = frozenset((
    "alpha", "canny", "control", "depth", "edge", "edges", "hed", "mask", "masks", "normal", "pose", "seg", "segmentation",
    "sketch", "thumb", "thumbnail",
))  # fmt: skip
"""Middles of an image that is not the one that the caption describes."""
NUMBER = re.compile(r"\d{1,3}")
WORD = re.compile(r"\.[A-Za-z][A-Za-z0-9_-]*")
"""A middle of one word."""
NUMBERED = re.compile(r"(.+)[_-](\d{1,3})")

T = TypeVar("T")


class Endings(NamedTuple):
    """Hold the lower-case endings with their dot, in order of preference."""

    texts: tuple[str, ...]
    images: tuple[str, ...]

    @property
    def described(self) -> tuple[str, ...]:
        """Return the endings of members whose content is read."""
        return (*self.texts, JSON)

    def of(self, base: str) -> str | None:
        """Return the known ending of a file's name, the longest where several match."""
        lower = base.lower()
        several, single = _by_dots(self)
        last = lower[lower.rfind(".") :] if "." in lower else ""
        return next((known for known in several if lower.endswith(known)), last if last in single else None)


@lru_cache
def _by_dots(endings: Endings) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the endings with several dots, the longest first, and those with one."""
    every = (*endings.described, *endings.images)
    several = (ending for ending in every if ending.count(".") > 1)
    return tuple(sorted(several, key=len, reverse=True)), frozenset(every)


def endings_of(config: CaptionsConfig) -> Endings:
    """Return the endings of captions and of images in the config."""
    return Endings(_dotted(config.text_extensions), _dotted(config.image_extensions))


def _dotted(endings: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("." + ending.lower().lstrip("*").lstrip(".") for ending in endings))


class Name(NamedTuple):
    """Hold the parts of a file's name. The middle begins with the first dot of its stem; it is empty where there is none."""

    folder: str
    key: str
    middle: str
    ending: str

    @property
    def stem(self) -> str:
        """Return the name without its ending."""
        return f"{self.folder}/{self.key}{self.middle}" if self.folder else self.key + self.middle


def split(name: str, endings: Endings) -> Name | None:
    """Return the parts of a name; None for files that are hidden or have no ending."""
    folder, base = posixpath.split(name)
    ending = endings.of(base)
    if ending is None:
        ending = posixpath.splitext(base)[1].lower()
    stem = base[: len(base) - len(ending)]
    if ending in endings.described and (image := endings.of(stem)) in endings.images:  # 1.jpg.txt of 1.jpg
        stem = stem[: len(stem) - len(image or "")]
    if not ending or not stem or stem.startswith("."):
        return None
    return _named(folder, stem, ending)


def _named(folder: str, stem: str, ending: str) -> Name:
    key = stem.partition(".")[0]
    return Name(folder, key, stem[len(key) :], ending)


class Sample(NamedTuple, Generic[T]):
    """A sample holds the files of one image or key.

    `unused` are the endings of images and texts that are not read, and `repeated` the names that occur twice. `rival` names another sample
    with a text of its own beside the only text of this one, which may be no caption. `media` is a video or a sound.
    """

    key: str
    texts: tuple[T, ...] = ()
    described: T | None = None
    image: T | None = None
    unused: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    rival: str | None = None
    media: T | None = None

    @property
    def known(self) -> bool:
        """Return whether the sample has a file that can be read."""
        return bool(self.texts) or self.described is not None or self.image is not None


class _Piece(Generic[T]):
    """Hold the files of a key that share the middle of their names."""

    def __init__(self, stem: str, endings: Endings):
        self.stem = stem
        self.endings = endings
        self.files: dict[str, T] = {}
        self.repeated: list[str] = []

    def add(self, ending: str, file: T) -> None:
        if ending in self.files:
            self.repeated.append(self.stem + ending)
        else:
            self.files[ending] = file

    @property
    def image(self) -> str | None:
        return next((ending for ending in self.endings.images if ending in self.files), None)

    @property
    def text(self) -> str | None:
        return next((ending for ending in self.endings.texts if ending in self.files), None)

    @property
    def json(self) -> T | None:
        return self.files.get(JSON)

    @property
    def known(self) -> bool:
        return self.image is not None or self.text is not None or self.json is not None


def samples(files: Sequence[tuple[Name, T]], endings: Endings) -> Iterator[Sample[T]]:
    """Yield the samples of the files of one key. Every image and every text is in exactly one."""
    pieces: dict[str, _Piece[T]] = {}
    for name, file in files:
        pieces.setdefault(name.middle, _Piece(name.stem, endings)).add(name.ending, file)
    base = _base(pieces, files[0][0], endings)
    heads = [] if base is None else [base]
    captions: list[_Piece[T]] = []
    unused: list[str] = []
    for middle, piece in pieces.items():
        if piece is base or not piece.known:
            continue
        if base is None or (piece.image is not None and piece.text is not None):
            heads.append(piece)
        elif piece.image is None and piece.text is not None and _is_caption(middle, base):
            captions.append(piece)
        elif piece.text is not None or not WORD.fullmatch(middle):
            heads.append(piece)
        else:
            unused += [f"{middle}{ending}" for ending in _moved(piece, middle, base)]
    for head in heads:
        yield _sample(head, base, captions, unused)


def grouped(files: Sequence[str], endings: Endings) -> Iterator[Sample[str]]:
    """Yield the samples of a folder's files, named relative to it and sorted by key."""
    named = [(name, file) for file in files if (name := split(file, endings)) is not None]
    renamed = zip(paired([name for name, _ in named], endings), (file for _, file in named), strict=True)
    for _, group in groupby(sorted(renamed), lambda each: each[0][:2]):
        yield from samples(list(group), endings)


def _moved(piece: _Piece[T], middle: str, base: _Piece[T]) -> Iterator[str]:
    """Move the files of a piece such as `000.rgb.jpg` or `000.meta.json` to the base where it lacks them; yield unused image endings."""
    base.repeated += piece.repeated
    if piece.json is not None and base.json is None and base.text is None:
        base.add(JSON, piece.json)
    for ending in piece.endings.images:
        if ending in piece.files:
            if base.image is None and middle[1:].lower() not in MAPS:
                base.add(ending, piece.files[ending])
            else:
                yield ending


def _base(pieces: dict[str, _Piece[T]], first: Name, endings: Endings) -> _Piece[T] | None:
    """Return the piece that the others of its key belong to: that without a middle, or a new one for `000.rgb.jpg` and `000.0.txt`."""
    if "" in pieces:
        return pieces[""]
    pictures = [middle for middle, piece in pieces.items() if piece.image is not None and piece.text is None and WORD.fullmatch(middle)]
    texts = [middle for middle, piece in pieces.items() if piece.image is None and (piece.text or piece.json) and _names_caption(middle)]
    return _Piece(posixpath.join(first.folder, first.key), endings) if pictures and texts else None


def _is_caption(middle: str, base: _Piece[T]) -> bool:
    """Return whether a text with this middle is a caption of the base; `000.ocr.txt` beside `000.txt` is not."""
    return _names_caption(middle) or (base.text is None and WORD.fullmatch(middle) is not None)


def _names_caption(middle: str) -> bool:
    return all(NUMBER.fullmatch(word) or re.sub(r"[_-]?\d*$", "", word.lower()) in CAPTION_WORDS for word in middle[1:].split("."))


def _sample(head: _Piece[T], base: _Piece[T] | None, captions: Sequence[_Piece[T]], unused: Sequence[str]) -> Sample[T]:
    pieces = [head, *captions] if head is base else [head]
    texts = [piece.files[piece.text] for piece in pieces if piece.text is not None]
    repeated = [name for piece in pieces for name in piece.repeated]
    left = [
        ending for ending in (*head.endings.images, *head.endings.texts) if ending in head.files and ending not in (head.image, head.text)
    ]
    image = None if head.image is None else head.files[head.image]
    rival = None
    if base is not None and head is not base and image is None and base.image is not None and WORD.fullmatch(head.stem[len(base.stem) :]):
        rival = base.stem
    media = next((head.files[ending] for ending in MEDIA if ending in head.files), None)
    return Sample(head.stem, tuple(texts), head.json, image, (*left, *(unused if head is base else ())), tuple(repeated), rival, media)


def paired(names: Sequence[Name], endings: Endings) -> list[Name]:
    """Return the names of a folder; texts that are stored apart from their image are renamed after it.

    Examples are `dog_0.txt` and `dog_1.txt` beside `dog.jpg`, and `captions/dog.txt` where the image is `images/dog.jpg`.
    """
    pictured = {name.stem for name in names if name.ending in endings.images}
    texts = (*endings.texts, JSON)
    described = {name.stem for name in names if name.ending in texts}
    if pictured and not pictured & described:
        for common in (_below, posixpath.basename):
            apart: dict[str, list[str]] = {}
            for stem in pictured:
                apart.setdefault(common(stem), []).append(stem)
            moved = {stem: apart.get(common(stem), []) for stem in described}
            if any(moved.values()) and (common is _below or len(set(map(common, described))) == len(described)):
                return [
                    _renamed(name, moved[name.stem][0]) if name.ending in texts and len(moved[name.stem]) == 1 else name for name in names
                ]
    alone = described - pictured
    found = []
    for name in names:
        match = NUMBERED.fullmatch(name.stem) if name.ending in endings.texts and name.stem in alone else None
        if match and match[1] in pictured and match[1] not in described:
            name = _renamed(name, f"{match[1]}.{match[2]}")
        found.append(name)
    return found


def _below(stem: str) -> str:
    """Return a name without its first folder."""
    return stem.partition("/")[2] or stem


def _renamed(name: Name, stem: str) -> Name:
    folder, base = posixpath.split(stem)
    return _named(folder, base, name.ending)
