"""Decide which images may be opened. Records name them, and whoever wrote the records need not be trusted.

Allowed are the folder of the input, `captions.image_root`, `captions.image_locations`, and beside the folder of the input the folders
that `hardneg.captions.placing` searches. Links inside these folders are followed.
"""

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from hardneg.schemas.captions import CaptionsConfig

MAX_PIXELS = CaptionsConfig().max_pixels
"""The limit outside a run, where no config sets one."""

ANNOTATIONS = re.compile(r"(.*[_ -])?(annotations?|annots?|anns?|captions?|labels?|meta(data)?|tables?|texts?)", re.IGNORECASE)
IMAGES = re.compile(
    r"([A-Za-z0-9]+[_ -])?(images?|imgs?|photos?|pictures?|jpe?gs?|pngs?|videos?|clips|wavs?|audios?)([_ -]?\d+)?", re.IGNORECASE
)
"""Names of folders that hold tables, and of folders that hold images. In other folders, files of the same name are other images."""

_LOCAL = ("file://", "local://")
_UP = re.compile(r"(?:^|[/\\])(?:\.|%2e){2}(?:[/\\]|$)", re.IGNORECASE)


class ImagePlaces(NamedTuple):
    """Hold where images may be.

    Attributes:
        root: Folder or URL of the input, which names of sources are relative to.
        image_root: Base of relative paths, instead of their source's folder (`captions.image_root`).
        locations: Further folders or URLs that images may be in (`captions.image_locations`).
        max_pixels: Largest image (`captions.max_pixels`).
    """

    root: str
    image_root: str | None = None
    locations: Sequence[str] = ()
    max_pixels: int = MAX_PIXELS

    @property
    def bases(self) -> list[str]:
        """Return the folders and URLs that images may be in."""
        return [base for base in (self.root, self.image_root, *self.locations) if base]

    @property
    def hosts(self) -> set[str]:
        """Return the web hosts (with their ports) that the user named. Only these may have an address that is not public."""
        found = (urlsplit(base) for base in self.bases if base.lower().startswith(("http://", "https://")))
        return {parts.netloc.rpartition("@")[2].lower() for parts in found if parts.hostname}

    def refusal(self, url: str) -> str | None:
        """Return why the image at a path or URL may not be opened; None where it may be."""
        if any(_is_below(url, base) for base in self.bases) or _is_beside(url, self.root):
            return None
        where = "is on the web" if url.lower().startswith(("http://", "https://")) else "is outside the folder of the input"
        return f"{where}; captions.image_locations can allow it"


def places_of(root: str, config: CaptionsConfig) -> ImagePlaces:
    """Return where the images of an input at `root` may be."""
    return ImagePlaces(root, config.image_root, tuple(config.image_locations), config.max_pixels)


def _is_below(url: str, base: str) -> bool:
    """Return whether `url` is in the folder `base`. A part `..` never leads out of it, and a chained URL (`::`) is in no folder."""
    url, base = _normalised(url), _normalised(base)
    prefix = base.rstrip("/") + "/"
    rest = url[len(prefix) :]
    return url.startswith(prefix) and "::" not in rest and _UP.search(rest) is None


def _is_beside(url: str, root: str) -> bool:
    """Return whether `url` is in a folder beside `root`, where images of tables are searched."""
    parent, name = posixpath.split(_normalised(root).rstrip("/"))
    if not root or not name or not _is_below(url, parent):
        return False
    folder, _, file = _normalised(url)[len(parent.rstrip("/")) + 1 :].partition("/")
    return bool(file) and (IMAGES.fullmatch(folder) is not None or ANNOTATIONS.fullmatch(name) is not None)


def _normalised(url: str) -> str:
    """Return an absolute path without `..`, or a URL with its protocol and host in lower case."""
    from fsspec.implementations.local import LocalFileSystem

    if url.startswith(_LOCAL) or ("://" not in url and "::" not in url):
        return posixpath.normpath(str(LocalFileSystem._strip_protocol(url)))
    protocol, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{protocol.lower()}{mark}{host.lower()}{slash}{path}"
