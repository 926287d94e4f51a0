"""Long captions: how much is proposed for them, and where.

A caption of `rewrite.long_words` words or more is long. It gets `negatives_per_caption` negatives for every `long_words` words, at most
TIMES as many, and `balance.targets` and `balance.proposals` grow in the same way. Its stretches take turns: a stretch is a sentence, or a
piece of one that goes on and on. Of a shorter caption nothing here changes anything.

What is proposed is spliced and checked as a whole text, so that it costs as many words as the caption has: READ words in all, whatever the
length. The parser and the models read the edited sentences with their neighbours (`second_parse`, `hardneg.rewrite.plausibility.window`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hardneg.families import Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.propose.sampling import in_order
from hardneg.schemas.config import RewriteConfig

SHARE = 0.4
"""Of what is affordable for a long caption (`long.READ`): for negatives of several changes; the rest is for single ones."""

TIMES = 4
READ = 30_000  # words: 240 proposals for a caption of 125 words, 15 for one of 2,000
STRETCH = 30  # words of one sentence; from the next comma on it is another stretch
_PAUSES = frozenset(",;:")


def times(text: str, config: RewriteConfig) -> int:
    """How many times as much as of a short caption is wanted of this one; 0 where it is short."""
    return min(len(text.split()) // config.long_words, TIMES)


def most(text: str, config: RewriteConfig) -> int:
    """How many negatives a caption may have."""
    return config.negatives_per_caption * max(times(text, config), 1)


def affordable(text: str, share: float) -> int:
    """How many proposals may be made of a long caption out of this share of READ."""
    return max(int(share * READ) // max(len(text.split()), 1), 1)


def stretches(sentence: Sentence) -> list[int]:
    """For each word the number of its stretch; for `Sentence.once`."""
    numbers: list[int] = []
    number, begun = 0, 0
    for word in sentence.words:
        numbers.append(number)
        if sentence.begins(word.i + 1) or (word.text in _PAUSES and word.i - begun >= STRETCH):
            number, begun = number + 1, word.i + 1
    return numbers


def touched(sentence: Sentence, targets: Iterable[Target]) -> frozenset[int]:
    """The stretches that targets lie in, partners included."""
    numbers = sentence.once(stretches)
    firsts = [each for target in targets for each in (target.first, target.partner_first) if each is not None]
    return frozenset(numbers[first] for first in firsts)


def ordered(sentence: Sentence, targets: Sequence[Target], caption_id: str, config: RewriteConfig, seed: int) -> list[Target]:
    """The targets as they are drawn; of a long caption such that its stretches take turns."""
    drawn = in_order(targets, caption_id, config, seed)
    return in_turns(sentence, drawn) if times(sentence.text, config) else drawn


def in_turns(sentence: Sentence, targets: Sequence[Target]) -> list[Target]:
    """The targets in an order in which the stretches take turns, in each family and over all; otherwise in the order given.

    Partners in two stretches are discarded.
    """
    queues: dict[str, dict[int, list[Target]]] = defaultdict(lambda: defaultdict(list))
    for target in targets:
        where = touched(sentence, [target])
        if len(where) == 1:
            queues[target.family][min(where)].append(target)
    of_family: Counter[tuple[str, int]] = Counter()
    of_all: Counter[int] = Counter()
    order: list[Target] = []
    while queues:
        for family in list(queues):
            waiting = queues[family]
            number = min(waiting, key=lambda each: (of_family[family, each], of_all[each]))
            order.append(waiting[number].pop(0))
            of_family[family, number] += 1
            of_all[number] += 1
            if not waiting[number]:
                del waiting[number]
            if not waiting:
                del queues[family]
    return order
