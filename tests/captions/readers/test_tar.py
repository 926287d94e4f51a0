import io
import tarfile

import pytest

from hardneg.captions.fields.records import Broken
from hardneg.captions.readers.tar import Member, members


def tar(names: list[str], format: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        link = tarfile.TarInfo("a link")
        link.type, link.linkname = tarfile.SYMTYPE, "elsewhere"
        archive.addfile(link)
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(name.encode())
            archive.addfile(info, io.BytesIO(name.encode()))
    return file.getvalue()


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("sought", [True, False])
def test_members_are_those_that_tarfile_finds(format: int, sought: bool) -> None:
    names = ["a.txt", "b/c.jpg"] + ([] if format == tarfile.USTAR_FORMAT else ["x" * 300 + ".txt", "d\u00e9j\u00e0.jpg"])
    data = tar(names, format)
    found = list(members(io.BytesIO(data), (".txt",), len(data) if sought else None))
    assert [member.name for member in found] == names
    assert [member.data for member in found] == [name.encode() if name.endswith(".txt") else None for name in names]
    assert all(data[member.offset : member.offset + member.size] == member.name.encode() for member in found)


def test_the_members_before_any_truncation_are_found_and_it_is_reported() -> None:
    data = tar(["a.txt", "b.jpg", "c.txt"])
    whole = list(members(io.BytesIO(data), (".txt",), len(data)))
    end = whole[-1].offset + 512
    for size in range(1, end, 97):
        for sought in (True, False):
            found: list[Member] = []
            with pytest.raises(Broken):
                found.extend(members(io.BytesIO(data[:size]), (".txt",), size if sought else None))
            assert found == whole[: len(found)]


def test_a_file_that_is_no_tar_is_broken() -> None:
    with pytest.raises(Broken, match="bad header"):
        list(members(io.BytesIO(b"x" * 5000), (), 5000))
