from pathlib import Path

import pytest

from pipeline.captions import streams
from pipeline.captions.readers import read
from pipeline.captions.records import Record
from pipeline.captions.sources import find
from schemas.config import CaptionsConfig
from schemas.reasons import Reason


def records(path: Path, content: bytes) -> list[Record]:
    path.write_bytes(content)
    return list(read(find(str(path)).sources[0], CaptionsConfig()))


def test_quoted_fields_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbfid,caption,image\n1,"a dog, a ""cat""\nand a cow",1.jpg\n2,plain,\n,no key,3.jpg\n'
    assert records(tmp_path / "a.csv", content) == [
        Record("1", 'a dog, a "cat"\nand a cow', "1.jpg"),
        Record("2", "plain"),
        Record("3", "no key", "3.jpg"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"only one field", Reason.BAD_RECORD),
        (b"1,2,3", Reason.BAD_RECORD),
        (b'"a"b,c', Reason.BAD_RECORD),
        (b"4,\xff dog", Reason.INVALID_UTF8),
    ],
)
def test_a_bad_row_is_a_record_with_its_defect(tmp_path: Path, line: bytes, reason: Reason) -> None:
    found = records(tmp_path / "a.csv", b"id,text\n1,one\n" + line + b"\n3,three\n")
    assert [record.defect for record in found] == [None, reason, None]
    assert found[1].key == "line 3"
    assert "line 3" in (found[1].detail or "")


def test_a_quote_that_is_never_closed_says_which_lines_it_took(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b'id,text\n1,one\n2,"two\n3,three\n')
    assert [record.key for record in found] == ["1", "lines 3 to 4"]


def test_a_long_field_is_read_and_one_without_end_is_a_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(records(tmp_path / "a.csv", b"text\n" + b"x" * 10_000_000 + b"\n")[0].caption or "") == 10_000_000
    monkeypatch.setattr(streams, "MAX_LINE", 100)
    found = records(tmp_path / "b.csv", b"text\none\n" + b"x" * 1000 + b"\nthree\n")
    assert [record.defect for record in found] == [None, Reason.BAD_RECORD, None]


def test_a_tsv_keeps_quotes_that_do_not_enclose(tmp_path: Path) -> None:
    content = b'text\turl\n"quoted ""all"" round"\thttp://x/1.jpg\n"Stop" sign\tb\na "word"\tc\nshort\n'
    found = records(tmp_path / "a.tsv", content)
    assert [record.caption for record in found[:3]] == ['quoted "all" round', '"Stop" sign', 'a "word"']
    assert found[0].image_path == "http://x/1.jpg"
    assert found[3].defect is Reason.BAD_RECORD
