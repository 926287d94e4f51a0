"""Render scenes at four times the size and reduce them, so that edges are smooth. The same scene gives the same bytes."""

import io
import math
from functools import cache

from PIL import Image, ImageChops, ImageDraw

from hardneg.scenes.graph import BOXES, Scene, Thing

Colour = tuple[int, int, int]
Point = tuple[float, float]

PAINT: dict[str, Colour] = {
    "red": (214, 36, 40),
    "yellow": (246, 208, 24),
    "green": (38, 152, 58),
    "blue": (36, 82, 214),
    "purple": (126, 48, 172),
    "pink": (246, 128, 184),
    "brown": (126, 74, 34),
    "black": (24, 24, 28),
}
GROUND: dict[str, Colour] = {
    "white": (250, 250, 250),
    "gray": (204, 204, 206),
    "beige": (236, 224, 198),
    "light blue": (206, 226, 246),
    "light green": (212, 238, 208),
}
WHITE: Colour = (255, 255, 255)

# In units of the image's side: at 64 pixels a stripe is 1.9 pixels wide and a dot 2.2.
STRIPE, STRIPES_APART = 0.03, 0.07
DOT, DOTS_APART = 0.017, 0.058
STROKE, RIM = 0.03, 0.014


def render(scene: Scene, size: int = 64, oversample: int = 4) -> Image.Image:
    """Return an RGB image of `size` x `size` pixels."""
    side = size * oversample
    picture = _ground(scene, side)
    for thing in scene.things:
        _draw(picture, thing, side)
    return picture.reduce(oversample) if oversample > 1 else picture


def png(scene: Scene, size: int = 64) -> bytes:
    """Return the image as a PNG file."""
    stream = io.BytesIO()
    render(scene, size).save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def _ground(scene: Scene, side: int) -> Image.Image:
    colour = GROUND[scene.background.colour]
    if scene.background.texture == "plain":
        return Image.new("RGB", (side, side), colour)
    return _textured(scene.background.texture, colour, side).copy()


@cache
def _textured(texture: str, colour: Colour, side: int) -> Image.Image:
    """Return the background with a gradient that darkens downwards, or with faint specks on a fixed lattice."""
    picture = Image.new("RGB", (side, side), colour)
    draw = ImageDraw.Draw(picture)
    if texture == "gradient":
        for row in range(side):
            draw.line([(0, row), (side, row)], fill=_scaled(colour, 1.03 - 0.12 * row / side))
        return picture
    step, radius = side / 16.0, side / 160.0
    for row in range(17):
        for column in range(17):
            x, y = (column + 0.5 * math.sin(row * 7.1 + column * 3.3)) * step, (row + 0.5 * math.cos(row * 2.7 + column * 5.9)) * step
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=_scaled(colour, 0.93))
    return picture


def _scaled(colour: Colour, share: float) -> Colour:
    red, green, blue = (min(255, round(value * share)) for value in colour)
    return red, green, blue


def _draw(picture: Image.Image, thing: Thing, side: int) -> None:
    colour = PAINT[thing.colour]
    points = [(side * (thing.x + thing.extent * u), side * (thing.y + thing.extent * v)) for u, v in outline(thing.shape)]
    if thing.fill == "solid":
        ImageDraw.Draw(picture).polygon(points, fill=colour)
        return
    left, top = math.floor(min(x for x, _ in points)), math.floor(min(y for _, y in points))
    right, bottom = math.ceil(max(x for x, _ in points)) + 1, math.ceil(max(y for _, y in points)) + 1
    local = [(x - left, y - top) for x, y in points]
    size = right - left, bottom - top
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(local, fill=255)
    border = [*local, *local[:2]]
    if thing.fill == "outlined":
        stroke = Image.new("L", size, 0)
        ImageDraw.Draw(stroke).line(border, fill=255, width=round(2 * STROKE * side), joint="curve")
        picture.paste(colour, (left, top), ImageChops.darker(mask, stroke))
        return
    pattern = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(pattern)
    (_stripes if thing.fill == "striped" else _dots)(draw, size, side)
    draw.line(border, fill=colour, width=round(2 * RIM * side), joint="curve")  # a pattern would hide the form of small shapes
    picture.paste(pattern, (left, top), mask)


def _stripes(draw: ImageDraw.ImageDraw, size: tuple[int, int], side: int) -> None:
    """Draw white bars that rise to the right."""
    width, height = size
    step, across = STRIPES_APART * side * math.sqrt(2), round(STRIPE * side)
    start = (width + height) / 2 % step - step
    for i in range(int((width + height) / step) + 3):
        x = start + i * step
        draw.line([(x, 0), (x - height, height)], fill=WHITE, width=across)


def _dots(draw: ImageDraw.ImageDraw, size: tuple[int, int], side: int) -> None:
    """Draw white dots, each row shifted by half, with one at the centre."""
    step, radius = DOTS_APART * side, DOT * side
    middle_x, middle_y = size[0] / 2, size[1] / 2
    rows, columns = int(middle_y / (step * 0.87)) + 1, int(middle_x / step) + 2
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            x, y = middle_x + (column + 0.5 * (row % 2)) * step, middle_y + row * step * 0.87
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=WHITE)


@cache
def outline(shape: str) -> tuple[Point, ...]:
    """Return the corners of the shape at extent 1, which fills its box exactly."""
    turns = [2 * math.pi * i / 40 for i in range(40)]
    raw: dict[str, list[Point]] = {
        "circle": [(math.sin(turn), -math.cos(turn)) for turn in turns],
        "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        "triangle": [(0, -1), (1, 1), (-1, 1)],
        "star": [_polar(1 if i % 2 == 0 else 0.5, math.pi * i / 5) for i in range(10)],
        "heart": [(16 * math.sin(t) ** 3, -13 * math.cos(t) + 5 * math.cos(2 * t) + 2 * math.cos(3 * t) + math.cos(4 * t)) for t in turns],
        "cross": _cross(0.4),
    }
    points = raw[shape]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width, height = BOXES[shape]
    return tuple(
        (
            width * (2 * (x - min(xs)) / (max(xs) - min(xs)) - 1),
            height * (2 * (y - min(ys)) / (max(ys) - min(ys)) - 1),
        )
        for x, y in points
    )


def _polar(radius: float, angle: float) -> Point:
    return radius * math.sin(angle), -radius * math.cos(angle)


def _cross(arm: float) -> list[Point]:
    quarter = [(-arm, -1.0), (arm, -1.0), (arm, -arm), (1.0, -arm), (1.0, arm), (arm, arm)]
    return quarter + [(-x, -y) for x, y in quarter]
