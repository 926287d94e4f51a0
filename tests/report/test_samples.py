import base64
import io
from collections.abc import Callable
from pathlib import Path

import PIL.Image

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.report.samples import SIDE, pieces, samples_of
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow
from hardneg.shards.files import find_shards

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]


def _png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    PIL.Image.new("RGB", (width, height), "red").save(stream, "PNG")
    return stream.getvalue()


def _run(run_of: Run, folder: Path, *rows: RewrittenRow) -> list[str]:
    return find_shards(str(run_of(folder / "out", Config.model_validate({"shards": {"val_share": 0}}), [list(rows)])))


def test_a_text_is_split_into_kept_deleted_and_inserted_pieces() -> None:
    swap = [{"start": 6, "end": 9, "old": "dog", "new": "cat"}, {"start": 2, "end": 2, "old": "", "new": "big "}]
    assert pieces("A red dog.", swap[:1]) == [("kept", "A red "), ("old", "dog"), ("new", "cat"), ("kept", ".")]
    assert pieces("A red dog.", swap) == [("kept", "A "), ("new", "big "), ("kept", "red "), ("old", "dog"), ("new", "cat"), ("kept", ".")]


def test_each_family_has_samples_of_different_captions(finished_run: Path) -> None:
    found = dict(samples_of(find_shards(str(finished_run)), 5, ImagePlaces("")))
    assert {family: len(some) for family, some in found.items()} == {"attribute": 5, "object": 5, "count": 5}
    assert len({"".join(piece.text for piece in each.pieces) for each in found["object"]}) == 5
    (kind, paraphrased), *_ = found["object"][0].positives
    assert kind == "article"
    assert ("new", "The") in paraphrased


def test_images_are_thumbnails_inside_the_page(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    shards = _run(run_of, tmp_path, rewritten(1, gaps=(None,), image=Image(bytes=_png(600, 300))))
    ((_, (sample,)),) = samples_of(shards, 5, ImagePlaces(""))
    assert sample.image is not None
    picture = PIL.Image.open(io.BytesIO(base64.b64decode(sample.image.split(",")[1])))
    assert picture.size == (SIDE, SIDE // 2)


def test_images_on_disk_are_found_from_the_input_and_web_addresses_are_shown_if_they_are_allowed(
    run_of: Run, rewritten: Row, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(_png(20, 20))
    rows = [rewritten(i, gaps=(None,), image=Image(path=path)) for i, path in enumerate(("a.png", "gone.png", "https://host/b.png"))]
    shards = _run(run_of, tmp_path, *rows)
    ((_, some),) = samples_of(shards, 5, ImagePlaces(str(tmp_path), None, ["https://"]))
    assert sorted((sample.image or "none")[:12] for sample in some) == ["data:image/j", "https://host", "none"]
    ((_, some),) = samples_of(shards, 5, ImagePlaces(""))
    assert sorted(sample.image or "none" for sample in some) == ["none", "none", "none"]


def test_captions_with_and_without_an_image_alternate(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    image = Image(bytes=_png(8, 8))
    rows = [rewritten(i, gaps=(None,), image=image if i > 7 else None) for i in range(10)]
    ((_, some),) = samples_of(_run(run_of, tmp_path, *rows), 4, ImagePlaces(""))
    assert [sample.image is not None for sample in some] == [True, False, True, False]
