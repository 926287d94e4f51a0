"""Group the files of a tar that belong together: consecutive files, or files of one name where texts are stored apart from images."""

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from itertools import groupby, islice

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.samples import MEDIA, Endings, Name, paired, split
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import decompressed
from hardneg.captions.readers.tar import Member, members
from hardneg.schemas.config import CaptionsConfig

PEEK = 50
"""Number of first groups; if none of them has both an image and a text, texts are stored apart from images."""

File = tuple[Name, Member]


def groups(source: Source, config: CaptionsConfig, endings: Endings) -> Iterator[list[File]]:
    """Yield the files of each key.

    In a tar for WebDataset they are consecutive. In another tar without compression, the names and texts of all files are kept in memory,
    and images are found by their offsets.

    Raises:
        Broken: The tar ends too early; complete samples before that were yielded.
    """
    yield from _by_name(source, endings) if _are_apart(source, config, endings) else _in_order(source, config, endings)


def _are_apart(source: Source, config: CaptionsConfig, endings: Endings) -> bool:
    """Return whether no image or sound among the first files of a seekable tar has a text."""
    if source.compression is not None:
        return False
    found: list[set[str]] = []
    with suppress(Broken), closing(_in_order(source, config, endings)) as every:
        found.extend({name.ending for name, _ in group} for group in islice(every, PEEK))
    media = (*endings.images, *MEDIA)
    return len(found) > 1 and all(group.isdisjoint(endings.described) or group.isdisjoint(media) for group in found)


def _by_name(source: Source, endings: Endings) -> Iterator[list[File]]:
    found: list[File] = []
    broken: Broken | None = None
    try:
        with decompressed(source) as stream:
            total = stream.seek(0, 2)
            stream.seek(0)
            for member in members(stream, endings.described, total):
                name = split(member.name, endings)
                if name is not None:
                    found.append((name, member))
    except Broken as error:
        broken = error
    names = paired([name for name, _ in found], endings)
    renamed = sorted(zip(names, (member for _, member in found), strict=True), key=lambda each: each[0])
    for _, files in groupby(renamed, lambda each: each[0][:2]):
        group = list(files)
        if broken is None or _is_whole(group, True, endings):
            yield group
    if broken is not None:
        raise broken


def _in_order(source: Source, config: CaptionsConfig, endings: Endings) -> Generator[list[File]]:
    inline = endings.described if source.compression is None or config.images == "ignore" else (*endings.described, *endings.images)
    with decompressed(source) as stream:
        total = None if source.compression else stream.seek(0, 2)
        if total is not None:
            stream.seek(0)
        group: list[File] = []
        pictured = False
        try:
            for member in members(stream, inline, total):
                name = split(member.name, endings)
                if name is None:
                    continue
                if group and (name[:2] != group[0][0][:2] or _is_complete(group, name, endings)):
                    yield group
                    group = []
                group.append((name, member))
                pictured |= name.ending in endings.images
        except Exception:  # from any decompressor; `decompressed` turns it into Broken
            if _is_whole(group, pictured, endings):
                yield group
            raise
        if group:
            yield group


def _is_complete(group: list[File], name: Name, endings: Endings) -> bool:
    """Return whether a group is one sample without `name`, so that a tar of dotted names is not collected in memory."""
    middle = group[-1][0].middle
    if not middle or middle == name.middle or middle[1:].isidentifier() or any(other.middle != middle for other, _ in group):
        return False
    return _is_whole(group, True, endings)


def _is_whole(group: list[File], pictured: bool, endings: Endings) -> bool:
    """Return whether a group has a text, and an image if the tar has images; damage may have truncated it."""
    found = {name.ending for name, _ in group}
    return not found.isdisjoint(endings.described) and (not pictured or not found.isdisjoint(endings.images))
