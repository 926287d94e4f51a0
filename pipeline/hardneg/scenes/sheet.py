"""Draw a contact sheet: scenes in a grid, each with its caption below."""

import io
import textwrap
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from hardneg.scenes import render as drawn
from hardneg.scenes.graph import Scene

MARGIN, LINE, LINES = 8, 12, 4
INK, PAPER = (40, 40, 44), (255, 255, 255)


def contact_sheet(
    samples: Sequence[tuple[Scene, str]],
    columns: int = 6,
    size: int = 128,
    render: Callable[[Scene, int], Image.Image] = drawn.render,
) -> bytes:
    """Return a PNG of the scenes at `size` pixels with their captions, in 256 colours, for people to inspect."""
    rows = -(-len(samples) // columns)
    width, height = size + MARGIN, size + LINE * LINES + MARGIN
    sheet = Image.new("RGB", (columns * width + MARGIN, rows * height + MARGIN), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(10)
    for place, (scene, caption) in enumerate(samples):
        x, y = MARGIN + place % columns * width, MARGIN + place // columns * height
        sheet.paste(render(scene, size), (x, y))
        for i, line in enumerate(textwrap.wrap(caption, width=size // 5, max_lines=LINES, placeholder=" ...")):
            draw.text((x, y + size + 2 + i * LINE), line, fill=INK, font=font)
    stream = io.BytesIO()
    sheet.quantize(256, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()
