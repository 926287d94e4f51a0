"""Make labelled pairs from captions by several people, where nobody has labelled negatives.

Let c be a caption, d another person's caption of the same image, and n a negative of c in some family. Two rows have d as their caption:

* d beside n is valid: n is taken to be false of the image, as the rules that wrote it intend.
* d beside c is invalid: c is true of the image.

The two texts differ by the family's edit alone, so what tells them apart is whether the matcher sees what the edit is about. Three things
are not shown. Some of the n are true after all, which makes the matcher look worse, and the bound too good. The invalid rows are clear
cases; an edit that happens to be true is often a borderline one. Captions of a run come from a single person, and so does their negative.
Labels by people (`hardneg label`) show all three.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.captions.cleaning.images import Reference, locate
from hardneg.schemas.family import Family
from hardneg.schemas.rows import Image
from hardneg.seeding import generator_for
from hardneg.training.matcher.labelled_cases import Case
from hardneg.training.matcher.run_examples import RunExample

SOURCE = "captions of the same images by other people, not labels"


def labelled_pairs(examples: Iterable[RunExample], places: ImagePlaces, seed: int = 0) -> list[Case]:
    """Return a valid and an invalid row for each negative of an image with two captions or more."""
    by_image: defaultdict[str, list[RunExample]] = defaultdict(list)
    for example in examples:
        if example.id == example.caption_id:  # no negative with an image of its own
            by_image[example.group].append(example)
    found = []
    for group, captions in sorted(by_image.items()):
        image = _image(captions[0], places)
        for example in captions:
            others = [other.caption for other in captions if other.caption.casefold() != example.caption.casefold()]
            if not others:
                continue
            rng = generator_for(seed, example.id, "labelled-pairs", "other")
            for negative, family in example.negatives:
                other = rng.choice(others)
                found.append(Case(group, image, other, negative, Family(family), True))
                found.append(Case(group, image, other, example.caption, Family(family), False))
    return found


def _image(example: RunExample, places: ImagePlaces) -> Image:
    """Return the image with an absolute path, so that it is found wherever the rows are read."""
    source, path, content = example.image
    if content is not None or path is None:
        return Image(bytes=content)
    found = locate(Reference(source, path, None, None, None), places.root, places.image_root)
    return Image(path=found if "://" in found else str(Path(found).absolute()))
