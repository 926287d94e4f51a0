"""Choosing among proposals so that the text alone does not tell negatives from captions, over a part.

A pair (c, c') of caption and negative has features f(c, c') = x(c') - x(c): which n-grams went in and out, whether the negative is longer,
how far the LLM's likelihood fell. All of them change their sign when the two change places. A blind classifier that is linear in them (an
n-gram logistic regression, a threshold on the likelihood) calls the text of lower w.x the negative where its loss

    L(w) = sum over pairs of log(1 + exp(-w . f(c, c')))

is least. L is convex and its gradient at w = 0 is -1/2 sum f(c, c'). So where the features of the chosen pairs sum to zero, w = 0 is its
minimum: the best such classifier is the one that guesses. The sums vanish in expectation if c -> c' and c' -> c are chosen equally often,
which is detailed balance (Metropolis and others 1953; Hastings 1970); here they are made small directly, since what a lexicon may put in
seldom has a way back of equal probability. The proposals come from the words that come out (`candidates`), so that small sums are in reach.

Chosen is, slot by slot and in sweeps over the part, the proposal that makes the energy

    E = sum over features k of weight_k / (n_k + RARE) (sum over chosen pairs of f_k)^2

smallest, once over each family and once, with less weight, over all of them together: kernel herding (Chen, Welling and Smola 2010) towards
a mean of zero. n_k is how many of the chosen pairs move feature k, counted anew after each sweep (before the first, how many slots may), so
that each term is a squared share of what a classifier learns from. For a pair that is not chosen yet,

    call(c, c') = sum over k of weight_k f_k(c, c') (sum over the other chosen pairs of f_k) / (n_k + RARE)

is the score of a naive blind classifier fitted to all other pairs of the part: how sure it would be that c' is the negative. A slot whose
best proposal would still be called with more than `tolerance` stays unused, but never the last of its caption, nor one that the floor of
its family needs (`shares`); another target of the caption, of any family, takes its place where one can. What is discarded has no way
back: `on` stands in half of the relations of captions and `in front of` in few, so that most targets `on` cannot be paired with one that
becomes `on`.

Even words and an even likelihood do not hide a scene that is broken up, which a pretrained reader sees. So a feature of its own is by how
much better the rest of the caption goes with what was put in than with what was taken out (`cooccurrence`). What is chosen by an estimate
is on average worse than its estimate, and an improvement counts as one from FLATTERY on; a likelihood counts as even at minus REGRESSION.

The sums are of the part, so a classifier that learns from one half of a part finds the opposite of it in the other half and may fall below
one half there. Features of few pairs cannot be balanced in a small part; they are learnt from many parts only as far as they recur.
"""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.rewrite.debias import exchange_order
from hardneg.rewrite.debias.family_shares import Shares, Slot
from hardneg.rewrite.debias.objective import Energy, Feature
from hardneg.rewrite.debias.selection import Place, Selection
from hardneg.rewrite.debias.selection import Proposal as Proposal
from hardneg.rewrite.propose.sampling import by_turns
from hardneg.rewrite.types import Proposal as Negative
from hardneg.schemas.config import BalanceConfig

GAP_EDGES = (1.0, 2.0, 4.0, 7.0, 12.0)  # nats
COMPANY_EDGES = (0.5, 1.5, 3.0)  # nats
CALL_EDGES = (0.25, 0.5, 1.0, 2.0)  # of the mean
FLATTERY = 1.0  # nats; by the company of other captions, improvements of 0.8 to 1.3 are none (parts of 1,024 captions of COCO)
REGRESSION = 0.5
"""Nats. What is chosen by the likelihood of one LLM is on average less likely to another, so a gap counts as even at minus this. With 0 an
uninvolved LLM of 1.5B parameters finds 0.68 of the captions likelier (695 captions of COCO) and the small one 0.51; with 0.5, 0.63 and
0.47; with 1, 0.61 and 0.42, at fewer negatives."""
_WORD = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_MOST_FREQUENT = 7  # of the classes of frequency: 128 captions of a part, or more


