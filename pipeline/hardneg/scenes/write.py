"""Write scenes to a folder: images, captions, graphs and WebDataset shards. The same arguments give the same bytes.

The folder is renamed from OUT.unfinished when it is complete:

    images/000000.png ...        the images; of photographs .jpg
    captions.jsonl               id, image, caption: an input of `hardneg run`
    graphs.jsonl                 id, scene: what is true
    labels.jsonl                 group, image, caption, negative, family, valid: pairs for `calibrate-matcher --labels`
    additions/000000-0.png ...   only where asked for: scenes with things added, of which `labels.jsonl` has pairs (`added`)
    shards/scenes-00000.tar ...  images, captions and graphs as WebDataset: .png, .txt, .json
    sheet.png                    a contact sheet of the first scenes
    scenes.json                  the arguments
"""

import io
import json
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from hardneg.errors import UserError
from hardneg.scenes.additions import added_pairs
from hardneg.scenes.graph import to_dict
from hardneg.scenes.sheet import contact_sheet
from hardneg.scenes.text_variants import SceneNegative, invalid_negatives, negatives
from hardneg.scenes.world import DRAWN_WORLD, SceneSample, World, sample_at
from hardneg.seeding import generator_for

SHARD = 1000
SHEET = 48
VERSION = 2


def write(out: str, count: int, seed: int, size: int | None = None, world: World = DRAWN_WORLD, additions: bool = False) -> bool:
    """Write `count` scenes of a seed as images of `size` pixels (default: the world's); return False where they exist already.

    With `additions` there are also labelled pairs of scenes with things added (`hardneg.scenes.additions`).

    Raises:
        UserError: The folder holds something else.
    """
    folder = Path(out)
    size = size or world.pixels
    wanted = {"version": VERSION, "style": world.style, "revision": world.revision, "n": count, "seed": seed, "size": size}
    wanted |= {"additions": True} if additions else {}
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{out}: is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        if _read(folder / "scenes.json") == wanted:
            return False
        raise UserError(f"{out}: not empty, and not these scenes; name another folder or delete it")
    unfinished = folder.absolute().with_name(folder.absolute().name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in ("images", "shards", *(["additions"] if additions else [])):
        (unfinished / name).mkdir(parents=True)
    _write_samples(unfinished, count, seed, size, world, additions)
    shown = [sample_at(seed, number, world) for number in range(min(count, SHEET))]
    (unfinished / "sheet.png").write_bytes(contact_sheet([(each.scene, each.caption) for each in shown], render=world.render))
    (unfinished / "scenes.json").write_text(json.dumps(wanted) + "\n")
    if folder.is_dir():
        folder.rmdir()
    unfinished.rename(folder)
    return True


def write_shard(
    path: Path, seed: int, numbers: Iterable[int], size: int, world: World = DRAWN_WORLD
) -> list[tuple[int, SceneSample, bytes]]:
    """Write samples of a seed as one WebDataset tar, and return them with their images as files."""
    written = []
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as shard:
        for number in numbers:
            sample = sample_at(seed, number, world)
            written.append((number, sample, world.encode(sample.scene, size)))
            _add(shard, *written[-1], world.ending)
    return written


def labels(sample: SceneSample, seed: int) -> list[dict[str, object]]:
    """Return labelled pairs of a scene: by family at most one valid negative, and one that is still true, of a caption of the scene."""
    pairs = [
        *((True, pair) for pair in negatives(sample.scene, generator_for(seed, sample.id, "calibrate", "valid"), sample.statement)),
        *(
            (False, pair)
            for pair in invalid_negatives(sample.scene, generator_for(seed, sample.id, "calibrate", "invalid"), sample.statement)
        ),
    ]
    return [_row(pair, valid) for valid, pair in pairs]


def _read(mark: Path) -> object:
    try:
        return json.loads(mark.read_text())
    except (OSError, ValueError):
        return None


def _write_samples(folder: Path, count: int, seed: int, size: int, world: World, additions: bool) -> None:
    with (
        (folder / "captions.jsonl").open("w") as captions,
        (folder / "graphs.jsonl").open("w") as graphs,
        (folder / "labels.jsonl").open("w") as labelled,
    ):
        for first in range(0, count, SHARD):
            numbers = range(first, min(first + SHARD, count))
            for number, sample, picture in write_shard(folder / "shards" / f"scenes-{first // SHARD:05d}.tar", seed, numbers, size, world):
                name = f"images/{number:06d}.{world.ending}"
                (folder / name).write_bytes(picture)
                captions.write(json.dumps({"id": sample.id, "image": name, "caption": sample.caption}) + "\n")
                graphs.write(json.dumps({"id": sample.id, "scene": to_dict(sample.scene)}) + "\n")
                for pair in labels(sample, seed):
                    labelled.write(json.dumps({"group": sample.id, "image": name, **pair}) + "\n")
                for pair in _write_additions(folder, number, sample, seed, size, world) if additions else ():
                    labelled.write(json.dumps({"group": sample.id, **pair}) + "\n")


def _write_additions(folder: Path, number: int, sample: SceneSample, seed: int, size: int, world: World) -> Iterator[dict[str, object]]:
    """Write the images of a scene with things added, and yield its labelled pairs."""
    rng = generator_for(seed, sample.id, "calibrate", "additions")
    for place, pair in enumerate(added_pairs(sample.scene, rng, sample.statement, world.alternatives)):
        name = f"additions/{number:06d}-{place}.{world.ending}"
        (folder / name).write_bytes(world.encode(pair.scene, size))
        yield {"image": name, **_row(pair.texts, pair.valid), "added": True}


def _row(texts: SceneNegative, valid: bool) -> dict[str, object]:
    return {"caption": texts.caption, "negative": texts.negative, "family": texts.family.value, "valid": valid}


def _add(shard: tarfile.TarFile, number: int, sample: SceneSample, picture: bytes, image_ending: str) -> None:
    described = json.dumps({"id": sample.id, "caption": sample.caption, "scene": to_dict(sample.scene)}).encode()
    for ending, data in ((image_ending, picture), ("txt", sample.caption.encode()), ("json", described)):
        member = tarfile.TarInfo(f"{number:06d}.{ending}")
        member.size = len(data)
        shard.addfile(member, io.BytesIO(data))
