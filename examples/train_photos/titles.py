"""Return the titles of the rows of the table."""

from collections.abc import Mapping

from examples.train_photos.trial import OURS, SIMILAR, SWAPS

MAKERS = {
    OURS: "negatives of hardneg",
    SWAPS: "swaps as in NegCLIP",
    SIMILAR: "the caption of the most similar other image",
}
TITLES = {
    "also person": "caption, and another person's caption, above the negative of hardneg",
    "also rule": "caption, and its paraphrase by hardneg, above the negative of hardneg",
    "image to text": "R@1, image to text",
    "text to image": "R@1, text to image",
    "text to image 5": "R@5, text to image",
}


def title_of(name: str, counts: Mapping[str, int]) -> str:
    """Return the title of a figure of `trial.measure`, with its number of pairs."""
    blind = name.startswith("blind ")
    of = name.removeprefix("blind ")
    pairs = f" ({counts[of]:,})" if of in counts else ""
    if name in TITLES:
        return TITLES[name] + pairs
    if of in MAKERS:
        return f"caption above {MAKERS[of]}{', without the image' if blind else pairs}"
    kind, _, rest = name.partition(" ")
    if kind == "triple":
        return f"texts alone, paraphrase nearer than the negative, {rest}{pairs}"
    return f"caption above {MAKERS[OURS]}, {rest}{pairs}"
