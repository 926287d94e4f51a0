import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Record
from hardneg.captions.files import streams
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read
from hardneg.captions.readers.delimited import understand
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason


def records(path: Path, content: bytes, **settings: object) -> list[Record]:
    path.write_bytes(content)
    return list(read(find(str(path)).sources[0], CaptionsConfig.model_validate(settings)))


def layout(path: Path, **settings: object) -> Layout:
    return understand(find(str(path)).sources[0], CaptionsConfig.model_validate(settings))


CAPTIONS = ["a goat on a rock", "two boys, one of them tall, run", "the kettle; it boils", "a \u2018blue\u2019 door | a caf\u00e9"]


def files(n: int, pattern: str = "img/{}.jpg") -> list[str]:
    return [pattern.format(i) for i in range(n)]


def test_quoted_fields_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbfid,caption,image\n1,"a dog, a ""cat""\nand a cow",1.jpg\n2,plain,\n,no key,3.jpg\n'
    assert records(tmp_path / "a.csv", content) == [
        Record("1", 'a dog, a "cat"\nand a cow', "1.jpg", image_id="1.jpg"),
        Record("2", "plain"),
        Record("3", "no key", "3.jpg", image_id="3.jpg"),
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


def test_a_quote_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b'id,text\n1,one\n2,"two\n3,three\n4,"four, or so"\n5,"five\n6,six\n')
    assert [(record.key, record.defect) for record in found] == [
        ("1", None),
        ("line 3", Reason.BAD_RECORD),
        ("3", None),
        ("4", None),
        ("line 6", Reason.BAD_RECORD),
        ("6", None),
    ]


def test_a_quote_that_a_later_line_closes_does_not_swallow_complete_rows(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b'image,text\n1.jpg,"a dog\n2.jpg,a cat\n3.jpg,a board of 6"\n4.jpg,a cow\n')
    assert [record.caption for record in found if not record.defect] == ["a cat", 'a board of 6"', "a cow"]
    assert [record.key for record in found if record.defect] == ["line 2"]


def test_many_quotes_that_are_never_closed_are_read_in_time(tmp_path: Path) -> None:
    rows = b"".join(b'%d.jpg,"a dog of number %d\n' % (i, i) if i % 3 == 0 else b"%d.jpg,a cat\n" % i for i in range(3000))
    found = records(tmp_path / "a.csv", b"image,text\n" + rows)
    assert sum(record.defect is None for record in found) == 2000


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


