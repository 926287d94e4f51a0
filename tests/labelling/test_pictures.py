import base64
import io
from pathlib import Path

import numpy as np
import PIL.Image
from judged_run import png

from hardneg.labelling.pictures import AS_IT_IS, SIDE, inlined


def decoded(url: str | None) -> tuple[str, bytes]:
    assert url is not None
    head, _, data = url.partition(";base64,")
    return head, base64.b64decode(data)


def test_a_small_image_is_inlined_as_it_is() -> None:
    data = png("red")
    assert decoded(inlined("", {"bytes": data, "path": None})) == ("data:image/png", data)


def test_a_large_image_and_a_format_that_browsers_do_not_show_become_jpeg() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (900, 1200, 3), np.uint8)
    stream = io.BytesIO()
    PIL.Image.fromarray(noise).save(stream, "PNG")
    assert len(stream.getvalue()) > AS_IT_IS
    kind, data = decoded(inlined("", {"bytes": stream.getvalue(), "path": None}))
    assert kind == "data:image/jpeg"
    assert PIL.Image.open(io.BytesIO(data)).size == (SIDE, SIDE * 3 // 4)
    assert decoded(inlined("", {"bytes": png("red", format="TIFF"), "path": None}))[0] == "data:image/jpeg"


def test_an_image_may_be_a_path_from_the_folder_of_the_shards(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png("blue"))
    assert decoded(inlined(str(tmp_path), {"bytes": None, "path": "a.png"}))[1] == png("blue")


def test_what_is_no_image_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("<svg onload='alert(1)'/>")
    assert inlined(str(tmp_path), {"bytes": None, "path": "a.png"}) is None
    assert inlined(str(tmp_path), {"bytes": None, "path": "gone.png"}) is None
