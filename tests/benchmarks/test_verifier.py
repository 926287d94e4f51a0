import io

from rich.console import Console

from benchmarks.verifier import table
from hardneg.synthesise.exact_images import CAPTION, OTHER, TrialFigures


def test_figures_are_shown_by_family_and_none_is_no_share() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(
        table(
            {"all": TrialFigures(10, 9, {CAPTION: 10, OTHER: 10}, {CAPTION: 10, OTHER: 5}), "count": TrialFigures(0, 0, {CAPTION: 1}, {})},
            "m@1",
        )
    )
    lines = console.export_text().splitlines()
    assert [cell.strip() for cell in lines[4].split("│")[1:-1]] == ["all", "10", "90.0%", "10", "100.0%", "10", "50.0%", "75.0%"]
    assert [cell.strip() for cell in lines[5].split("│")[1:-1]] == ["count", "0", "", "1", "0.0%", "0", "", "0.0%"]
