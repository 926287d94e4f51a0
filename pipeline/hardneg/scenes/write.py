"""Write scenes to a folder: images, captions, graphs and WebDataset shards. The same arguments give the same bytes.

The folder is renamed from OUT.unfinished when it is complete:

    images/000000.png ...        the images
    captions.jsonl               id, image, caption: an input of `hardneg run`
    graphs.jsonl                 id, scene: what is true
    shards/scenes-00000.tar ...  the same as WebDataset: .png, .txt, .json
    sheet.png                    a contact sheet of the first scenes
    scenes.json                  the arguments
"""

import io
import json
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path

from hardneg.errors import UserError
from hardneg.scenes.graph import to_dict
from hardneg.scenes.render import png
from hardneg.scenes.sheet import contact_sheet
from hardneg.scenes.world import SceneSample, sample_at

SHARD = 1000
SHEET = 48
VERSION = 1


def write(out: str, count: int, seed: int, size: int = 64) -> bool:
    """Write `count` scenes of a seed as images of `size` pixels; return False where they exist already.

    Raises:
        UserError: The folder holds something else.
    """
    folder = Path(out)
    wanted = {"version": VERSION, "n": count, "seed": seed, "size": size}
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{out}: is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        if _read(folder / "scenes.json") == wanted:
            return False
        raise UserError(f"{out}: not empty, and not these scenes; name another folder or delete it")
    unfinished = folder.absolute().with_name(folder.absolute().name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in ("images", "shards"):
        (unfinished / name).mkdir(parents=True)
    _write_samples(unfinished, count, seed, size)
    shown = [sample_at(seed, number) for number in range(min(count, SHEET))]
    (unfinished / "sheet.png").write_bytes(contact_sheet([(each.scene, each.caption) for each in shown]))
    (unfinished / "scenes.json").write_text(json.dumps(wanted) + "\n")
    if folder.is_dir():
        folder.rmdir()
    unfinished.rename(folder)
    return True


def write_shard(path: Path, seed: int, numbers: Iterable[int], size: int) -> list[tuple[int, SceneSample, bytes]]:
    """Write samples of a seed as one WebDataset tar, and return them with their images as PNG."""
    written = []
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as shard:
        for number in numbers:
            sample = sample_at(seed, number)
            written.append((number, sample, png(sample.scene, size)))
            _add(shard, *written[-1])
    return written


def _read(mark: Path) -> object:
    try:
        return json.loads(mark.read_text())
    except (OSError, ValueError):
        return None


def _write_samples(folder: Path, count: int, seed: int, size: int) -> None:
    with (folder / "captions.jsonl").open("w") as captions, (folder / "graphs.jsonl").open("w") as graphs:
        for first in range(0, count, SHARD):
            numbers = range(first, min(first + SHARD, count))
            for number, sample, picture in write_shard(folder / "shards" / f"scenes-{first // SHARD:05d}.tar", seed, numbers, size):
                name = f"images/{number:06d}.png"
                (folder / name).write_bytes(picture)
                captions.write(json.dumps({"id": sample.id, "image": name, "caption": sample.caption}) + "\n")
                graphs.write(json.dumps({"id": sample.id, "scene": to_dict(sample.scene)}) + "\n")


def _add(shard: tarfile.TarFile, number: int, sample: SceneSample, picture: bytes) -> None:
    described = json.dumps({"id": sample.id, "caption": sample.caption, "scene": to_dict(sample.scene)}).encode()
    for ending, data in (("png", picture), ("txt", sample.caption.encode()), ("json", described)):
        member = tarfile.TarInfo(f"{number:06d}.{ending}")
        member.size = len(data)
        shard.addfile(member, io.BytesIO(data))
