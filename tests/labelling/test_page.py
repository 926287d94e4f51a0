"""Use the page in Chromium, as a person would; where there is no Chromium, only what the file holds is tested."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Browser, browser
from judged_run import judged_run, png, with_image
from rich.console import Console

from hardneg.errors import UserError
from hardneg.labelling.page import write
from hardneg.schemas.config import Config
from hardneg.schemas.label import Label, Verdict
from hardneg.schemas.rows import Edit, Image, RewrittenRow
from hardneg.training.matcher.labelled_cases import of_file

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]

EVIL = "</script><script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\"> & 'so' \u2028 on"

in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: `apt-get install chromium`")


def quiet() -> Console:
    return Console(file=io.StringIO(), width=200)


def made(out: Path, **options: Any) -> Path:
    settings: dict[str, Any] = {"n": 12, "family": None, "rejected": 0.4, "seed": 0, "console": quiet()}
    return Path(write(str(out), **(settings | options)))


@pytest.fixture
def page(run_of: Run, rewritten: Row, tmp_path: Path) -> Path:
    rows = [with_image(rewritten(i), "red") if i % 2 else rewritten(i) for i in range(10)]
    return made(judged_run(run_of, tmp_path / "out", rows, rejected=5))


@pytest.fixture
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    pytest.importorskip("websockets")
    with browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


def text(tab: Browser, name: str) -> str:
    return str(tab.read(f"document.getElementById('{name}').innerText"))


def labels(tab: Browser) -> list[Label]:
    tab.press("d")
    return [Label.model_validate_json(line) for line in tab.downloaded().read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.slow
@in_chromium
def test_keys_label_skip_and_go_back_and_the_file_has_what_calibration_reads(page: Path, tab: Browser) -> None:
    tab.open(page)
    first = text(tab, "before"), text(tab, "after")
    assert text(tab, "count") == "0 of 12 labelled"
    for key in ("1", "2", "3", "4", " ", "1"):
        tab.press(key)
    assert text(tab, "count") == "5 of 12 labelled"
    for _ in range(6):
        tab.press("ArrowLeft")
    assert (text(tab, "before"), text(tab, "after")) == first
    assert tab.read("document.querySelector('[aria-pressed=true]').dataset.verdict") == "false"
    tab.press("2")
    found = labels(tab)
    assert [label.verdict for label in found] == [*map(Verdict, ("still_true", "still_true", "senseless", "ungrammatical", "false"))]
    assert (found[0].caption, found[0].negative) == first
    assert len({label.page for label in found}) == 1
    assert all(label.seconds >= 0 for label in found)
    cases = of_file(str(tab.downloaded()))
    assert [case.valid for case in cases.cases] == [False, False, True]
    assert cases.left_out == {"senseless": 1, "ungrammatical": 1}
    assert tab.errors == []
    assert {each.partition(":")[0] for each in tab.requests} <= {"file", "data", "blob"}


@pytest.mark.slow
@in_chromium
def test_a_page_that_is_opened_again_goes_on_where_it_was(page: Path, tab: Browser) -> None:
    tab.open(page)
    for key in ("1", " ", "2"):
        tab.press(key)
    fourth = text(tab, "after")
    tab.open(page, width=390)
    assert text(tab, "count") == "2 of 12 labelled"
    assert text(tab, "after") == fourth


@pytest.mark.slow
@in_chromium
def test_the_end_counts_the_verdicts_and_shows_skipped_ones_again(page: Path, tab: Browser) -> None:
    tab.open(page)
    tab.press(" ")
    for _ in range(11):
        tab.read("document.querySelector('[data-verdict=still_true]').click()")
    assert tab.read("document.getElementById('verdicts').hidden")
    assert text(tab, "sums").split() == ["False", "0", "Still", "true", "11", "Senseless", "0", "Ungrammatical", "0", "Skipped", "1"]
    tab.read("document.getElementById('again').click()")
    tab.press("1")
    assert text(tab, "count") == "12 of 12 labelled"
    assert tab.read("document.getElementById('again').hidden")


@pytest.mark.slow
@in_chromium
def test_images_are_shown_and_the_edit_is_marked_on_a_wide_and_on_a_narrow_window(page: Path, tab: Browser) -> None:
    for width in (1280, 390):
        tab.open(page, width=width)
        while tab.read("document.getElementById('pair').classList.contains('bare')"):
            tab.press("1")
        assert tab.read("document.getElementById('image').decode().then(() => 0), document.getElementById('image').src.slice(0, 15)") == (
            "data:image/png;"
        )
        assert tab.read("document.querySelectorAll('mark.new').length") >= 1
        assert tab.read("document.documentElement.scrollWidth") <= width
        assert tab.read("Math.max(...[...document.querySelectorAll('button')].map((b) => b.scrollWidth - b.clientWidth))") <= 0


@pytest.mark.slow
@in_chromium
def test_a_long_caption_scrolls_to_its_edit_and_the_verdicts_stay_on_a_narrow_window(
    run_of: Run, rewritten: Row, tmp_path: Path, tab: Browser
) -> None:
    row, before = rewritten(0, image=Image(bytes=png("red"))), "It is a wide photograph of a busy street market at dusk. " * 12

    def moved(edit: Edit) -> Edit:
        return edit.model_copy(update={"start": edit.start + len(before), "end": edit.end + len(before)})

    shifted = [each.model_copy(update={"negative": before + each.negative, "edits": [moved(each.edits[0])]}) for each in row.negatives]
    update = {"caption": before + row.caption, "negatives": shifted, "positives": [], "positive_kinds": [], "positive_edits": []}
    tab.open(made(run_of(tmp_path / "out", Config(), [[row.model_copy(update=update)]])), width=390, height=700)
    for name in ("before", "after"):
        box = f"document.getElementById('{name}')"
        assert tab.read(f"{box}.scrollTop") > 0
        place = "getBoundingClientRect()"
        inside = f"((p, m) => m.top >= p.top && m.bottom <= p.bottom)({box}.{place}, {box}.querySelector('mark').{place})"
        assert tab.read(inside)
    assert tab.read("document.querySelector('footer').getBoundingClientRect().bottom") <= 700


@pytest.mark.slow
@in_chromium
def test_captions_with_markup_are_shown_as_text(run_of: Run, rewritten: Row, tmp_path: Path, tab: Browser) -> None:
    row = rewritten(0)
    negatives = [each.model_copy(update={"negative": each.negative + EVIL}) for each in row.negatives]
    update = {"caption": row.caption + EVIL, "negatives": negatives, "positives": [], "positive_kinds": [], "positive_edits": []}
    path = made(run_of(tmp_path / "</title><b>", Config(), [[row.model_copy(update=update)]]))
    tab.open(path)
    assert tab.read("document.getElementById('before').textContent") == row.caption + EVIL
    assert tab.read("document.title").startswith("Label negatives")
    assert tab.read("document.querySelectorAll('script').length") == 2
    assert tab.read("document.querySelectorAll('b').length") == 4
    tab.press("1")
    assert labels(tab)[0].caption == row.caption + EVIL
    assert tab.errors == []


def test_no_text_of_a_caption_is_markup_of_the_page(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    row = rewritten(0)
    negatives = [each.model_copy(update={"negative": each.negative + EVIL}) for each in row.negatives]
    update = {"caption": row.caption + EVIL, "negatives": negatives, "positives": [], "positive_kinds": [], "positive_edits": []}
    page = made(run_of(tmp_path / "out", Config(), [[row.model_copy(update=update)]])).read_text()
    assert page.count("</script>") == 2
    assert "<img src=x" not in page


def test_the_page_names_no_address_and_does_not_say_what_was_kept(page: Path) -> None:
    whole = page.read_text()
    assert not re.findall(r"https?://", whole)
    shown = whole.partition('<script type="application/json"')[0]
    assert "kept" not in shown
    assert "p_valid" not in whole


def test_an_image_of_a_file_is_named_by_its_path_in_the_labels(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    (tmp_path / "0.png").write_bytes(png("red"))
    allowed = Config.model_validate({"captions": {"image_locations": [str(tmp_path)]}})
    out = run_of(tmp_path / "out", allowed, [[rewritten(0, image=Image(path=str(tmp_path / "0.png")))]])
    items = json.loads(re.search(r'id="page">(.*?)</script>', made(out).read_text(), re.DOTALL)[1])["items"]  # type: ignore[index]
    assert {item["reference"] for item in items} == {str(tmp_path / "0.png")}
    assert all(item["image"].startswith("data:image/png;base64,") for item in items)


def test_negatives_whose_image_is_gone_are_counted_and_a_page_of_none_is_refused(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    rows = [rewritten(0, image=Image(path=str(tmp_path / "gone.png"))), with_image(rewritten(1), "red")]
    console = quiet()
    made(run_of(tmp_path / "out", Config(), [rows]), console=console)
    assert "3 more are not on the page: their images cannot be read" in console.file.getvalue()  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="none of the 3 images can be read"):
        made(run_of(tmp_path / "other", Config(), [rows[:1]]))


def test_a_page_without_images_asks_about_the_captions(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    whole = made(run_of(tmp_path / "out", Config(), [[with_image(rewritten(0), "red")]]), images=False).read_text()
    items = json.loads(re.search(r'id="page">(.*?)</script>', whole, re.DOTALL)[1])["items"]  # type: ignore[index]
    assert [(item["image"], item["reference"]) for item in items] == [(None, "same")] * 3


def test_the_same_seed_gives_the_same_page(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    out = judged_run(run_of, tmp_path / "out", [rewritten(i) for i in range(10)], rejected=5)
    first = made(out).read_bytes()
    assert made(out).read_bytes() == first
    assert made(out, seed=1).read_bytes() != first


def test_a_page_may_be_written_elsewhere_and_an_unknown_family_is_one_line(page: Path, tmp_path: Path) -> None:
    out = page.parent
    assert made(out, to=str(tmp_path / "sub" / "mine.html")) == tmp_path / "sub" / "mine.html"
    with pytest.raises(UserError, match="no such family"):
        made(out, family="colour")
    shard = next((out / "shards").glob("*.parquet"))
    with pytest.raises(UserError, match="--to FILE"):
        made(shard)


def test_a_run_on_any_fsspec_url_has_its_page_beside_it(page: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put(str(page.parent), "/hardneg-label", recursive=True)
    try:
        memory.rm("/hardneg-label/label.html")
        path = write("memory://hardneg-label", n=12, family=None, rejected=0.4, seed=0, console=quiet())
        assert path == "memory://hardneg-label/label.html"
        assert memory.cat("/hardneg-label/label.html").decode().count('"caption_id"') == 12
    finally:
        memory.rm("/hardneg-label", recursive=True)
