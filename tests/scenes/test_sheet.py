import io
from pathlib import Path

from PIL import Image

from hardneg.scenes.sheet import contact_sheet
from hardneg.scenes.world import samples

SHIPPED = Path(__file__).parents[2] / "docs" / "scenes.png"


def test_a_sheet_is_a_grid_of_all() -> None:
    shown = [(each.scene, each.caption) for each in samples(1, 7)]
    sheet = Image.open(io.BytesIO(contact_sheet(shown, columns=3, size=64)))
    assert sheet.width == 3 * 72 + 8
    assert sheet.height > 3 * 64


def test_the_sheet_of_the_readme_is_there_and_small() -> None:
    assert 20_000 < SHIPPED.stat().st_size < 300_000
