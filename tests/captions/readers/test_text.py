from pathlib import Path

from pipeline.captions.readers import read
from pipeline.captions.sources import find
from schemas.config import CaptionsConfig
from schemas.reasons import Reason


def test_each_line_is_a_caption_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one dog\n\ntwo dogs\r\n\xff\xff\nfour")
    found = list(read(find(str(tmp_path / "a.txt")).sources[0], CaptionsConfig()))
    assert [record.key for record in found] == ["1", "3", "4", "5"]
    assert [record.caption for record in found if not record.defect] == ["one dog", "two dogs", "four"]
    assert found[2].defect is Reason.INVALID_UTF8
