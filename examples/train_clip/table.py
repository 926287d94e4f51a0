"""Print the figures of all trainings as a table."""

from collections.abc import Callable, Mapping, Sequence
from statistics import mean, stdev

TITLES = {
    "paraphrase": "caption and paraphrase above the negative",
    "image to text": "R@1, image to text",
    "text to image": "R@1, text to image",
}
"""Titles of the figures that are of no family."""


def title_of(name: str) -> str:
    """Return the title of a figure of `trial.measure`."""
    way, _, family = name.partition(" ")
    if name in TITLES:
        return TITLES[name]
    which = "caption above the negative" if way == "text" else "own image above that of the negative"
    return f"{which}, {family or 'mean of the families'}"


def table(found: Mapping[str, Sequence[Mapping[str, float]]], title: Callable[[str], str] = title_of) -> str:
    """Return a Markdown table with a row a figure and a column a training: the mean over seeds and the standard deviation."""
    names = list(next(iter(found.values()))[0])
    lines = [["", *found], ["---", *("---:" for _ in found)]]
    lines += [[title(name), *(_cell([each[name] for each in runs]) for runs in found.values())] for name in names]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _cell(values: Sequence[float]) -> str:
    return f"{mean(values):.3f}" + (f" ± {stdev(values):.3f}" if len(values) > 1 else "")
