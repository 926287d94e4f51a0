"""The report for a terminal."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from pipeline.quality.accuracy import Accuracy
from pipeline.quality.blind import ALL, Figures
from pipeline.quality.measure import Report

JUDGES = (("n-grams", "ngrams"), ("of all", "ngrams_of_all"), ("transformer", "transformer"), ("likelihood", "likelihood"))


def tables(reports: Sequence[Report]) -> Iterator[Table]:
    """Every table of the reports, those of the sets side by side."""
    for title, setting in (("negative against caption", "caption"), ("negative against positive", "positive")):
        figures = {report.name: getattr(report, setting) for report in reports if getattr(report, setting)}
        if figures:
            yield _accuracies(f"blind accuracy, {title}: 0.5 is chance; 95% interval", figures)
            yield _curves(f"n-grams by pairs learned from, {title}", figures)


def _accuracies(title: str, sets: dict[str, dict[str, Figures]]) -> Table:
    judges = [
        (head, name) for head, name in JUDGES if any(getattr(of, name) is not None for figures in sets.values() for of in figures.values())
    ]
    table = _table(title)
    table.add_column("set and family", no_wrap=True)
    for head in ("train", "test", *(head for head, _ in judges)):
        table.add_column(head, justify="right", no_wrap=True)
    for name, figures in sets.items():
        for family, of in figures.items():
            cells = [_cell(getattr(of, judge)) for _, judge in judges]
            table.add_row(escape(name) if family == ALL else f"  {family}", f"{of.train:,}", f"{of.test:,}", *cells)
        table.add_section()
    return table


def _curves(title: str, sets: dict[str, dict[str, Figures]]) -> Table:
    table = _table(title)
    table.add_column("set", no_wrap=True)
    longest = max((figures[ALL].curve for figures in sets.values()), key=len)
    for number, point in enumerate(longest):
        table.add_column("all" if number == len(longest) - 1 else f"{point.train:,}", justify="right")
    for name, figures in sets.items():
        *inner, last = figures[ALL].curve
        cells = [f"{point.accuracy.value:.3f}" if point.accuracy else "" for point in inner]
        cells += [""] * (len(longest) - 1 - len(cells))
        table.add_row(escape(name), *cells, f"{last.accuracy.value:.3f} ({last.train:,})" if last.accuracy else "")
    return table


def _cell(accuracy: Accuracy | None) -> str:
    return "" if accuracy is None else f"{accuracy.value:.3f} ±{(accuracy.high - accuracy.low) / 2:.2f}"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
