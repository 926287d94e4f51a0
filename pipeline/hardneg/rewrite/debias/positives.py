"""Positives: paraphrases of one kind each, which stay true, checked as negatives are and selected by the same herding.

Rules make them; where an LLM writes, its verified paraphrases (`hardneg.rewrite.writer.paraphrase`) are a further kind beside those.

They carry edits by the same machinery as the negatives, so that "was edited" reveals no negative. Their n-grams and length are balanced
against those of the captions, and, where an LLM scores, their hidden states against those of the negatives (`positive_classifier`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from hardneg.engine import steps
from hardneg.grammar.difference import edits_between
from hardneg.grammar.splice import Edit
from hardneg.paraphrase import single_paraphrases
from hardneg.paraphrase.free_paraphrase import KIND as LLM
from hardneg.paraphrase.meaning_check import objection
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.adversarial import in_rounds
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import FEWEST
from hardneg.rewrite.debias.features import features_of
from hardneg.rewrite.debias.herding import Herded, Limits, herd
from hardneg.rewrite.debias.objective import ALL, Scoped
from hardneg.rewrite.debias.positive_classifier import ROUNDS, NegativeStates, PositiveClassifier
from hardneg.rewrite.generate.checks import surface
from hardneg.rewrite.propose.sampling import by_turns
from hardneg.rewrite.types import CaptionState
from hardneg.schemas.family import EXCHANGES
from hardneg.seeding import generator_for, seed_for

KINDS = frozenset({
    "synonym", "wider", "article", "number", "verb form", "wearing", "attribute", "less", "converse", "voice", "joined", "presence",
    "order",
})  # fmt: skip
"""Without `fronting` and `having`: nobody writes captions so, and a wrong parse does most harm there."""
TOLERANCES = (0.6, 0.0)
"""Upper bounds of the score of a first and of any further positive of a caption, in addition to its bonus."""
BONUS = {"voice": 0.5, "converse": 0.5, "joined": 0.25, "number": 0.1, "order": -0.3}
"""Bonus of each kind. Paraphrases that change the order of the participants are worth more to training, and rare. Tags in another order
would otherwise be all that lists of tags get."""
SAME_FORM = {"voice": 0.7, "converse": 0.7, "joined": 1.0}
"""Further bonus where a negative of the caption exchanges phrases: if both do, the form does not reveal the negative."""
MOST_CHECKED = 12
"""So many paraphrases of a caption are parsed again and read at most; they are taken from each kind in turn."""
_MENU = 40
"""So many paraphrases of a caption are generated at most; long captions have more."""
_SWEEPS = 4


class Positive(NamedTuple):
    """Hold a paraphrase, and the edits of its caption that give it."""

    text: str
    kind: str
    edits: tuple[Edit, ...]


class Made(NamedTuple):
    """Hold the positives of each caption of a part, and how many paraphrases were found, kept, and discarded by reason."""

    positives: list[list[Positive]]
    counts: dict[str, int]


class _Menu(NamedTuple):
    """Hold the paraphrases that a caption may get, and counts."""

    positives: list[Positive]
    counts: Counter[str]


def write(
    captions: Sequence[CaptionState],
    parser: Parser,
    wanted: int,
    seed: int,
    negatives: NegativeStates | None = None,
    written: Sequence[Sequence[Positive]] | None = None,
) -> Made:
    """Select at most `wanted` positives for each caption that has negatives; none equals its caption or one of its negatives.

    `written` are paraphrases of each caption that are checked already; they are chosen beside those of the rules. With `negatives`, a
    classifier of hidden states cannot distinguish the positives from these either. The result does not depend on the order of the captions.
    """
    steps.begin("positives")
    order = sorted(range(len(captions)), key=lambda i: (seed_for(seed, captions[i].id, "rewrite", "positives in turn"), captions[i].id))
    ordered = [captions[i] for i in order]
    menus = [_menu(caption, seed) if wanted and caption.proposals else _Menu([], Counter()) for caption in ordered]
    checked = _checked(ordered, menus, parser)
    if written is not None:
        checked = [_with_written(menu, written[i]) for i, menu in zip(order, checked, strict=True)]
    if negatives is not None:
        ranks = {i: rank for rank, i in enumerate(order)}
        negatives = negatives._replace(captions=[ranks[i] for i in negatives.captions])
    selected = _selected(ordered, [menu.positives for menu in checked], wanted, seed, negatives)
    found: list[list[Positive]] = [[] for _ in captions]
    for i, positives in zip(order, selected, strict=True):
        found[i] = positives
    counts = sum((menu.counts for menu in checked), Counter[str]())
    counts["positives_kept"] = sum(map(len, found))
    if written is not None:
        counts["positives_llm_kept"] = sum(each.kind == LLM for some in found for each in some)
    counts["captions_without_positives"] = sum(bool(each.proposals) and not some for each, some in zip(captions, found, strict=True))
    return Made(found, dict(counts))


def columns(positives: Iterable[Sequence[Positive]]) -> dict[str, list[list[object]]]:
    """Return the columns of `hardneg.schemas.rows.RewrittenRow` that hold the positives of each caption."""
    rows = [list(some) for some in positives]
    return {
        "positives": [[each.text for each in some] for some in rows],
        "positive_kinds": [[each.kind for each in some] for some in rows],
        "positive_edits": [[[edit._asdict() for edit in each.edits] for each in some] for some in rows],
    }


def _menu(caption: CaptionState, seed: int) -> _Menu:
    """Generate the paraphrases of a caption whose surface is correct, and keep some of each kind."""
    counts: Counter[str] = Counter()
    kinds: dict[str, list[Positive]] = {}
    taken = {each.negative for each in caption.proposals}
    rng = generator_for(seed, caption.id, "rewrite", "positives")
    for made in islice(single_paraphrases(caption.sentence, rng, KINDS), _MENU):
        counts["positives_found"] += 1
        if made.text in taken:
            counts["positives_like_a_negative"] += 1
        elif surface(caption.text, made.text, bool(caption.sentence.tags)) is not None:
            counts["positives_surface"] += 1
        else:
            edits = tuple(edits_between(caption.text, made.text))
            kinds.setdefault(made.kinds[0], []).append(Positive(made.text, made.kinds[0], edits))
    caption.sentence.forget()
    return _Menu(by_turns(list(kinds.values()))[:MOST_CHECKED], counts)


def _checked(captions: Sequence[CaptionState], menus: Sequence[_Menu], parser: Parser) -> list[_Menu]:
    """Parse the paraphrases again and discard those whose parse says something else."""
    parsed = parser.parse([each.text for menu in menus for each in menu.positives])
    found = []
    for caption, menu in zip(captions, menus, strict=True):
        kept = [each for each in menu.positives if objection(caption.sentence, each.kind, each.edits, next(parsed)) is None]
        caption.sentence.forget()
        changed = len(menu.positives) - len(kept)
        found.append(_Menu(kept, menu.counts + Counter({"positives_parse_changed": changed})))
    return found


def _with_written(menu: _Menu, written: Sequence[Positive]) -> _Menu:
    """Add the paraphrases that no rule made."""
    texts = {each.text.casefold() for each in menu.positives}
    return _Menu([*menu.positives, *(each for each in written if each.text.casefold() not in texts)], menu.counts)


def _selected(
    captions: Sequence[CaptionState], menus: Sequence[Sequence[Positive]], wanted: int, seed: int, negatives: NegativeStates | None
) -> list[list[Positive]]:
    """Select among the paraphrases of each caption by herding."""
    if not any(menus):
        return [[] for _ in captions]
    exchanged = [any(each.family in EXCHANGES for each in caption.proposals) for caption in captions]
    candidates = [
        Candidate(i, ALL, (number,), each.text, kind=each.kind, bonus=_bonus(each.kind, exchanged[i]))
        for i, menu in enumerate(menus)
        for number, each in enumerate(menu)
    ]
    texts = [caption.text for caption in captions]
    scopes = {ALL: 1.0}
    rows = ([Scoped(features, scopes)] for features in features_of(texts, candidates))
    limits = Limits([wanted] * len(captions), _SWEEPS, TOLERANCES, least=0, depth=wanted)
    rng = generator_for(seed, captions[0].id, "rewrite", "balance of positives")

    def select(of_each: Iterable[Sequence[Scoped]]) -> Herded:
        return herd(candidates, of_each, limits, rng)

    if negatives is None or len(negatives.captions) < 2 * FEWEST:
        herded = select(rows)
    else:
        classifier = PositiveClassifier(texts, [caption.id for caption in captions], candidates, negatives, seed)
        herded = in_rounds(select, list(rows), classifier, ROUNDS)
    found: list[list[Positive]] = [[] for _ in captions]
    flat = [each for menu in menus for each in menu]
    for j in herded.indices:
        found[candidates[j].caption].append(flat[j])
    return found


def _bonus(kind: str, exchanged: bool) -> float:
    return BONUS.get(kind, 0.0) + (SAME_FORM.get(kind, 0.0) if exchanged else 0.0)
