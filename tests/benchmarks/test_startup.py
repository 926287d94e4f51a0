import pytest

from benchmarks.startup import PHASES, PROCESSES, Measured, main, table


def test_the_table_has_the_median_of_each_phase_and_process() -> None:
    rounds = [Measured(9.0 * n, dict.fromkeys(PHASES, 1.0 * n), dict.fromkeys(PROCESSES, 2.0 * n)) for n in (1, 2, 9)]

    lines = table({"one worker": rounds}).splitlines()

    assert "| rewrite | 2.0 |" in lines
    assert "| **all** | 18.0 |" in lines
    assert "| processor, driver | 4.0 |" in lines
    assert lines[-1] == "| **processor, all** | 12.0 |"


@pytest.mark.long
@pytest.mark.slow
def test_a_run_by_one_worker_is_measured_by_phase(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--count", "2", "--rounds", "1", "--ways", "one worker"])

    said = capsys.readouterr().out
    assert "processor, workers | 0.0" not in said
    assert "processor, Ray | 0.0" in said
