"""Define `hardneg.load`, which opens shards for training."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hardneg.errors import UserError
from hardneg.errors.extras import missing
from hardneg.loading.options import All, Draw, Group, OnError, Options
from hardneg.loading.plan import Even
from hardneg.loading.stream import open_split

if TYPE_CHECKING:
    from hardneg.loading.loader import Loader


def load(
    out: str,
    split: str = "train",
    *,
    negatives: int | All = 4,
    positives: int | All = 1,
    draw: Draw = "uniform",
    family_weights: Mapping[str, float] | None = None,
    group: Group = "caption",
    needs_image: bool = False,
    images: bool = True,
    shuffle: bool = True,
    seed: int = 0,
    rank: int | None = None,
    world_size: int | None = None,
    on_error: OnError = "raise",
    even: Even | None = None,
) -> "Loader":
    """Return a torch `IterableDataset` over the captions of a run's shards, each with negatives that are drawn anew in each epoch.

    A sample is a dict: `image` (a PIL image in RGB, or None), `caption`, `caption_id`, `image_id`, `positives`, and of the drawn negatives
    `negatives`, `families`, `negative_images`, `weights`, `margins` and `p_valid`, which are lists of the same length. `hardneg.collate`
    makes a batch of samples. Captions without a negative that may be drawn are skipped.

    Args:
        out: Folder or URL of a run, or of its shards.
        split: `train` or `val`.
        negatives: Upper bound on the negatives of a sample, or `"all"`.
        positives: Upper bound on its positives, or `"all"`.
        draw: Which negatives are drawn more often. `uniform`: none. `concreteness`: those of concrete words, in proportion to the rating.
            `margin`: hard ones, in proportion to 1 / (1 + m), where m is `match_positive` less `match_negative`, at least 0, divided by its
            median among the rows of the same `judged_by` in the row group: each matcher has its own scale. `p_valid`: in proportion to
            the probability that they are false. A row without the scores has a chance of 1/2, and an unrated one of 1.
        family_weights: Relative chance of a negative of each family; 1 where none is given, and 0 excludes a family.
        group: `caption`: a sample is a caption. `image`: a sample is an image; one of its captions is drawn, and the others are among its
            positives.
        needs_image: Also draw negatives that need both directions of training (`needs_image` in the docs of the columns).
        images: Read and decode images.
        shuffle: Shuffle by seed and epoch: row groups, and captions within blocks of a few row groups, those of an image far apart.
        seed: Seed of the order and of what is drawn.
        rank: Number of this process; by default that of torch.distributed, else of the environment variable `RANK`, else 0.
        world_size: Number of processes; by default likewise, else of `WORLD_SIZE`, else 1.
        on_error: `raise`, or `skip` what cannot be read, with a warning that names it.
        even: Give every worker of every rank the same number of samples, so that all ranks take the same number of steps. `drop`: the
            samples left over are dropped in this epoch. `repeat`: as many are yielded twice. These are fewer than there are workers on all
            ranks, and others in each epoch unless `shuffle` is off. Each rank first counts the samples, by reading a few columns.

    Raises:
        UserError: torch is not installed, an argument is wrong, or the shards cannot be read.
    """
    try:
        from hardneg.loading.loader import Loader
    except ModuleNotFoundError as error:
        raise missing("hardneg.load", error) or error from None
    options = Options(
        negatives, positives, draw, family_weights, group, needs_image, images, shuffle, seed, on_error, even
    ).checked()  # fmt: skip
    mine, of = _process(rank, world_size)
    return Loader(open_split(out, split, options), options, mine, of)


def _process(rank: int | None, world_size: int | None) -> tuple[int, int]:
    """Return the number of this process, and how many there are.

    Raises:
        UserError: They do not fit together.
    """
    import torch.distributed

    if (rank is None) != (world_size is None):
        raise UserError("hardneg.load: give both rank and world_size, or neither")
    if rank is None or world_size is None:
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            rank, world_size = torch.distributed.get_rank(), torch.distributed.get_world_size()
        elif ("RANK" in os.environ) != ("WORLD_SIZE" in os.environ):  # as for children of PyTorch Lightning's launcher
            raise UserError(
                "hardneg.load: of RANK and WORLD_SIZE only one is set; call it after torch.distributed is initialised, "
                "or pass rank and world_size"
            )
        else:
            rank, world_size = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if not 0 <= rank < world_size:
        raise UserError(f"hardneg.load: rank {rank} of world_size {world_size}; give a rank from 0 to world_size - 1")
    return rank, world_size
