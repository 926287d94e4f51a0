"""The world of photographs: scenes of cut-outs, and what the exact editor can change in them."""

from hardneg.scenes.edit import Alternatives
from hardneg.scenes.graph import SIZES, Thing
from hardneg.scenes.language import COLOUR_WORDS
from hardneg.scenes.photo.catalogue import Catalogue, Picture, read_catalogue
from hardneg.scenes.photo.paste import Pictures
from hardneg.scenes.photo.photo_sampling import EXTENT, Sampler, cutout_of
from hardneg.scenes.world import World


def photo_world(cutouts: str, backgrounds: str) -> World:
    """Return the world of the pictures in two folders.

    Raises:
        UserError: The folders do not hold usable pictures (see `read_catalogue`).
    """
    catalogue = read_catalogue(cutouts, backgrounds)
    pictures = Pictures(cutouts, backgrounds)
    sampler = Sampler(catalogue, pictures)
    return World("photo", catalogue.revision, sampler.sample, pictures.render, pictures.jpeg, "jpg", 256, alternatives_of(catalogue))


def alternatives_of(catalogue: Catalogue) -> Alternatives:
    """Return the values that a thing can take, and the thing with another one: another size, tint, or picture."""

    def changed(thing: Thing, attribute: str, value: str) -> Thing | None:
        assert thing.cutout is not None
        if attribute == "size":
            return thing._replace(size=value, extent=round(sum(EXTENT[value]) / 2, 4))
        noun, colour = (value, thing.colour) if attribute == "shape" else (thing.shape, value)
        own = [each for each in catalogue.pictures if each.file == thing.cutout.picture]
        others = [each for each in [*own, *catalogue.pictures] if each.noun == noun]
        picture = next((each for each in others if colour in each.colours), others[0] if attribute == "shape" else None)
        return None if picture is None else _replaced(thing, picture, colour)

    return Alternatives({"size": SIZES, "colour": COLOUR_WORDS, "shape": catalogue.nouns}, changed)


def _replaced(thing: Thing, picture: Picture, colour: str) -> Thing:
    """Return the thing with another picture in its place, in that colour if the picture can have it."""
    assert thing.cutout is not None
    if colour not in picture.colours:
        colour = picture.colours[0]
    cutout = cutout_of(picture, thing.cutout.mirrored)._replace(layer=thing.cutout.layer)
    return thing._replace(shape=picture.noun, colour=colour, cutout=cutout)
