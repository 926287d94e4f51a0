"""Define a scene: things with attributes and places, in front of a background.

Coordinates are units of the image's side: (0, 0) is the top left corner, (1, 1) the bottom right one, y grows downwards.
"""

import json
from typing import Any, NamedTuple

SHAPES = ("circle", "square", "triangle", "star", "heart", "cross")
COLOURS = ("red", "yellow", "green", "blue", "purple", "pink", "brown", "black")
SIZES = ("small", "large")
FILLS = ("solid", "striped", "dotted", "outlined")
ATTRIBUTES = {"size": SIZES, "fill": FILLS, "colour": COLOURS, "shape": SHAPES}

BACKGROUNDS = ("white", "gray", "beige", "light blue", "light green")
TEXTURES = ("plain", "gradient", "speckled")

# Half width and half height of a shape of extent 1; the renderer's outlines fill exactly this box.
BOXES = {
    "circle": (1.0, 1.0),
    "square": (0.88, 0.88),
    "triangle": (1.0, 0.9),
    "star": (1.05, 1.0),
    "heart": (1.0, 0.95),
    "cross": (1.0, 1.0),
}


class Thing(NamedTuple):
    """A `Thing` is a shape in its place: `x` and `y` are the centre of its box, `extent` is half its nominal size."""

    shape: str
    colour: str
    size: str
    fill: str
    x: float
    y: float
    extent: float

    @property
    def half_width(self) -> float:
        """Return half the width of its box."""
        return self.extent * BOXES[self.shape][0]

    @property
    def half_height(self) -> float:
        """Return half the height of its box."""
        return self.extent * BOXES[self.shape][1]


class Background(NamedTuple):
    """A `Background` has a colour that captions can name, and a texture that they never name."""

    colour: str
    texture: str


class Scene(NamedTuple):
    """A `Scene` lists things in drawing order; the first `group` of them were made equal (0: none)."""

    things: tuple[Thing, ...]
    background: Background
    group: int = 0


def to_dict(scene: Scene) -> dict[str, Any]:
    """Return plain JSON values."""
    return {
        "things": [thing._asdict() for thing in scene.things],
        "background": scene.background._asdict(),
        "group": scene.group,
    }


def from_dict(value: dict[str, Any]) -> Scene:
    """Return the scene that `to_dict` wrote.

    Raises:
        ValueError: A shape, colour, size, fill or background is unknown, or a field is missing.
    """
    try:
        things = tuple(Thing(**thing) for thing in value["things"])
        scene = Scene(things, Background(**value["background"]), value["group"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a scene: {error}") from error
    for thing in things:
        for name, values in ATTRIBUTES.items():
            if getattr(thing, name) not in values:
                raise ValueError(f"not a scene: no {name} {getattr(thing, name)!r}")
    if scene.background.colour not in BACKGROUNDS or scene.background.texture not in TEXTURES:
        raise ValueError(f"not a scene: no background {scene.background}")
    return scene


def dumps(scene: Scene) -> str:
    """Return one line of JSON."""
    return json.dumps(to_dict(scene), separators=(",", ":"))


def loads(text: str) -> Scene:
    """Return the scene that `dumps` wrote, with the errors of `from_dict`; JSON errors are ValueErrors too."""
    return from_dict(json.loads(text))
