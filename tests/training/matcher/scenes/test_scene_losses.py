import numpy as np
import torch

from hardneg.matching.scenes_encoder import LOOKS
from hardneg.matching.scenes_network import EncodedImages, PairScores
from hardneg.training.matcher.scenes.scene_losses import NO_NOUN, Graph, Nouns, lie_loss, named_loss, order_loss, places_of, seen_loss

# One image with a red small solid circle in cell (2, 1), inside nothing, and a large outlined blue square around nothing in cell
# (6, 6).
THINGS = torch.full((1, 7, 8), -1.0)
THINGS[0, 0] = torch.tensor([0.30, 0.20, 0.11, 0, 0, 0, 0, 0])
THINGS[0, 1] = torch.tensor([0.80, 0.80, 0.20, 1, 3, 1, 3, 1])
NO_LIE = torch.zeros(1, 4, 9)
GRAPH = Graph(THINGS, torch.tensor([2]))


def _sight(good: bool) -> EncodedImages:
    places = torch.full((1, 128, 24), 0.0)
    places[..., 0] = -10.0
    ground = torch.zeros(1, 5)
    if good:
        for place, thing in zip(places_of(GRAPH, 8)[0, :2].tolist(), THINGS[0, :2], strict=True):
            places[0, place, 0] = 10.0
            first = 1
            for size, value in zip(LOOKS, thing[3:7].long().tolist(), strict=True):
                places[0, place, first + value] = 12.0
                first += size
            middle = thing[:2] * 8
            places[0, place, -3:-1] = middle - middle.floor() - 0.5
            places[0, place, -1] = thing[2]
        ground[0, 2] = 12.0
    chosen = torch.tensor([[8 + 2, 64 + 6 * 8 + 6, 0]])
    spots = torch.stack([*THINGS[0, :2, :3], torch.tensor([0.5, 0.5, 0.1])])[None]
    return EncodedImages(places, chosen, spots, torch.ones(1, 3), torch.zeros(1), torch.zeros(1), ground)


def test_a_thing_belongs_to_the_cell_of_its_middle_and_a_container_to_the_second_layer() -> None:
    assert places_of(GRAPH, 8).tolist() == [[8 + 2, 64 + 6 * 8 + 6, -1, -1, -1, -1, -1]]


def test_what_is_seen_rightly_costs_nothing() -> None:
    assert seen_loss(_sight(True), GRAPH, 8) < 0.01
    assert seen_loss(_sight(False), GRAPH, 8) > 5


def test_a_noun_has_to_name_the_things_that_it_fits_and_no_others() -> None:
    nouns = Nouns(torch.tensor([[2, NO_NOUN]]), torch.tensor([[0b10, 0]]), torch.tensor([[1, -1]]))
    grounding = torch.full((1, 4, 3), -12.0)
    there = torch.full((1, 4), 12.0)
    right = grounding.clone()
    right[0, 2, 1] = 12.0
    images = torch.tensor([0])
    found, enough = named_loss(PairScores(torch.zeros(1), right, there, NO_LIE), _sight(True), images, nouns, GRAPH, 8)
    missed, lacking = named_loss(PairScores(torch.zeros(1), grounding, -there, NO_LIE), _sight(True), images, nouns, GRAPH, 8)
    assert found < 1e-3 < missed
    assert enough < 1e-3 < lacking


def test_texts_without_known_nouns_have_no_part() -> None:
    nouns = Nouns(torch.full((1, 2), NO_NOUN), torch.zeros(1, 2, dtype=torch.long), torch.full((1, 2), -1))
    judged = PairScores(torch.zeros(1), torch.randn(1, 4, 3), torch.randn(1, 4), NO_LIE)
    assert [float(each) for each in named_loss(judged, _sight(True), torch.tensor([0]), nouns, GRAPH, 8)] == [0, 0]


def test_order_is_asked_for_within_a_group_only() -> None:
    true, group = torch.tensor([[1, 0, 1, 0]]), torch.tensor([[0, 0, 1, 1]])
    ordered = order_loss(torch.tensor([[0.0, -20.0, 40.0, 20.0]]), true, group)
    turned = order_loss(torch.tensor([[-20.0, 0.0, 40.0, 20.0]]), true, group)
    assert ordered < 1e-3
    np.testing.assert_allclose(turned, 10.0, atol=1e-3)


def test_the_second_of_two_nouns_has_to_know_how_the_first_lies_to_it() -> None:
    nouns = Nouns(torch.tensor([[1, 3]]), torch.tensor([[0b01, 0b10]]), torch.tensor([[1, 1]]))
    right = torch.zeros(1, 4, 9)
    right[0, 3, 2] = right[0, 3, 5 + 2] = 20.0  # above: 0.6 of the side higher, 0.5 across; a gap of 0.29
    judged = PairScores(torch.zeros(1), torch.zeros(1, 4, 3), torch.zeros(1, 4), right)
    assert lie_loss(judged, torch.tensor([0]), nouns, GRAPH) < 1e-3
    assert lie_loss(judged._replace(lie=right[:, [0, 3, 1, 2]]), torch.tensor([0]), nouns, GRAPH) > 1
    assert lie_loss(judged, torch.tensor([0]), nouns._replace(named=torch.tensor([[0b11, 0b10]])), GRAPH) == 0
