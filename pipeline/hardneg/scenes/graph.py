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


class Cutout(NamedTuple):
    """A `Cutout` is the photograph of a thing without its background, as it was pasted.

    `half_width` and `half_height` are those of its box at extent 1. `sides` are those at which other things can meet it, as in
    `space.SIDES`. `doubtful` are colours that some people would use for it: a claim of one is neither true nor false. A `tinted` one
    was given the colour of its thing. Of two cut-outs
    that overlap, the one of the higher `layer` was pasted later.
    """

    picture: str
    half_width: float
    half_height: float
    sides: str = "b"
    doubtful: tuple[str, ...] = ()
    mirrored: bool = False
    tinted: bool = False
    layer: int = 0


class Thing(NamedTuple):
    """A `Thing` is a shape in its place: `x` and `y` are the centre of its box, `extent` is half its nominal size.

    Of a cut-out, `shape` is the noun that names it, `fill` is empty, and so is `colour` where no single word is certain.
    """

    shape: str
    colour: str
    size: str
    fill: str
    x: float
    y: float
    extent: float
    cutout: Cutout | None = None

    @property
    def half_width(self) -> float:
        """Return half the width of its box."""
        return self.extent * (BOXES[self.shape][0] if self.cutout is None else self.cutout.half_width)

    @property
    def half_height(self) -> float:
        """Return half the height of its box."""
        return self.extent * (BOXES[self.shape][1] if self.cutout is None else self.cutout.half_height)


class Background(NamedTuple):
    """A `Background` has a colour that captions can name, and a texture that they never name.

    A photographed one has no colour. Its texture is the file, and `crop` the part of it: left, top and side in units of the shorter
    side, and 1 where it is mirrored.
    """

    colour: str
    texture: str
    crop: tuple[float, ...] = ()


class Scene(NamedTuple):
    """A `Scene` lists things in drawing order; the first `group` of them were made equal (0: none).

    `nouns` are those of a world of cut-outs, also of the things that this scene lacks; a drawn scene has none.
    """

    things: tuple[Thing, ...]
    background: Background
    group: int = 0
    nouns: tuple[str, ...] = ()


def to_dict(scene: Scene) -> dict[str, Any]:
    """Return plain JSON values; fields that only cut-outs have are absent from a drawn scene."""
    return {
        "things": [_present(thing._asdict() | {"cutout": thing.cutout and thing.cutout._asdict()}) for thing in scene.things],
        "background": _present(scene.background._asdict()),
        "group": scene.group,
        **({"nouns": list(scene.nouns)} if scene.nouns else {}),
    }


def from_dict(value: dict[str, Any]) -> Scene:
    """Return the scene that `to_dict` wrote.

    Raises:
        ValueError: A shape, colour, size, fill or background is unknown, or a field is missing.
    """
    try:
        things = tuple(Thing(**{**thing, "cutout": _cutout(thing.get("cutout"))}) for thing in value["things"])
        background = Background(**value["background"])
        background = background._replace(crop=tuple(background.crop))
        scene = Scene(things, background, value["group"], tuple(value.get("nouns", ())))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a scene: {error}") from error
    for thing in things:
        _check_thing(thing, scene.nouns)
    if not scene.nouns and (background.colour not in BACKGROUNDS or background.texture not in TEXTURES):
        raise ValueError(f"not a scene: no background {background}")
    return scene


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if not (name in ("cutout", "crop") and not value)}


def _cutout(value: dict[str, Any] | None) -> Cutout | None:
    if value is None:
        return None
    cutout = Cutout(**value)
    return cutout._replace(doubtful=tuple(cutout.doubtful))


def _check_thing(thing: Thing, nouns: tuple[str, ...]) -> None:
    if (thing.cutout is not None) != bool(nouns):
        raise ValueError("not a scene: cut-outs need nouns, and drawn shapes have none")
    for name, values in ATTRIBUTES.items() if not nouns else (("size", SIZES), ("shape", nouns)):
        if getattr(thing, name) not in values:
            raise ValueError(f"not a scene: no {name} {getattr(thing, name)!r}")


def dumps(scene: Scene) -> str:
    """Return one line of JSON."""
    return json.dumps(to_dict(scene), separators=(",", ":"))


def loads(text: str) -> Scene:
    """Return the scene that `dumps` wrote, with the errors of `from_dict`; JSON errors are ValueErrors too."""
    return from_dict(json.loads(text))