@pytest.mark.parametrize(
    ("name", "delimiter", "quoting"),
    [
        ("a.csv", ",", csv.QUOTE_MINIMAL),
        ("a.csv", "\t", csv.QUOTE_MINIMAL),
        ("a.csv", ";", csv.QUOTE_MINIMAL),
        ("a.csv", "|", csv.QUOTE_MINIMAL),
        ("a.tsv", "\t", csv.QUOTE_MINIMAL),
        ("a.tsv", ",", csv.QUOTE_ALL),
    ],
)
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("urls", ["img/{}.jpg", "https://example.org/{}?w=1,2;3|4"])
def test_the_delimiter_and_the_header_are_recognised(
    tmp_path: Path, name: str, delimiter: str, quoting: int, header: bool, urls: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([["file_name", "caption"]] * header + [list(row) for row in zip(files(4, urls), CAPTIONS, strict=True)])
    found = records(tmp_path / name, out.getvalue().encode())
    assert [(record.image_path, record.caption) for record in found] == list(zip(files(4, urls), CAPTIONS, strict=True))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    content = "image;caption\r\n1.jpg;a caf\u00e9 \u2013 closed\r\n".encode(encoding)
    assert records(tmp_path / "a.csv", content)[0].caption == "a caf\u00e9 \u2013 closed"
    assert layout(tmp_path / "a.csv").details == ("delimiter ';'", *(() if encoding == "utf-8-sig" else (f"encoding {encoding}",)))


def test_another_encoding_is_refused_with_the_setting_that_reads_it(tmp_path: Path) -> None:
    content = "image,caption\n1.jpg,a man\u2019s hat\n2.jpg,a caf\u00e9\n3.jpg,a dog\n".encode("cp1252")
    with pytest.raises(UserError, match=r"a.csv: 2 of its first 4 lines are not UTF-8.* set captions.encoding=cp1252"):
        records(tmp_path / "a.csv", content)
    found = records(tmp_path / "a.csv", content, encoding="cp1252")
    assert [record.caption for record in found] == ["a man\u2019s hat", "a caf\u00e9", "a dog"]


def test_few_lines_of_another_encoding_are_rejected_with_the_setting(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"image,caption\n1.jpg,a caf\xe9\n" + b"2.jpg,a dog\n" * 8)
    assert [record.defect for record in found] == [Reason.INVALID_UTF8, *[None] * 8]
    assert "captions.encoding=cp1252" in (found[0].detail or "")
    assert "1 of the first 10 lines" in layout(tmp_path / "a.csv").notes[0]


def test_utf_16_without_its_mark_is_refused_by_name(tmp_path: Path) -> None:
    content = "image,caption\n1.jpg,a dog runs\n".encode("utf-16-le")
    with pytest.raises(UserError, match=r"captions.encoding=utf-16-le"):
        records(tmp_path / "a.csv", content)
    assert records(tmp_path / "a.csv", content, encoding="utf-16-le")[0].caption == "a dog runs"


def test_bytes_that_the_encoding_does_not_have_are_a_defect(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"image,caption\n1.jpg,a \x81 dog\n2.jpg,a cat\n", encoding="cp1252")
    assert [record.defect for record in found] == [Reason.INVALID_UTF8, None]


def test_columns_without_a_header_are_named_by_their_number(tmp_path: Path) -> None:
    content = b"7\ta dog on a sofa\thttps://example.org/7\tein Hund auf einem Sofa\n8\ta cat\thttps://example.org/8\teine Katze\n"
    found = records(tmp_path / "a.tsv", content)
    assert [(record.caption, record.image_path) for record in found] == [
        ("a dog on a sofa", "https://example.org/7"),
        ("a cat", "https://example.org/8"),
    ]
    assert records(tmp_path / "a.tsv", content, caption_column="3", key_column="0")[1][:2] == ("8", "eine Katze")
    assert layout(tmp_path / "a.tsv").notes == (
        "the caption is read from column 1; to use another column, set captions.caption_column to 3",
    )
    assert layout(tmp_path / "a.tsv").details == ("delimiter tab", "no header")


def test_a_first_line_that_looks_like_data_is_refused_with_the_setting(tmp_path: Path) -> None:
    content = b"1,a dog sleeps on a couch\n2,a cat sits on a mat\n3,a cow eats some grass\n"
    with pytest.raises(UserError, match=r"the first line looks like data.*captions.header=false"):
        records(tmp_path / "a.csv", content)
    assert [record.caption for record in records(tmp_path / "a.csv", content, header=False)] == [
        "a dog sleeps on a couch",
        "a cat sits on a mat",
        "a cow eats some grass",
    ]


def test_captions_without_a_header_and_of_one_column_are_not_split(tmp_path: Path) -> None:
    content = b"a dog, a cat and a cow\ntwo boys run\na girl, who smiles\nan old, red door\n"
    found = records(tmp_path / "a.csv", content, header=False)
    assert [record.caption for record in found] == content.decode().splitlines()


def test_a_header_can_be_configured_where_the_first_row_looks_like_data(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"a.jpg,what\nb.jpg,a dog\n", header=True, caption_column="what")
    assert [record.caption for record in found] == ["a dog"]


def test_commas_of_prose_in_a_last_column_without_quotes_stay_in_the_caption(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"image,caption\n1.jpg,a dog, a cat, and a cow\n2.jpg,a hat\n3.jpg,10,000 people\n")
    assert [record.caption for record in found] == ["a dog, a cat, and a cow", "a hat", "10,000 people"]
    found = records(tmp_path / "b.csv", b"number,caption\n1,a dog, a cat\n2,one,two\n")
    assert [record.caption for record in found if not record.defect] == ["a dog, a cat"]
    assert "needs quotes" in (found[1].detail or "")


def test_a_delimiter_within_a_caption_behind_its_image_stays_in_the_caption(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"image|n|caption\n1.jpg|0|a sign | a wall\n1.jpg|1|a door\n1.jpg|a cat\n")
    assert [record.caption for record in found if not record.defect] == ["a sign | a wall", "a door"]


def test_commas_of_prose_stay_in_the_last_of_several_captions(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"file_name,caption_1,caption_2\n1.wav,a dog barks,a bark, then a bell\n")
    assert [(record.key, record.caption) for record in found] == [("1#0", "a dog barks"), ("1#1", "a bark, then a bell")]


def test_commas_of_prose_stay_in_a_caption_before_other_columns(tmp_path: Path) -> None:
    content = b"a goat, a cow,https://example.org/1\na pig,https://example.org/2\na hen, red, runs,https://example.org/3\n"
    assert [record.caption for record in records(tmp_path / "a.csv", content)] == ["a goat, a cow", "a pig", "a hen, red, runs"]
    found = records(tmp_path / "b.csv", b"caption,image\n" + content)
    assert [record.caption for record in found] == ["a goat, a cow", "a pig", "a hen, red, runs"]


def test_several_columns_of_sentences_without_a_header_are_captions_of_one_image(tmp_path: Path) -> None:
    content = b"1.jpg\ta goat on a rock\tthe goat is on a stone\n2.jpg\ta boat on the sea\ta ship at sea in the sun\n"
    found = records(tmp_path / "a.tsv", content)
    assert [(record.image_id, record.caption) for record in found[:2]] == [
        ("1.jpg", "a goat on a rock"),
        ("1.jpg", "the goat is on a stone"),
    ]
    assert layout(tmp_path / "a.tsv").notes == (
        "columns 1, 2 are read as captions of one image; to use only one of them, set captions.caption_column=2",
    )
    assert len(records(tmp_path / "a.tsv", content, caption_column="1")) == 2


def test_empty_fields_behind_the_last_column_are_no_fields(tmp_path: Path) -> None:
    assert [record.defect for record in records(tmp_path / "a.csv", b"image;caption\n1.jpg;a dog;;\n2.jpg;a cat\n")] == [None, None]


def test_a_quote_that_a_later_line_closes_does_not_swallow_numbered_rows(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b'id,text\n1,one\n2,"two\n3,a board of 6"\n4,four\n')
    assert [record.key for record in found] == ["1", "line 3", "3", "4"]


def test_two_columns_of_one_name_are_captions_of_one_image(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", b"image,caption,caption\n1.jpg,a dog,a hound\n")
    assert [(record.image_id, record.caption) for record in found] == [("1.jpg", "a dog"), ("1.jpg", "a hound")]


def test_blanks_around_the_delimiter_belong_to_no_field(tmp_path: Path) -> None:
    content = b'file_name| n| caption\n1.jpg| 0|  A dog .\n1.jpg| 1| "Stop" says a sign\n2.jpg| 0 A cat .\n2.jpg| 1| A cow\n'
    found = records(tmp_path / "a.csv", content)
    assert [(record.image_path, record.caption, record.image_id) for record in found if not record.defect] == [
        ("1.jpg", "A dog .", "1.jpg"),
        ("1.jpg", '"Stop" says a sign', "1.jpg"),
        ("2.jpg", "A cow", "2.jpg"),
    ]
    assert [record.key for record in found if record.defect] == ["line 4"]


def test_the_line_in_which_excel_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    assert records(tmp_path / "a.csv", b"sep=;\r\nimage;caption\r\n1.jpg;a dog\r\n")[0][:3] == ("1", "a dog", "1.jpg")


def test_the_line_in_which_powershell_names_a_type_is_no_row(tmp_path: Path) -> None:
    content = b'#TYPE System.Management.Automation.PSCustomObject\r\n"image","caption"\r\n"1.jpg","a dog"\r\n'
    assert records(tmp_path / "a.csv", content)[0][:3] == ("1", "a dog", "1.jpg")


def test_quotes_that_backslashes_escape_are_read(tmp_path: Path) -> None:
    assert records(tmp_path / "a.csv", b'image,caption\n1.jpg,"a \\"Stop\\" sign, red"\n')[0].caption == 'a "Stop" sign, red'


def test_lines_that_only_carriage_returns_end_are_read(tmp_path: Path) -> None:
    assert [record.caption for record in records(tmp_path / "a.csv", b"image,caption\r1.jpg,a dog\r2.jpg,a cat")] == ["a dog", "a cat"]


def test_rows_after_the_sample_are_read_in_the_same_way(tmp_path: Path) -> None:
    content = b"".join(b"a goat of number %d\thttps://example.org/%d.jpg\n" % (i, i) for i in range(3000))
    found = records(tmp_path / "a.tsv", content)
    assert (len(found), found[2999].key, found[2999].caption) == (3000, "3000", "a goat of number 2999")


@pytest.mark.parametrize("settings", [{"delimiter": "ab"}, {"delimiter": ""}, {"encoding": "klingon"}, {"encoding": "base64"}])
def test_a_delimiter_of_several_characters_or_an_unknown_encoding_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"must be one character|is not a text encoding"):
        CaptionsConfig.model_validate(settings)


def test_a_tab_can_be_written_as_a_word() -> None:
    assert CaptionsConfig(delimiter="tab").delimiter == CaptionsConfig(delimiter="\\t").delimiter == "\t"


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n",;|\t'), max_size=30)
texts = cells.filter(lambda text: text.strip()[:1] not in ("[", "{"))  # a text that begins like a list and is none is a defect


@given(
    captions=st.lists(cells, min_size=1, max_size=12),
    delimiter=st.sampled_from(",;|\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_the_output_of_a_csv_writer_is_read_back(captions: list[str], delimiter: str, encoding: str, ends: str) -> None:
    if delimiter == "\t":  # where each line has the wanted number of tabs, quotes belong to the text
        captions = [caption.replace("\n", " ") for caption in captions]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows([["image", "caption"], *zip(files(99), captions, strict=False)])
    with tempfile.TemporaryDirectory() as folder:
        found = records(Path(folder) / "a.csv", out.getvalue().encode(encoding))
    assert [record.caption for record in found] == captions


@given(captions=st.lists(texts, min_size=1, max_size=8), at=st.integers(0, 8), delimiter=st.sampled_from(",;|"))
def test_a_quote_that_is_never_closed_never_costs_another_row(captions: list[str], at: int, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerow(["image", "caption"])
    for i, caption in enumerate(captions):
        if i == at:
            out.write(f'bad.jpg{delimiter}"a goat on a rock\r\n')
        csv.writer(out, delimiter=delimiter).writerow([f"img/{i}.jpg", caption])
    with tempfile.TemporaryDirectory() as folder:
        found = records(Path(folder) / "a.csv", out.getvalue().encode())
    sound = [(record.image_path, record.caption) for record in found if record.defect is None]
    wanted = [(f"img/{i}.jpg", caption) for i, caption in enumerate(captions)]
    assert [each for each in sound if each[0] != "bad.jpg"] == wanted


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tab", b"image\tcaption\n1.jpg\ta goat\n"),
        ("a.psv", b"image|caption\n1.jpg|a goat\n"),
        ("a.token", b"1.jpg#0\ta goat\n"),
    ],
)
def test_other_endings_of_delimited_text_are_known(tmp_path: Path, name: str, content: bytes) -> None:
    assert [record.caption for record in records(tmp_path / name, content)] == ["a goat"]


@pytest.mark.slow
@given(
    captions=st.lists(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=30), min_size=1, max_size=12),
    encoding=st.sampled_from(["cp1252", "utf-16-le", "utf-8"]),
)
def test_an_encoding_that_is_set_is_read_back(captions: list[str], encoding: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["image", "caption"], *zip(files(99), captions, strict=False)])
    with tempfile.TemporaryDirectory() as folder:
        found = records(Path(folder) / "a.csv", out.getvalue().encode(encoding), encoding=encoding)
    assert [record.caption for record in found] == captions
