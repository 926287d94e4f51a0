"""Collect the answers of a larger LLM that passed every check: what a small writer is trained on.

Each line of the file is a caption with its items, in the form of a request: the line that asks for it, and either `replace` and `with`, a
list of [replacement, gap, source], or `rewrite`. The gap is log p(caption) - log p(negative) in nats by the larger model, and the source is
`llm` or `lexicon`. Rewrites are those of rules as well, since a rule makes the same exchange that a request asks for.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from more_itertools import chunked

from hardneg.families import Target
from hardneg.report.writers import source_of
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.stage import RewriteStage
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.rewrite.writer.asks import Ask, asks_of
from hardneg.rewrite.writer.request import line_of, span_of
from hardneg.schemas.config import Config
from scripts.plausibility.propose import states_of

AT_ONCE = 32
"""Captions between two saves; a model of 1.5 billion parameters needs about five seconds of a core for each."""
PROPOSALS = 4
"""Replacements of a span that the larger model writes, and that the small one learns to."""


class Teacher(NamedTuple):
    """Name the larger model, and how much it writes.

    Attributes:
        model: Name or folder of the LLM.
        lexicon: Most replacements of the lexicon of one family in a caption, which the model scores.
    """

    model: str
    lexicon: int = 4

    @property
    def config(self) -> Config:
        """Return the config of the pipeline that asks the model."""
        llm = {"model": self.model, "max_model_len": 3072}
        write = {"lexicon": self.lexicon, "proposals": PROPOSALS, "paraphrases": False}
        rewrite = {"writer": "write", "llm": llm, "write": write, "balance": {"text_model": "text"}}
        return Config.model_validate({"rewrite": rewrite, "filter": {"match": {"text_model": "text"}}})


def teach(captions: Sequence[str], teacher: Teacher, path: Path) -> None:
    """Append the answers for the captions that the file has none of."""
    done = {row["caption"] for row in rows_of(path)}
    todo = [caption for caption in captions if caption not in done]
    stage = RewriteStage(teacher.config)
    stage.setup()
    path.parent.mkdir(parents=True, exist_ok=True)
    for some in chunked(todo, AT_ONCE):
        with path.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in answers(some, stage, teacher.config))
        print(f"{len(rows_of(path)):,} of {len(captions):,} captions", flush=True)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of answers; none where it does not exist."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def answers(captions: Sequence[str], stage: RewriteStage, config: Config) -> Iterator[dict[str, Any]]:
    """Yield a row for each caption; one that the pipeline rejects has no items."""
    found = {text: list[dict[str, Any]]() for text in captions}
    states = states_of(captions, stage, config)
    if stage.llm is not None:
        stage.llm.fresh()
    checked = stage.proposed(states, CoOccurrence([each.sentence for each in states])).captions if states else []
    for number, caption in enumerate(checked):
        asks = asks_of(states[number], config.rewrite, config.seed)
        found[captions[int(caption.id)]] = [item for ask in asks if (item := _item(caption, ask)) is not None]
    for text, items in found.items():
        yield {"caption": text, "items": items}


def _item(caption: CaptionState, ask: Ask) -> dict[str, Any] | None:
    """Return what the checked proposals say to an ask; None where there is none."""
    own = [made for made in caption.proposals if made.family == ask.family.value and len(made.targets) == 1]
    line = {"family": ask.family.value, "line": line_of(ask.family, span_of(caption.text, ask), ask.hint)}
    if ask.target is None:
        exchanged = [made for made in own if not ask.hint or _pair(caption, made.targets[0]) == ask.hint]
        best = min(exchanged, key=lambda made: (made.lm_gap or 0.0, made.negative), default=None)
        return {**line, "rewrite": best.negative} if best is not None else None
    words = _words(caption, ask.target, own)
    return {**line, "replace": span_of(caption.text, ask), "with": words} if words else None


def _words(caption: CaptionState, target: Target, made: Sequence[Proposal]) -> list[tuple[str, float, str]]:
    """Return the replacements of a target with gap and source, the most likely one first."""
    by_word: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for each in made:
        edit = next((edit for edit in each.edits if edit.start <= target.start and target.end <= edit.end), None)
        if each.targets[0].start == target.start and edit is not None and each.lm_gap is not None:
            word = _without(edit.new, caption.text[edit.start : target.start], caption.text[target.end : edit.end])
            by_word[word.lower()].append((each.lm_gap, source_of(each.generator.method)))
    return [(word, *min(by_word[word])) for word in sorted(by_word, key=lambda word: min(by_word[word]))]


def _without(new: str, before: str, after: str) -> str:
    """Return what an edit puts at the place of the target; an edit may begin before it, at an article, and end after it."""
    end = len(new) - len(after) if after and new.endswith(after) else len(new)
    skipped = len(before.split())
    return " ".join(new[:end].split()[skipped:])


def _pair(caption: CaptionState, target: Target) -> str:
    if target.partner_last is None:
        return ""
    words = caption.sentence.words
    return f"{words[target.last - 1].lower} and {words[target.partner_last - 1].lower}"


def by_source(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Count the replacements of answers by source, and the rewrites."""
    counts: dict[str, int] = defaultdict(int)
    for item in (item for row in rows for item in row["items"]):
        if "rewrite" in item:
            counts["rewrites"] += 1
        for _, _, source in item.get("with", ()):
            counts[source] += 1
    return dict(counts)
