import io
from pathlib import Path

import fsspec
import PIL.Image
import pytest

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.images import Reference, image_defect, locate, resolve
from hardneg.captions.fields.tables import Picture
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason


def picture(format: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    PIL.Image.effect_noise(size, 50).save(file, format)
    return file.getvalue()


def settled(reference: Reference, root: object, **config: object) -> Picture | Rejected | None:
    return resolve(reference, str(root), CaptionsConfig.model_validate(config))


def at(path: str) -> Reference:
    return Reference("sub/a.jsonl", path, None, None, None)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_truncated_images_have_a_defect_and_whole_ones_none(format: str) -> None:
    data = picture(format)
    assert image_defect(data, 10**6) is None
    assert image_defect(data[: len(data) // 2], 10**6).reason is Reason.IMAGE_UNREADABLE  # type: ignore[union-attr]


def test_a_reject_says_the_same_in_every_run() -> None:
    assert image_defect(b"no image", 10) == Rejected(
        Reason.IMAGE_UNREADABLE, "not an image of a known format (JPEG, PNG, WEBP, GIF, BMP, TIFF, AVIF)"
    )


@pytest.mark.parametrize("data", [b"", b"no image", b"%!PS-Adobe-3.0 EPSF-3.0", b"\x89PNG\r\n\x1a\n"])
def test_bytes_that_are_no_image_are_unreadable(data: bytes) -> None:
    assert image_defect(data, 10**6).reason is Reason.IMAGE_UNREADABLE  # type: ignore[union-attr]


def test_one_pixel_is_enough_and_too_many_are_detected_before_decoding() -> None:
    assert image_defect(picture(size=(1, 1)), 1) is None
    cut = picture(size=(40, 30))[:60]
    assert image_defect(cut, 1199) == Rejected(Reason.IMAGE_TOO_LARGE, "40 x 30 pixels, at most 1199")


def test_a_bomb_is_too_large_whatever_the_limit() -> None:
    data = bytearray(picture())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    assert image_defect(bytes(data), 10**12).reason is Reason.IMAGE_TOO_LARGE  # type: ignore[union-attr]


def test_a_path_is_kept_unchanged_even_if_the_file_does_not_exist(tmp_path: Path) -> None:
    for path in ("000000403013.jpg", "https://x.example/1.jpg", "/abs/1.jpg"):
        assert settled(at(path), tmp_path) == Picture(None, path)


def test_verifying_finds_what_is_missing_or_broken_and_keeps_the_path(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "good.png").write_bytes(picture())
    (tmp_path / "sub" / "bad.png").write_bytes(b"x")
    assert settled(at("good.png"), tmp_path, verify_images=True) == Picture(None, "good.png")
    assert settled(at("bad.png"), tmp_path, verify_images=True).reason is Reason.IMAGE_UNREADABLE  # type: ignore[union-attr]
    assert settled(at("none.png"), tmp_path, verify_images=True).reason is Reason.IMAGE_MISSING  # type: ignore[union-attr]
    assert settled(at("."), tmp_path, verify_images=True).reason is Reason.IMAGE_MISSING  # type: ignore[union-attr]
    allowed = {"verify_images": True, "image_locations": ["nowhere://"]}
    assert settled(at("nowhere://x"), tmp_path, **allowed).reason is Reason.IMAGE_MISSING  # type: ignore[union-attr]


def test_bytes_are_stored_from_any_file_system() -> None:
    data = picture()
    with fsspec.open("memory://images/1.png", "wb") as file:
        file.write(data)
    assert settled(at("1.png"), "memory://x", images="bytes", image_root="memory://images") == Picture(data, "1.png")
    assert settled(at("memory://images/1.png"), "/", images="bytes", image_locations=["memory://images"]) == Picture(
        data, "memory://images/1.png"
    )


def test_an_image_inside_a_tar_is_stored_in_every_mode_but_ignore(tmp_path: Path) -> None:
    data = picture()
    (tmp_path / "a.tar").write_bytes(b"x" * 512 + data + b"x" * 512)
    reference = Reference("a.tar", "000.png", None, 512, len(data))
    assert settled(reference, tmp_path) == Picture(data, "000.png")
    assert settled(reference, tmp_path, images="ignore") is None
    assert settled(reference._replace(size=10), tmp_path).reason is Reason.IMAGE_UNREADABLE  # type: ignore[union-attr]


def test_bytes_that_came_with_the_row_are_verified_and_kept(tmp_path: Path) -> None:
    data = picture()
    assert settled(Reference("a", None, data, None, None), tmp_path) == Picture(data, None)
    assert settled(Reference("a", "p", b"x", None, None), tmp_path).reason is Reason.IMAGE_UNREADABLE  # type: ignore[union-attr]


def test_relative_paths_start_from_their_source_or_the_image_root() -> None:
    assert locate(at("1.jpg"), "file:///data", None) == "file:///data/sub/1.jpg"
    assert locate(at("1.jpg"), "file:///data", "s3://b/images") == "s3://b/images/1.jpg"
    assert locate(at("/abs.jpg"), "file:///data", "s3://b/images") == "/abs.jpg"


@pytest.mark.parametrize(
    "path", ["/etc/1.png", "../../1.png", "file:///etc/1.png", "http://169.254.169.254/latest", "zip://a::b.zip", "s3://b/1.png"]
)
@pytest.mark.parametrize("how", [{"images": "bytes"}, {"verify_images": True}])
def test_images_outside_the_input_are_refused_and_not_opened(path: str, how: dict[str, object], tmp_path: Path) -> None:
    found = settled(at(path), tmp_path / "in", **how)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.IMAGE_REFUSED
    assert "captions.image_locations can allow it" in str(found.detail)


def test_without_an_input_no_file_is_opened() -> None:
    for path in ("a.png", "/etc/1.png"):
        found = settled(at(path), "", verify_images=True)
        assert found == Rejected(Reason.IMAGE_MISSING, f"{path}: the folder of the input is not known")


def test_an_image_with_too_many_bytes_is_refused_before_all_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.captions.cleaning.image_bytes.read_bytes.__defaults__", ((), 1000, None, None))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.png").write_bytes(b"x" * 1001)
    assert settled(at("a.png"), tmp_path, verify_images=True) == Rejected(Reason.IMAGE_TOO_LARGE, "a.png: more than 1000 bytes")
