import re
from pathlib import Path

from hardneg.export.formats import FORMATS

ROOT = Path(__file__).parents[2]


def test_every_module_that_writes_a_format_is_listed_once() -> None:
    folder = ROOT / "pipeline/hardneg/export"
    writing = {path.stem for path in folder.glob("*.py") if re.search(r"^def write\(job: Job, split: str\)", path.read_text(), re.M)}
    assert sorted(each.module for each in FORMATS.values()) == sorted(writing)
    for each in FORMATS.values():
        assert callable(each.write())
        assert (finish := each.finish()) is None or callable(finish)


def test_the_page_on_exports_names_every_format() -> None:
    page = (ROOT / "docs/how-to/export.md").read_text()
    assert [name for name in FORMATS if f"`{name}`" not in page] == []
