"""Set the limits of long captions, and the order of their targets.

A caption of `rewrite.long_words` words or more is long. It gets `negatives_per_caption` negatives for every `long_words` words, at most
TIMES as many. `balance.targets_per_caption` and `balance.proposals_per_caption` hold once more than that, since it offers several times the
targets of a short caption. Its stretches alternate: a stretch is a sentence, or a piece of a very long one. Shorter captions are not
affected.

Each proposal is spliced and checked as a whole text, so it costs as many words as the caption has: READ words in all, whatever the length.
The parser and the models read the edited sentences with their neighbours (`second_parse`, `hardneg.rewrite.plausibility.window`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hardneg.families import Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.propose.sampling import in_order
from hardneg.schemas.config import RewriteConfig

SHARE = 0.4
"""Share of the affordable proposals of a long caption that make several changes; the rest make one."""

TIMES = 4
READ = 30_000  # words that all proposals of a caption may have: 240 proposals for a caption of 125 words, 15 for one of 2,000
STRETCH = 30  # words of one sentence; the next comma begins another stretch
_PAUSES = frozenset(",;:")


def times(text: str, config: RewriteConfig) -> int:
    """Return the factor on the limits of a short caption; 0 for a short caption itself."""
    return min(len(text.split()) // config.long_words, TIMES)


def most(text: str, config: RewriteConfig) -> int:
    """Return the largest number of negatives of a caption."""
    return config.negatives_per_caption * max(times(text, config), 1)


def affordable(text: str, share: float) -> int:
    """Return the largest number of proposals of a long caption that fit into this share of READ."""
    return max(int(share * READ) // max(len(text.split()), 1), 1)


def stretches(sentence: Sentence) -> list[int]:
    """Return the stretch of each word; for `Sentence.once`."""
    numbers: list[int] = []
    number, start = 0, 0
    for word in sentence.words:
        numbers.append(number)
        if sentence.begins(word.i + 1) or (word.text in _PAUSES and word.i - start >= STRETCH):
            number, start = number + 1, word.i + 1
    return numbers


def touched(sentence: Sentence, targets: Iterable[Target]) -> frozenset[int]:
    """Return the stretches of targets and their partners."""
    numbers = sentence.once(stretches)
    firsts = [each for target in targets for each in (target.first, target.partner_first) if each is not None]
    return frozenset(numbers[first] for first in firsts)


def ordered(sentence: Sentence, targets: Sequence[Target], caption_id: str, config: RewriteConfig, seed: int) -> list[Target]:
    """Return the targets in the order in which they are drawn; those of a long caption alternate between its stretches."""
    drawn = in_order(targets, caption_id, config, seed)
    return in_turns(sentence, drawn) if times(sentence.text, config) else drawn


def in_turns(sentence: Sentence, targets: Sequence[Target]) -> list[Target]:
    """Return the targets in an order in which the stretches of each family alternate; the order of the families is kept.

    A target whose partner is in another stretch is discarded.
    """
    queues: dict[str, dict[int, list[Target]]] = defaultdict(lambda: defaultdict(list))
    families: list[str] = []
    for target in targets:
        where = touched(sentence, [target])
        if len(where) == 1:
            queues[target.family][min(where)].append(target)
            families.append(target.family)
    of_family: Counter[tuple[str, int]] = Counter()
    of_all: Counter[int] = Counter()
    order: list[Target] = []
    for family in families:
        waiting = queues[family]
        number = min(waiting, key=lambda each: (of_family[family, each], of_all[each]))
        order.append(waiting[number].pop(0))
        of_family[family, number] += 1
        of_all[number] += 1
        if not waiting[number]:
            del waiting[number]
    return order
