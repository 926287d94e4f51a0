"""Format the report for a terminal as titled tables with all sets."""

from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from hardneg.errors.printable import printable
from hardneg.quality.accuracy import Accuracy
from hardneg.quality.bidirectional import accuracy_of_all
from hardneg.quality.measure import Report
from hardneg.quality.text_only import ALL, Figures
from hardneg.quality.words import Word

JUDGES = (
    ("n-grams", "ngrams"),
    ("of all", "ngrams_of_all"),
    ("transformer", "transformer"),
    ("likelihood", "likelihood"),
)
_NAMED = 4
"""Words of each family that are shown as inserted, and as removed."""

Titled = tuple[str, Table]


def tables(reports: Sequence[Report]) -> Iterator[Titled]:
    """Yield the tables of the reports with their titles."""
    for title, setting in (("negative against caption", "caption"), ("negative against positive", "positive")):
        figures: dict[str, dict[str, Figures]] = {each.name: getattr(each, setting) for each in reports if getattr(each, setting)}
        if figures:
            yield (
                f"Text-only accuracy, {title}: 0.5 is chance. share: of the rows; n-grams: trained on that family; of all: on all.",
                _by_family(figures),
            )
            yield f"Learning curve of the classifier of n-grams, {title}.", _curves(figures)
    if any(of.judge is not None for each in reports for of in each.caption.values()):
        yield (
            "Pairs in which an LLM that took no part in the run (--judge) finds the caption likelier than its negative: 0.5 is chance. "
            "It reads equally many pairs of each family; over several families each is weighted by its share of all pairs.",
            _independent(reports),
        )
    if any(each.both_directions for each in reports):
        yield "Rows with an image for both texts: 0.5 over both directions, whatever the text-only classifier.", _directions(reports)
        figures = {each.name: each.as_if_without for each in reports if each.as_if_without}
        if figures:
            yield "The same rows as if they had no image of their own, for information.", _by_family(figures)
    yield (
        "Replacements: number, entropies of replacement and source words, imbalance of words (0: in as often as out).",
        _variety(reports),
    )
    yield "Words that are inserted more often than removed, and the reverse.", _words(reports)
    yield "Shares of texts with an artefact, and of negatives that nearly equal another one of their caption.", _surface(reports)
    if any(each.coverage is not None for each in reports):
        yield "Captions that offer a target, and those of them with a negative.", _coverage(reports)


def _by_family(sets: Mapping[str, Mapping[str, Figures]]) -> Table:
    every = [of for figures in sets.values() for of in figures.values()]
    judges = [(head, name) for head, name in JUDGES if any(getattr(of, name) is not None for of in every)]
    table = _table("set and family", "share", "train", "test", *(head for head, _ in judges))
    for name, figures in sets.items():
        pairs = figures[ALL].train + figures[ALL].test
        for family, of in figures.items():
            cells = [_accuracy(getattr(of, judge)) for _, judge in judges]
            share = f"{(of.train + of.test) / pairs:.1%}"
            table.add_row(_row(name, family), share, f"{of.train:,}", f"{of.test:,}", *cells)
        table.add_section()
    return table


def _independent(reports: Sequence[Report]) -> Table:
    table = _table("set and family", "pairs", "read", "caption likelier", "95% interval")
    for report in reports:
        for family, of in report.caption.items():
            if (found := of.judge) is not None:
                shown = (f"{of.train + of.test:,}", f"{found.pairs:,}", f"{found.value:.3f}", f"{found.low:.2f} to {found.high:.2f}")
                table.add_row(_row(report.name, family), *shown)
        table.add_section()
    return table


def _curves(sets: Mapping[str, Mapping[str, Figures]]) -> Table:
    longest = max((figures[ALL].curve for figures in sets.values()), key=len)
    table = _table("set", *(f"{point.train:,}" for point in longest[:-1]), "all")
    for name, figures in sets.items():
        *inner, last = [f"{point.accuracy.value:.3f}" if point.accuracy else "" for point in figures[ALL].curve]
        inner += [""] * (len(longest) - 1 - len(inner))
        table.add_row(escape(name), *inner, f"{last} ({figures[ALL].curve[-1].train:,})")
    return table


def _directions(reports: Sequence[Report]) -> Table:
    table = _table("set", "one direction", "both", "n-grams, all training pairs")
    for report in reports:
        one, both = report.pairs - report.both_directions, report.both_directions
        found = report.caption[ALL].ngrams if report.caption else None
        value = found.value if found is not None else None
        told = "" if value is None else f"{accuracy_of_all(value, (one, both)):.3f}"
        table.add_row(escape(report.name), f"{one:,}", f"{both:,}", told)
    return table


def _variety(reports: Sequence[Report]) -> Table:
    table = _table("set and family", "distinct", "bits in", "bits out", "imbalance")
    for report in reports:
        for family, of in report.words.items():
            table.add_row(
                _row(report.name, family), f"{of.distinct:,}", f"{of.entropy_in:.1f}", f"{of.entropy_out:.1f}", f"{of.imbalance:.2f}"
            )
        table.add_section()
    return table


def _words(reports: Sequence[Report]) -> Table:
    table = _table("set and family")
    for head in ("in oftener (in/out)", "out oftener"):
        table.add_column(head)
    for report in reports:
        for family, of in report.words.items():
            table.add_row(_row(report.name, family), _named(of.gained), _named(of.lost))
        table.add_section()
    return table


def _surface(reports: Sequence[Report]) -> Table:
    table = _table("set and artefact", "captions", "negatives")
    for report in reports:
        table.add_row(escape(report.name), "", "")
        for name, rate in report.surface.items():
            table.add_row(f"  {name}", f"{rate.captions:.1%}", f"{rate.negatives:.1%}")
        table.add_row("  sibling of the same words", "", f"{report.twins.same_words:.1%}")
        table.add_row("  sibling at the same place", "", f"{report.twins.same_place:.1%}")
        table.add_row("  negatives a caption", "", f"{report.negatives_per_caption:.2f}")
        table.add_section()
    return table


def _coverage(reports: Sequence[Report]) -> Table:
    table = _table("set and family", "captions", "covered", "share")
    for report in reports:
        if (found := report.coverage) is None:
            continue
        counts = {ALL: (found.captions, found.with_negative)} | {name: (of.offered, of.covered) for name, of in found.families.items()}
        for family, (offered, covered) in counts.items():
            table.add_row(_row(report.name, family), f"{offered:,}", f"{covered:,}", f"{covered / max(1, offered):.1%}")
    return table


def _row(name: str, family: str) -> str:
    return escape(name) if family == ALL else f"  {family}"


def _accuracy(accuracy: Accuracy | None) -> str:
    return "" if accuracy is None else f"{accuracy.value:.3f} ±{(accuracy.high - accuracy.low) / 2:.2f}"


def _named(some: Sequence[Word]) -> str:
    return ", ".join(f"{escape(printable(word.word))} {word.put_in}/{word.taken_out}" for word in some[:_NAMED])


def _table(first: str, *heads: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table