class Chosen(NamedTuple):
    """Indices of the proposals chosen, in their order; the counts for the done marker (whole numbers, which add up over parts); and what a
    reader makes of each less its caption, (n, width), where one has read them.
    """

    indices: list[int]
    counts: dict[str, int]
    changes: npt.NDArray[np.float32] | None = None


def proposal_of(caption: int, made: Negative, gap: float | None, company: float = 0.0, stretches: frozenset[int] = frozenset()) -> Proposal:
    """The proposal that a draft for the caption at this place of the part amounts to."""
    place = tuple(start for target in made.targets for start in (target.start, target.partner_start))
    family = made.family
    exchange = exchange_order.exchange_of(family, made.edits)
    return Proposal(caption, family, place, made.negative, gap, len(made.targets), stretches, company, exchange=exchange)


def choose(
    captions: Sequence[str],
    proposals: Sequence[Proposal],
    most: Sequence[int],
    config: BalanceConfig,
    chance: random.Random,
    one_way: Collection[str] = frozenset(),
) -> Chosen:
    """Choose at most `most[i]` proposals of caption i: one of each of its families first, then a second of each on another target, ...

    Of a family that has proposals of several changes every second one is such, of two and of three by turns; and no stretch of a long
    caption gets much more than its share (`selection`). Families under their floor come first (`shares`) and nothing of what the floor
    needs is discarded; nor is anything of the families that are `one_way`.
    """
    options, slots = _slots(proposals)
    shares = [1.0 / len(options[each.caption, each.family]) for each in proposals]
    energy = Energy(features_of(captions, proposals), [each.family for each in proposals], shares, config.likelihood, one_way)
    part = Selection(proposals, options, slots, most, energy, _changes(proposals, options, chance))
    floors = Shares(config.floor, slots, most)
    total = floors.possible
    for sweep in range(config.sweeps):
        chance.shuffle(slots)
        before = dict(part.chosen)
        first = part.reserved(floors, total)
        part.make_room(first)
        part.trade(first)
        slots.sort(key=lambda slot: (slot not in first, slot[2]))
        for slot in slots:
            spare = config.tolerance is not None and sweep > 0 and slot[1] not in one_way and slot not in first
            part.fill(slot, config.tolerance if spare else None, first)
        if part.chosen == before:
            break
        total = len(part.chosen)
        energy.count(part.chosen.values())
    part.complete(floors)
    chosen = part.chosen
    indices = sorted(chosen.values())
    counts = {
        "balance_proposals": len(proposals),
        "balance_unused_proposals": len(proposals) - len(indices),
        "balance_families": len(options),
        "balance_families_unused": len(options.keys() - {slot[:2] for slot in chosen}),
    }
    return Chosen(indices, counts | _residue(energy, proposals, indices))


