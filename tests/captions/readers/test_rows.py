import pytest

from hardneg.captions.readers.rows import QUOTED_LINES, Row, Shape, is_file, is_number, rows

COMMA = Shape(",", width=2, image=0, prose=1)
TAB = Shape("\t", width=2)


def read(text: str, shape: Shape) -> list[Row]:
    return list(rows(iter(list(enumerate(text.splitlines(keepends=True), 1))), shape))


def test_a_quoted_field_may_contain_delimiters_quotes_and_line_ends() -> None:
    assert read('1.jpg,"a ""red"" dog, and\na cat"\n2.jpg,a hen\n', COMMA) == [
        Row(1, 2, ["1.jpg", 'a "red" dog, and\na cat']),
        Row(3, 3, ["2.jpg", "a hen"]),
    ]


def test_a_quote_that_is_never_closed_costs_only_its_own_row() -> None:
    first, second, third = read('1.jpg,"a dog\n2.jpg,a hen\n3.jpg,a goat\n', COMMA)
    assert first.defect
    assert (second.fields, third.fields) == (["2.jpg", "a hen"], ["3.jpg", "a goat"])


def test_an_unclosed_quote_reads_a_limited_number_of_lines() -> None:
    text = '1.jpg,"a dog\n' + "".join(f"{i}.jpg,a hen\n" for i in range(2, QUOTED_LINES + 50))
    found = read(text, COMMA)
    assert [row.first for row in found] == list(range(1, QUOTED_LINES + 50))
    assert sum(row.defect is not None for row in found) == 1


def test_commas_of_a_caption_without_quotes_are_part_of_it() -> None:
    assert read("1.jpg,a dog, a cat\n", COMMA)[0].fields == ["1.jpg", "a dog, a cat"]


def test_quotes_between_tabs_belong_to_the_text() -> None:
    assert read('1\ta "red" dog\n2\t"a" and b\n', TAB)[0].fields == ["1", 'a "red" dog']


def test_backslashes_escape_quotes_where_the_number_of_fields_fits() -> None:
    assert read('1.jpg,"a \\"red\\" dog"\n', COMMA)[0].fields == ["1.jpg", 'a "red" dog']


def test_a_line_that_is_too_long_is_a_defect() -> None:
    assert next(rows(iter([(3, None)]), COMMA)).defect


@pytest.mark.parametrize(("cell", "file", "number"), [
    ("dogs/1.jpg", True, True), ("https://a.b/c?d=1", True, True), ("a dog.", False, False), ("COCO_val_000012", False, True),
    ("a dog on a hill with a hen and a goat at 1.jpg", False, False), ("4 dogs", False, False),
])  # fmt: skip
def test_files_and_numbers_are_recognised(cell: str, file: bool, number: bool) -> None:
    assert (is_file(cell), is_number(cell)) == (file, number)
