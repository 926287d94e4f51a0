"""Files of a tar that belong together: those that follow each other, or have the same name where the texts lie apart from the images."""

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import groupby, islice

from hardneg.captions.fields.records import Broken
from hardneg.captions.files.samples import MEDIA, Endings, Name, paired, split
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import decompressed
from hardneg.captions.readers.tar import Member, members
from hardneg.schemas.config import CaptionsConfig

PEEK = 50
"""Groups that are looked at; where none of them has both an image and a text, the texts lie apart."""

File = tuple[Name, Member]


def groups(source: Source, config: CaptionsConfig, endings: Endings) -> Iterator[list[File]]:
    """Yield the files of each key.

    They follow each other in a tar that WebDataset reads. In another one that is not compressed, the names and the texts of all files
    are held in memory, and images are found by their offsets.

    Raises:
        Broken: The tar ends too early; what stands before was yielded.
    """
    yield from _by_name(source, endings) if _are_apart(source, config, endings) else _in_order(source, config, endings)


def _are_apart(source: Source, config: CaptionsConfig, endings: Endings) -> bool:
    """Return whether the first files of a tar that can be sought have no image or sound beside a text."""
    if source.compression is not None:
        return False
    found = []
    try:
        with closing(_in_order(source, config, endings)) as every:
            for group in islice(every, PEEK):
                found.append({name.ending for name, _ in group})
    except Broken:
        pass
    shown = (*endings.images, *MEDIA)
    return len(found) > 1 and all(there.isdisjoint(endings.described) or there.isdisjoint(shown) for there in found)


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
        if broken is None or _whole(group, True, endings):
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
                if group and (name[:2] != group[0][0][:2] or _complete(group, name, endings)):
                    yield group
                    group = []
                group.append((name, member))
                pictured |= name.ending in endings.images
        except Exception:  # of any decompressor; `decompressed` turns it into Broken
            if _whole(group, pictured, endings):
                yield group
            raise
        if group:
            yield group


def _complete(group: list[File], name: Name, endings: Endings) -> bool:
    """Return whether all of a group is one sample that `name` does not belong to, so that a tar of dotted names is not held in memory."""
    middle = group[-1][0].middle
    if not middle or middle == name.middle or middle[1:].isidentifier() or any(other.middle != middle for other, _ in group):
        return False
    return _whole(group, True, endings)


def _whole(group: list[File], pictured: bool, endings: Endings) -> bool:
    """Return whether files that the break of a tar may have cut have all that the samples of the tar have."""
    there = {name.ending for name, _ in group}
    return not there.isdisjoint(endings.described) and (not pictured or not there.isdisjoint(endings.images))
