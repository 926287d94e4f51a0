import pytest

from hardneg.llm.engine_progress import EngineProgress


def test_answers_are_reported_one_by_one_and_prompts_are_not(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TQDM_DISABLE", "1")
    seen: list[int] = []
    assert list(EngineProgress("abc", report=seen.append, desc="prompts")) == ["a", "b", "c"]

    bar = EngineProgress(total=3, report=seen.append, desc="answers", dynamic_ncols=True, postfix="speed")
    for _ in range(3):
        assert bar.format_dict["elapsed"] > 0
        bar.update(1)
    bar.close()

    assert seen == [1, 2, 3]
    assert capfd.readouterr() == ("", "")
