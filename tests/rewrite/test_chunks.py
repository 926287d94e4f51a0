from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from scripted_llm import ScriptedLLM, items_of

from hardneg.engine.attempts import Attempts
from hardneg.engine.checkpoints import kept_beside
from hardneg.parse.stage import make as parse_stage
from hardneg.rewrite import stage as stage_module
from hardneg.rewrite.chunks import Chunks
from hardneg.rewrite.debias.positives import Positive
from hardneg.rewrite.packed import PackedProposals
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.stage import RewriteStage, make
from hardneg.rewrite.types import CaptionState, StepResult
from hardneg.rewrite.writer.paraphrase import VerifiedParaphrases
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

CAPTIONS = [
    "A small black dog on a red couch is chasing two big white cats under a wooden table.",
    "A woman holding an umbrella stands next to a man.",
    "Three kids are playing soccer on the beach.",
    "A red car is parked near a tall building.",
    "Two men ride brown horses along a road.",
]


def parsed(captions: Sequence[str] = CAPTIONS) -> pa.Table:
    rows = [{"id": f"c{i}", "caption": caption, "source": {"input": "x", "key": str(i)}} for i, caption in enumerate(captions)]
    return parse_stage(Config()).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows


def by_rules(chunk_size: int, **changes: Any) -> RewriteStage:
    made = make(Config.model_validate({"rewrite": {"writer": "lexicon", "plausibility": None, "chunk_size": chunk_size} | changes}))
    made.setup()
    return made


def record(folder: Path) -> Attempts:
    return Attempts(str(folder), "rewrite", 0, "f" * 64, "session")


class DiedError(Exception):
    """Represent the death of a worker."""


class Mortal:
    """Work on the chunks of a stage, and die at the chunk with this number."""

    def __init__(self, stage: RewriteStage, at: int | None = None) -> None:
        self.worked, self.at = 0, at
        self._work = stage._checked

    def __call__(self, captions: Sequence[CaptionState]) -> StepResult:
        if self.worked == self.at:
            raise DiedError
        self.worked += 1
        return self._work(captions)


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{}, {"invalid_share": 0.5}])
def test_the_next_attempt_goes_on_after_the_last_chunk_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    stage, rows = by_rules(2, **changes), parsed()
    undisturbed = stage.process(rows)
    mortal = Mortal(stage, at=2)
    monkeypatch.setattr(stage, "_checked", mortal)

    with kept_beside(record(tmp_path)):
        with pytest.raises(DiedError):
            stage.process(rows)
        mortal.at = None
        resumed = stage.process(rows)

    assert mortal.worked == 3  # two before the death, one after it
    assert resumed == undisturbed


@pytest.mark.slow
def test_by_rules_the_size_of_chunks_changes_nothing() -> None:
    rows = parsed()
    one, all_at_once = by_rules(1).process(rows), by_rules(100).process(rows)

    assert one.rows.equals(all_at_once.rows)
    assert one.usage == all_at_once.usage
    assert sorted(one.rejects["id"].to_pylist()) == sorted(all_at_once.rejects["id"].to_pylist())


@pytest.mark.slow
def test_a_chunk_that_is_done_keeps_its_proposals_packed_and_no_findings_of_its_sentences() -> None:
    stage = by_rules(2)
    captions = stage.captions(parsed())
    found = stage.proposed(captions, CoOccurrence([each.sentence for each in captions])).captions

    assert all(isinstance(each.proposals, PackedProposals) and len(each.proposals) for each in found)
    assert not any(each.sentence._known for each in found)


@pytest.mark.slow
def test_chunks_without_balance_are_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, rows = by_rules(2, balance={"enabled": False}), parsed()
    undisturbed = stage.process(rows)

    with kept_beside(record(tmp_path)):
        stage.process(rows)
        monkeypatch.setattr(stage, "_in_order", Mortal(stage, at=0))
        assert stage.process(rows) == undisturbed


@pytest.mark.slow
def test_what_an_llm_writes_and_its_tokens_are_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config.model_validate(
        {"rewrite": {"writer": "write", "plausibility": None, "chunk_size": 2, "balance": {"embedding_model": None, "text_model": None}}}
    )
    llm = ScriptedLLM(lambda chat: str(items_of(chat, "bright")).replace("'", '"'))
    monkeypatch.setattr(stage_module.llm, "make", lambda _: llm)
    stage, rows = make(config), parsed()
    stage.setup()
    undisturbed, asked = stage.process(rows), len(llm.asked)
    assert asked
    mortal = Mortal(stage, at=1)
    monkeypatch.setattr(stage, "_checked", mortal)
    llm.asked.clear()

    with kept_beside(record(tmp_path)):
        with pytest.raises(DiedError):
            stage.process(rows)
        llm.usage.tokens_in += 1000  # of a request that was under way
        mortal.at = None
        resumed = stage.process(rows)

    assert len(llm.asked) == asked
    assert resumed == undisturbed


def test_a_chunk_whose_slots_differ_is_made_anew(tmp_path: Path) -> None:
    stage = by_rules(100)
    states = stage.captions(parsed())
    worked = 0

    def step(captions: list[CaptionState]) -> StepResult:
        nonlocal worked
        worked += 1
        return StepResult(captions)

    with kept_beside(record(tmp_path)):
        for some in (states, states, [each._replace(targets=each.targets[1:]) for each in states], states[:3]):
            Chunks(100, None).proposed(some, step)

    assert worked == 3


def test_paraphrases_are_kept_and_those_of_other_negatives_are_not_taken(tmp_path: Path) -> None:
    stage, rows = by_rules(100), parsed()
    captions = stage.captions(rows)
    proposals = stage.proposed(captions, CoOccurrence([each.sentence for each in captions])).captions
    others = [each._replace(proposals=each.proposals[1:]) for each in proposals]
    chunks = Chunks(2, None)

    def step(captions: list[CaptionState]) -> VerifiedParaphrases:
        return VerifiedParaphrases([[Positive(f"{each.text} again", "llm", ())] for each in captions], {"asked": len(captions)})

    with kept_beside(record(tmp_path)):
        first = chunks.paraphrased(proposals, step)
        assert chunks.paraphrased(proposals, lambda _: VerifiedParaphrases([], {})) == first
        assert chunks.paraphrased(others, lambda _: VerifiedParaphrases([], {})).positives == []

    assert [each[0].text for each in first.positives] == [f"{caption} again" for caption in CAPTIONS]
    assert first.counts == {"asked": len(CAPTIONS)}
