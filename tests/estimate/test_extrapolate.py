import pytest

from hardneg.captions.cut import SourceRecord
from hardneg.captions.fields.records import Record
from hardneg.estimate.draw import Drawn
from hardneg.estimate.extrapolate import Estimate, StageEstimate, extrapolate, parts_of, sample_parts
from hardneg.estimate.trial import StageBytes, Trial
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Done

CONFIG = Config.model_validate({"part_size": 1000, "rewrite": {"workers": 2}})
FOLDERS = ("input", "captions", "parse", "rewrite", "filter", "flat")


def drawn(read: int, repeats: int = 0, share: float = 1.0, size: int = 100) -> Drawn:
    return Drawn([SourceRecord("in.jsonl", Record(str(number), "a dog")) for number in range(size)], read, repeats, share, 0.001 * read)


def done(stage: str, part: int, rows: int, seconds: float = 0.0, setup: float = 0.0, **more: object) -> Done:
    counts = {"rows_in": rows, "rows_out": rows, "seconds": seconds, "setup_seconds": setup, "cpu_seconds": seconds}
    return Done.model_validate({"stage": stage, "part": part, "fingerprint": "f", "sha256": {}} | counts | more)


def trial(parts: int = 1, **changed: list[Done]) -> Trial:
    """Return a run of 100 captions in which `rewrite` works 10 s and loads its models in 4 s, and all else takes 6 s."""
    size = 100 // parts
    usage = {"llm_tokens_in": 3000, "llm_tokens_out": 500}
    dones = {folder: [done(folder, part, size) for part in range(parts)] for folder in FOLDERS}
    dones["rewrite"] = [done("rewrite", part, size, 14 / parts, 4.0 if part == 0 else 0.0, usage=usage) for part in range(parts)]
    dones |= changed
    return Trial(100, parts, 20.0, 2.0, dones, dict.fromkeys(FOLDERS, StageBytes(1000, 5000)), StageBytes(2000, 4000), 30_000)


def estimated(of: Drawn, run: Trial, config: Config = CONFIG, processors: int | None = None) -> Estimate:
    return extrapolate("in.jsonl", of, run, config, parts_of(of, config) > 1, processors)


def test_what_happens_once_stays_and_what_each_caption_takes_grows() -> None:
    found = estimated(drawn(500), trial())

    rewrite = next(stage for stage in found.stages if stage.stage == "rewrite")
    assert (rewrite.workers, rewrite.start_s, rewrite.worker_s, rewrite.seconds) == (1, 4.0, pytest.approx(50), pytest.approx(54))
    assert rewrite.cpu_s == pytest.approx(50)
    assert (found.begin_s, found.end_s) == (pytest.approx(4), pytest.approx(2))
    assert found.seconds == pytest.approx(6 + 54 + 0.5)
    assert found.thousand_s == pytest.approx(100 + 1)
    assert (rewrite.tokens_in, rewrite.tokens_out, found.tokens_in, rewrite.rows) == (15_000, 2_500, 15_000, 500)
    assert found.bytes == 6 * (1000 + 25_000) + 2000 + 20_000 + 30_000


def test_an_input_no_larger_than_the_sample_takes_what_was_measured() -> None:
    assert estimated(drawn(100), trial()).seconds == pytest.approx(20 + 0.1)


def test_a_run_of_few_captions_shows_what_is_loaded_at_first_use() -> None:
    def few(seconds: float) -> Trial:
        made = [done("rewrite", 0, 10, seconds, 4.0)]
        return trial(rewrite=made, input=[done("input", 0, 10)])._replace(captions=10)

    def rewrite(run: Trial) -> StageEstimate:
        return next(
            each for each in extrapolate("in.jsonl", drawn(500), trial(), CONFIG, False, None, run).stages if each.stage == "rewrite"
        )

    loaded, proportional, slower = (rewrite(few(seconds)) for seconds in (4 + 1.9, 4 + 1.0, 4 + 11.0))

    assert (loaded.start_s, loaded.worker_s) == (pytest.approx(4 + 1), pytest.approx(500 * 0.09))  # 10 s are 1 s and 0.09 s a caption
    assert (proportional.start_s, proportional.worker_s) == (pytest.approx(4), pytest.approx(50))
    assert (slower.start_s, slower.worker_s) == (pytest.approx(4), pytest.approx(50))


def test_in_pools_the_first_part_of_a_worker_shows_its_start_and_later_ones_the_cost_of_a_caption() -> None:
    made = [
        done("rewrite", 0, 25, seconds=9.0, setup=3.0),
        done("rewrite", 1, 25, seconds=9.0, setup=3.0),
        done("rewrite", 2, 25, seconds=5.0),
        done("rewrite", 3, 25, seconds=5.0),
    ]

    found = estimated(drawn(10_000), trial(4, rewrite=made))

    rewrite = next(stage for stage in found.stages if stage.stage == "rewrite")
    assert (found.parts, found.governs) == (10, "rewrite")
    assert (rewrite.workers, rewrite.start_s, rewrite.worker_s) == (2, pytest.approx(4), pytest.approx(2000))
    assert rewrite.seconds == pytest.approx(4 + 1000)
    assert found.seconds == pytest.approx(20 - (4 + 10) + 1004 + 10)
    assert found.thousand_s == pytest.approx(100 + 1)


def test_processors_that_workers_share_bound_the_time() -> None:
    made = [done("rewrite", part, 25, seconds=5.0, cpu_seconds=20.0) for part in range(4)]

    found = estimated(drawn(10_000), trial(4, rewrite=made), processors=2)

    assert found.governs == ""
    assert found.seconds == pytest.approx(4000, rel=0.02)
    assert found.thousand_s == pytest.approx(400 + 1)


def test_captions_that_repeat_another_cost_their_reading_alone() -> None:
    found = estimated(drawn(1000, repeats=500), trial())

    assert (found.captions, found.repeats, found.stages[0].rows) == (1000, 500, 1000)
    assert found.seconds == pytest.approx(6 + 54 + 1)


def test_captions_of_an_input_that_was_read_in_part_are_not_called_counted() -> None:
    found = estimated(drawn(500, share=0.1), trial())

    assert (found.captions, found.counted, found.parts) == (5000, False, 5)


def test_a_stage_that_rejects_too_many_is_noted_only_where_the_run_would_stop() -> None:
    bad = {"rows_out": 60, "rejected": {"too_short": 40}}
    unselected = {"rows_out": 60, "rejected": {"no_negative": 40}}

    assert "run.max_reject_rate=0.2" in estimated(drawn(500), trial(captions=[done("captions", 0, 100, **bad)])).notes[0]
    assert estimated(drawn(499), trial(captions=[done("captions", 0, 100, **bad)])).notes == []
    assert estimated(drawn(500), trial(captions=[done("captions", 0, 100, **unselected)])).notes == []


@pytest.mark.parametrize(("workers", "captions", "parts", "wanted"), [(2, 100, 50, 4), (16, 100, 50, 10), (2, 100, 3, 3), (1, 5, 9, 2)])
def test_a_sample_for_pools_has_two_parts_for_each_worker_where_they_are_not_too_small(
    workers: int, captions: int, parts: int, wanted: int
) -> None:
    config = Config.model_validate({"rewrite": {"workers": workers}})

    assert sample_parts(captions, parts, config) == wanted
