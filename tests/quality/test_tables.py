import io

from quality.made import balanced, leaking
from rich.console import Console

from hardneg.quality.accuracy import Accuracy
from hardneg.quality.coverage import Coverage, Covered
from hardneg.quality.measure import Report, measure
from hardneg.quality.tables import tables
from hardneg.quality.text_only import ALL, Figures, Point


def accuracy(value: float) -> Accuracy:
    return Accuracy(value, value - 0.02, value + 0.04, 100)


def figures(*curve: tuple[int, float], likelihood: float | None = None, judge: float | None = None) -> Figures:
    points = tuple(Point(train, accuracy(value)) for train, value in curve)
    last = points[-1].accuracy if points else None
    untrained = [None if value is None else accuracy(value) for value in (likelihood, judge)]
    return Figures(curve[-1][0] if curve else 3, 50, last, last, None, *untrained, points)


def rows(reports: list[Report], title: str) -> list[list[str]]:
    """The cells of the table with this title, without its rules; cells are parted by two spaces or more."""
    console = Console(file=io.StringIO(), width=300)
    (table,) = (table for said, table in tables(reports) if said.startswith(title))
    console.print(table)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines if line.strip(" ─╴╶━")]


def report(name: str, found: dict[str, Figures], positive: dict[str, Figures] | None = None, coverage: Coverage | None = None) -> Report:
    """Combine given figures with what is measured of a few pairs."""
    made = measure(name, balanced(100), 0, None, list, coverage)
    return made._replace(caption=found, positive=positive or {})


def test_a_family_has_its_share_of_the_rows_and_a_judge_a_column_where_any_set_has_its_figure() -> None:
    ours = report("ours", {ALL: figures((300, 0.6)), "count": figures()})
    other = report("[other]", {ALL: figures((300, 0.7), likelihood=0.9)})

    assert rows([ours, other], "Text-only accuracy, negative against caption") == [
        ["set and family", "share", "train", "test", "n-grams", "of all", "likelihood"],
        ["ours", "100.0%", "300", "50", "0.600 ±0.03", "0.600 ±0.03"],
        ["count", "15.1%", "3", "50"],
        ["[other]", "100.0%", "300", "50", "0.700 ±0.03", "0.700 ±0.03", "0.900 ±0.03"],
    ]
    assert "likelihood" not in rows([ours], "Text-only accuracy, negative against caption")[0]


def test_the_judge_has_a_table_of_its_own_with_intervals_by_family() -> None:
    ours = report("ours", {ALL: figures((300, 0.6), judge=0.55), "count": figures(judge=0.7), "object": figures()})

    assert rows([ours], "Pairs in which an LLM that took no part") == [
        ["set and family", "pairs", "read", "caption likelier", "95% interval"],
        ["ours", "350", "100", "0.550", "0.53 to 0.59"],
        ["count", "53", "100", "0.700", "0.68 to 0.74"],
    ]


def test_curves_of_different_lengths_stand_under_one_head() -> None:
    long = report("long", {ALL: figures((500, 0.5), (1000, 0.6), (1400, 0.7))})
    short = report("short", {ALL: figures((500, 0.8), (700, 0.9))})

    assert rows([short, long], "Learning curve of the classifier of n-grams, negative against caption") == [
        ["set", "500", "1,000", "all"],
        ["short", "0.800", "0.900 (700)"],
        ["long", "0.500", "0.600", "0.700 (1,400)"],
    ]


def test_what_no_set_has_has_no_table() -> None:
    titles = [title for title, _ in tables([report("ours", {ALL: figures((300, 0.6))})])]
    assert not any("positive" in title or "offer a target" in title for title in titles)
    with_all = report("ours", {ALL: figures((300, 0.6))}, {ALL: figures((300, 0.5))}, Coverage(9, 6, 12, {}))
    assert len(list(tables([with_all]))) == len(titles) + 3


def test_words_that_go_in_and_artefacts_are_told_by_set() -> None:
    found = measure("leaking", leaking(100), 0, None, list, None)
    assert ["space before punctuation", "0.0%", "100.0%"] in rows([found], "Shares of texts")
    assert ["negatives a caption", "1.00"] in rows([found], "Shares of texts")
    names = [row[0] for row in rows([found], "Replacements")]
    assert names == ["set and family", "leaking", "object"]


def test_coverage_is_of_captions_and_of_families_that_they_offer() -> None:
    ours = report("ours", {ALL: figures((300, 0.6))}, coverage=Coverage(8, 6, 12, {"count": Covered(4, 1), "action": Covered(0, 0)}))
    other = report("other", {ALL: figures((300, 0.6))})

    assert rows([ours, other], "Captions that offer a target")[1:] == [
        ["ours", "8", "6", "75.0%"],
        ["count", "4", "1", "25.0%"],
        ["action", "0", "0", "0.0%"],
    ]


def test_rows_with_two_images_have_tables_of_their_own_where_there_are_any() -> None:
    title = "Rows with an image for both texts"
    ours = report("ours", {ALL: figures((300, 0.6))})._replace(pairs=150, both_directions=50, as_if_without={ALL: figures((40, 0.9))})

    assert rows([ours], title)[1:] == [["ours", "100", "50", "0.550"]]
    assert rows([ours], "The same rows as if they had no image")[1] == ["ours", "100.0%", "40", "50", "0.900 ±0.03", "0.900 ±0.03"]
    assert rows([ours._replace(caption={})], title)[1:] == [["ours", "100", "50"]]
    assert not any(said.startswith(title) for said, _ in tables([report("ours", {ALL: figures((300, 0.6))})]))
