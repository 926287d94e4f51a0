"""Choose the captions and negatives to export, read their images, and count what is skipped."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.export.destination import Destination
from hardneg.export.pictures import Picture, picture
from hardneg.seeding import generator_for
from hardneg.shards.files import shard_files
from hardneg.shards.grouped import CaptionGroup, groups, image_places, read_image
from hardneg.wording import amount

STAGE = "export"

COLUMNS = ("id", "negative", "family", "kind", "concreteness", "visual", "p_valid", "weight", "needs_image", "run_id")


class Options(NamedTuple):
    """Hold the options of `hardneg export`. `negatives` None means the default of the format, `ALL` all."""

    negatives: int | None = None
    form: str | None = None
    anchor: Literal["caption", "image"] = "caption"
    scores: bool = False
    per_file: int | None = None
    image_root: str | None = None
    seed: int = 0
    skip_missing: bool = False


ALL = 0


class Needs(NamedTuple):
    """State what a format needs of a caption, and what it can hold.

    `image` is the caption's image. With `both_directions` the images of negatives are read, and negatives with `needs_image` are kept.
    `negatives` is the upper bound on negatives of a caption, `ALL` for no bound; `exactly` skips captions with fewer.
    """

    image: Literal["required", "optional", "unused"] = "unused"
    both_directions: bool = False
    positives: bool = False
    negatives: int = ALL
    exactly: bool = False


class Negative(NamedTuple):
    """Hold a negative: its text, family, image if there is one, and the columns `COLUMNS`."""

    text: str
    family: str
    image: Picture | None
    row: dict[str, Any]


class Caption(NamedTuple):
    """Hold a caption with its image and the negatives chosen."""

    group: CaptionGroup
    image: Picture | None
    negatives: list[Negative]

    @property
    def id(self) -> str:
        """Return the id of the caption."""
        return self.group.caption_id

    @property
    def text(self) -> str:
        """Return the caption itself."""
        return self.group.caption


class Job(NamedTuple):
    """Hold what a format's writer is given: the shards, the options, the destination, and counters that it fills."""

    out: str
    options: Options
    destination: Destination
    samples: Counter[str]
    skipped: Counter[str]
    run_ids: set[str]

    def path(self, name: str) -> str:
        """Return the path of a file as lists of files name it: below `image_root`, by default the final place of the export."""
        root = self.options.image_root
        return storage.join(self.destination.final if root is None else root, name) if root != "" else name


class Folder(NamedTuple):
    """Hold the folder of shards, and where the images may be that they refer to."""

    path: str
    places: ImagePlaces


def negatives_of(job: Job, default: int) -> int:
    """Return the number of negatives asked for, or else `default`."""
    return default if job.options.negatives is None else job.options.negatives


def captions(job: Job, split: str, needs: Needs) -> Iterator[Caption]:
    """Yield the captions of a split that have what the format needs, in the order of the shards. Count the others in `job.skipped`.

    Raises:
        UserError: An image is missing or unreadable, and `skip_missing` is off.
    """
    folder = Folder(shard_files(job.out, split)[0].rpartition("/")[0], image_places(job.out))
    images = [*(["image"] if needs.image != "unused" else []), *(["negative_image"] if needs.both_directions else [])]
    for group in groups(job.out, split, [*COLUMNS, *images]):
        job.run_ids.update(row["run_id"] for row in group.rows)
        caption = _chosen(job, group, needs, folder)
        if caption is not None:
            yield caption


def _chosen(job: Job, group: CaptionGroup, needs: Needs, folder: Folder) -> Caption | None:
    has_image = group.image is not None and (group.image["bytes"] is not None or group.image["path"] is not None)
    if needs.image == "required" and not has_image:
        job.skipped["caption without an image"] += 1
        return None
    if needs.positives and not group.positives:
        job.skipped["caption without a paraphrase"] += 1
        return None
    rows = group.rows if needs.both_directions else [row for row in group.rows if not row["needs_image"]]
    job.skipped["negative with needs_image, which this format shows in one direction only"] += len(group.rows) - len(rows)
    if needs.exactly and len(rows) < needs.negatives:
        job.skipped[f"caption with fewer than {amount(needs.negatives, 'negative')}"] += 1
        return None
    if not rows:
        job.skipped["caption without a negative"] += 1
        return None
    image = None
    if needs.image != "unused" and has_image and group.image is not None:
        image = _read(job, folder, group.image)
        if image is None:
            return None
    chosen = []
    for row in _drawn(rows, needs.negatives, group.caption_id, job.options.seed):
        own = None
        if needs.both_directions and row["negative_image"] is not None:
            own = _read(job, folder, row["negative_image"])
            if own is None:
                continue
        chosen.append(Negative(row["negative"], row["family"], own, row))
    return Caption(group, image, chosen) if chosen else None


def _drawn(rows: list[dict[str, Any]], count: int, caption_id: str, seed: int) -> list[dict[str, Any]]:
    """Return `count` of the rows in their order, drawn by the seed and the caption's id."""
    if count == ALL or len(rows) <= count:
        return rows
    places = sorted(generator_for(seed, caption_id, STAGE, "negatives").sample(range(len(rows)), count))
    return [rows[place] for place in places]


def _read(job: Job, folder: Folder, image: dict[str, Any]) -> Picture | None:
    try:
        data = read_image(folder.path, image, folder.places)
        try:
            return picture(data, folder.places.max_pixels)
        except ValueError as error:
            raise UserError(f"{image['path'] or 'an image in ' + folder.path}: {error}") from error
    except UserError as error:
        if not job.options.skip_missing:
            raise UserError(f"{error}; --on-error skip skips such rows") from error
        job.skipped["image missing or unreadable"] += 1
        return None


def shuffled(caption: Caption, texts: list[str], purpose: str, seed: int) -> tuple[list[str], list[int]]:
    """Return `texts` in an order that follows from the seed and the caption's id, and the former index of each."""
    order = list(range(len(texts)))
    generator_for(seed, caption.id, STAGE, purpose).shuffle(order)
    return [texts[index] for index in order], order
