"""Where a description of several sentences takes place: what it tells later of a forest are trees, so that the forest is no beach."""

from pipeline.discourse.mentions import sentence_numbers
from pipeline.grammar.sentence import Sentence, Word

_SEVERAL = 3
"""Sentences from which on a caption tells so much of a place that another place would not have it."""

_GREEN = "tree leaf foliage branch trunk undergrowth fern moss vegetation greenery woods forest canopy bush plant pine"
_SHORE = "sand wave sea ocean water shore shoreline surf beach dune seashell tide coast coastline"
_COOKING = "stove sink cabinet counter countertop oven refrigerator fridge microwave dishwasher kitchen pot pan faucet"
_WASHING = "toilet bathtub tub shower sink faucet bathroom towel mirror vanity"
_TRAFFIC = "car bus truck vehicle lane sidewalk pedestrian traffic street road pavement curb crosswalk intersection building asphalt"
_SPORT = "goal player ball net pitch field game team stadium referee crop grass"
_COLD = "snow ice skier ski slope snowboarder snowflake"
_SLEEP = "bed pillow blanket mattress nightstand headboard bedroom"
_SITTING = "couch sofa armchair television fireplace rug lamp"
_WORK = "desk computer monitor keyboard office printer chair"
_WATER = "water boat wave shore ripple reflection dock pier fish river lake ocean sea swimmer"
_LAND = "tree grass hill mountain valley meadow field slope peak cliff"

_TYPICAL: dict[str, frozenset[str]] = {
    place: frozenset(f"{things} {place}".split())
    for places, things in (
        ("forest woods jungle grove woodland rainforest orchard", _GREEN),
        ("beach shore coast coastline seaside", _SHORE),
        ("kitchen", _COOKING),
        ("bathroom restroom washroom", _WASHING),
        ("street road highway alley avenue city town intersection crosswalk sidewalk", _TRAFFIC),
        ("field pitch court stadium", f"{_SPORT} {_LAND}"),
        ("snow slope", f"{_COLD} mountain"),
        ("bedroom", _SLEEP),
        ("lounge", _SITTING),
        ("office classroom", f"{_WORK} student teacher blackboard whiteboard"),
        ("lake river ocean sea pond pool stream harbor", _WATER),
        ("park garden meadow pasture yard valley mountain hill hillside desert", f"{_GREEN} {_LAND} flower lawn sand dune path"),
    )
    for place in places.split()
}  # fmt: skip


def shown_by_its_things(sentence: Sentence, noun: Word) -> bool:
    """Return whether a caption of several sentences names, elsewhere, what is typical of the place that a noun names."""
    typical = _TYPICAL.get(noun.lemma)
    if typical is None or not sentence.words or sentence.once(sentence_numbers)[-1] + 1 < _SEVERAL:
        return False
    return any(word.pos == "NOUN" and word.i != noun.i and word.lemma in typical for word in sentence.words)
