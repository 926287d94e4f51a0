import torch

from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.synthesise.slots import CANVAS, CHANNELS, GRID, PATTERNS, Layout, canvas, decode, encode, expected
from hardneg.training.generator.layout_examples import examples, layout_of


def test_latents_decode_to_their_layout() -> None:
    layout = _layouts(20)
    found = decode(encode(layout))
    there = layout.there
    assert torch.equal(found.there, there)
    assert torch.allclose(found.place[there], layout.place[there], atol=1e-5)
    assert all(torch.equal(one[there], other[there]) for one, other in zip(found[2:5], layout[2:5], strict=True))
    assert all(torch.equal(one, other) for one, other in zip(found[5:], layout[5:], strict=True))


def test_an_output_that_is_sure_gives_the_clean_latents() -> None:
    clean = encode(_layouts(8))
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(0))
    signal, sigma = torch.tensor(0.6), torch.tensor(0.8)
    output = clean * 30
    output[:, 1:4] = (signal * noise - sigma * clean)[:, 1:4]
    assert torch.allclose(expected(output, signal * clean + sigma * noise, signal, sigma), clean, atol=1e-4)


def test_an_output_that_knows_nothing_expects_the_mean_of_all_choices() -> None:
    found = expected(torch.zeros(1, CHANNELS, 3, 3), torch.zeros(1, CHANNELS, 3, 3), torch.tensor(0.6), torch.tensor(0.8))
    assert torch.equal(found, torch.zeros_like(found))


def test_decoding_keeps_wild_places_within_the_picture() -> None:
    found = decode(torch.full((1, CHANNELS, 3, 3), 50.0))
    assert float(found.place.max()) <= 1.0
    assert float(found.place[..., 2].max()) < 0.3


def test_a_cell_of_the_canvas_tells_of_the_thing_there_and_of_the_one_around_it() -> None:
    outer, inner = Thing("square", "red", "large", "solid", 0.5, 0.5, 0.24), Thing("star", "blue", "small", "solid", 0.5, 0.5, 0.11)
    told = canvas(layout_of([Scene((inner, outer), Background("white", "plain"))]))
    assert told.shape == (1, CANVAS, GRID, GRID)
    middle, corner = told[0, :, 16, 16], told[0, :, 1, 1]
    layers = (CANVAS - 12 - 4 * len(PATTERNS)) // 2
    assert middle[0] > 1
    assert middle[layers] > 1
    assert not corner[: 2 * layers].any()


def test_patterns_do_not_grow_with_a_thing() -> None:
    sizes = (0.172, 0.2)
    scenes = [Scene((Thing("circle", "red", "large", "dotted", 0.5, 0.5, extent),), Background("white", "plain")) for extent in sizes]
    one, other = canvas(layout_of(scenes))
    patterns = 4 * len(PATTERNS)
    assert torch.allclose(one[-patterns:, 16, 18], other[-patterns:, 16, 18], atol=1e-5)
    assert not torch.allclose(one[1:3, 16, 18], other[1:3, 16, 18], atol=1e-2)


def _layouts(count: int) -> Layout:
    return layout_of([scene for scene, _ in examples(5, "slots", count, 1)])