def features_of(captions: Sequence[str], proposals: Sequence[Proposal]) -> list[dict[Feature, float]]:
    """The features of each proposal; each changes its sign where caption and negative change places."""
    words = [_WORD.findall(caption.lower()) for caption in captions]
    spread = Counter(word for each in words for word in set(each))
    found = []
    known: dict[Feature, Feature] = {}  # each once, since those of a part are many and most are the same
    for each in proposals:
        old, new = _changed(words[each.caption], _WORD.findall(each.negative.lower()))
        moved = Counter(_ngrams(new))
        moved.subtract(_ngrams(old))
        features: dict[Feature, float] = {key: float(count) for key, count in moved.items() if count}
        own = set(words[each.caption])
        classes: Counter[Feature] = Counter()
        for (sort, word), count in moved.items():
            if sort == "1":
                captions_with = spread[word] - (word in own)
                classes["frequency", str(min(captions_with.bit_length(), _MOST_FREQUENT))] += count
        features.update((key, float(count)) for key, count in classes.items() if count)
        longer = {"words": len(new) - len(old), "letters": sum(map(len, new)) - sum(map(len, old))}
        features.update(((sort, ""), math.copysign(1.0, by)) for sort, by in longer.items() if abs(by) > (sort == "letters"))
        if each.gap is not None and each.gap:
            gap = each.gap + REGRESSION
            size = sum(abs(gap) > edge for edge in GAP_EDGES)
            features["gap", str(size)] = features["sign", ""] = math.copysign(1.0, gap)
        if each.company:
            fits = each.company - FLATTERY
            size = sum(abs(fits) > edge for edge in COMPANY_EDGES)
            features["company", str(size)] = features["fits", ""] = math.copysign(1.0, fits)
        if each.call:
            size = sum(abs(each.call) > edge for edge in CALL_EDGES)
            features["call", str(size)] = features["called", ""] = math.copysign(1.0, each.call)
        if each.exchange is not None:
            features.update(exchange_order.features(each.exchange))
        found.append({known.setdefault(key, key): value for key, value in features.items()})
    return found


def _changed(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Both texts less their common beginning and end but for two words on each side, which triples reach; with their ends marked."""
    old, new = ["^", *old, "$"], ["^", *new, "$"]
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    last = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
    start, cut = max(first - 2, 0), max(last - 2, 0)
    return old[start : len(old) - cut], new[start : len(new) - cut]


def _ngrams(words: Sequence[str]) -> Iterator[Feature]:
    for length in (1, 2, 3):
        for i in range(len(words) - length + 1):
            yield str(length), " ".join(words[i : i + length])


def _slots(proposals: Sequence[Proposal]) -> tuple[dict[tuple[int, str], list[int]], list[Slot]]:
    """The proposals of each family of each caption, and the slots that they may fill, one a target."""
    options: dict[tuple[int, str], list[int]] = defaultdict(list)
    for j, each in enumerate(proposals):
        options[each.caption, each.family].append(j)
    places = {key: len({proposals[j].place for j in found}) for key, found in options.items()}
    return options, [(caption, family, turn) for (caption, family), count in places.items() for turn in range(count)]


def _changes(proposals: Sequence[Proposal], options: Mapping[tuple[int, str], Sequence[int]], chance: random.Random) -> dict[Slot, int]:
    """How many changes the negative of a slot makes, where a family of a caption has proposals of more than one."""
    found: dict[Slot, int] = {}
    for (caption, family), of_family in options.items():
        places: dict[int, set[Place]] = defaultdict(set)
        for j in of_family:
            places[proposals[j].changes].add(proposals[j].place)
        if places.keys() <= {1}:
            continue
        single = [1] * len(places.pop(1, ()))
        sizes = chance.sample(sorted(places), len(places))
        several = by_turns([[size] * len(places[size]) for size in sizes])
        order = by_turns((single, several) if chance.random() < 0.5 else (several, single))
        found.update(((caption, family, turn), size) for turn, size in enumerate(order))
    return found


def _residue(energy: Energy, proposals: Sequence[Proposal], indices: Sequence[int]) -> dict[str, int]:
    """What is left, by family: pairs; words in or out, those of them not made up for; pairs scored, and the caption likelier."""
    counts: Counter[str] = Counter()
    for j in indices:
        each = proposals[j]
        counts[f"balance_pairs_{each.family}"] += 1
        if each.gap is not None:
            counts[f"balance_scored_{each.family}"] += 1
            counts[f"balance_caption_likelier_{each.family}"] += each.gap > 0
        for at, value in zip(*energy.rows[j][:2], strict=True):
            if at in energy.words:
                counts[f"balance_words_moved_{each.family}"] += int(abs(value))
    for at, family in energy.words.items():
        counts[f"balance_words_left_{family}"] += int(abs(energy.sums[at]))
    return {name: count for name, count in counts.items() if count}
