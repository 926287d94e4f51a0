"""Cut-outs and backgrounds drawn for tests: ellipses and boxes with transparency, which are no photographs."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

THINGS = {
    "dog/a.png": ((120, 80), "ellipse", (150, 110, 70)),
    "dog/b.png": ((100, 90), "ellipse", (90, 80, 70)),
    "umbrella/a.png": ((60, 150), "ellipse", (60, 60, 160)),
    "sheep/a.png": ((110, 80), "ellipse", (220, 220, 215)),
    "box/a.png": ((120, 90), "rectangle", (200, 40, 40)),
    "car/a.png": ((160, 70), "ellipse", (30, 60, 200)),
    "lemon/a.png": ((90, 80), "ellipse", (240, 220, 60)),
}
COLOURS = """
dog/a.png: {doubtful: [brown, orange]}
box/a.png: {recolour: true}
car/a.png: {recolour: true}
lemon/a.png: {colour: yellow, doubtful: [green]}
"""


def draw_thing(path: Path, size: tuple[int, int], form: str, colour: tuple[int, int, int]) -> None:
    """Draw a shaded thing with a transparent margin."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    picture = Image.new("RGBA", (width + 20, height + 20), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    light = tuple(min(255, each + 30) for each in colour)
    getattr(draw, form)([10, 10, 9 + width, 9 + height], fill=(*colour, 255))
    draw.ellipse([10 + width // 4, 10 + height // 4, 10 + width // 2, 10 + height // 2], fill=(*light, 255))
    picture.save(path)


def draw_folders(root: Path) -> tuple[str, str]:
    """Draw the folders of cut-outs and backgrounds, and return them."""
    for name, (size, form, colour) in THINGS.items():
        draw_thing(root / "cutouts" / name, size, form, colour)
    (root / "cutouts" / "cutouts.yaml").write_text(COLOURS)
    (root / "backgrounds").mkdir()
    Image.effect_noise((300, 200), 40).filter(ImageFilter.GaussianBlur(3)).convert("RGB").save(root / "backgrounds" / "gray.jpg")
    Image.linear_gradient("L").resize((200, 260)).convert("RGB").save(root / "backgrounds" / "slope.png")
    return str(root / "cutouts"), str(root / "backgrounds")
