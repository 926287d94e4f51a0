import io
import json

from rich.console import Console

from hardneg.estimate.extrapolate import Estimate, StageEstimate
from hardneg.estimate.table import as_dict, show

STAGES = [
    StageEstimate("input", 1, 0.0, 2.0, 1.5, 2.0, 0, 0, 2432, 100_000),
    StageEstimate("rewrite", 2, 12.5, 2400.0, 900.0, 1212.5, 1_800_000, 90_000, 2300, 2_000_000),
]
FOUND = Estimate(
    input="s3://key:secret@host/in.jsonl",
    captions=2432,
    counted=True,
    repeats=3,
    parts=3,
    sample=100,
    begin_s=8.0,
    end_s=2.0,
    thousand_s=500.0,
    stages=STAGES,
    governs="rewrite",
    pools=True,
    shards_bytes=500_000,
    other_bytes=90_000,
    seconds=1237.0,
    notes=["a note"],
)


def printed(of: Estimate) -> str:
    show(of, Console(file=(text := io.StringIO()), width=60))
    return text.getvalue()


def test_a_line_a_stage_the_total_and_what_happens_once_are_printed_in_full_to_a_pipe() -> None:
    lines = printed(FOUND).splitlines()

    assert "2,432 captions, of which 3 repeat another, in 3 parts; 100 captions were run" in lines[0]
    assert lines[3].split() == ["rewrite", "2", "12.5", "2,400.0", "900.0", "20m12s", "1,800,000", "90,000", "2,300", "2.00"]
    assert lines[5].split() == ["total", "901.5", "20m37s", "1,800,000", "90,000", "2.69"]
    assert "once: 22.5 s" in lines[6]
    assert "per 1,000 captions: 500.0 s" in lines[6]
    assert "rewrite governs" in lines[7]
    assert "0.34 hours" in lines[7]
    assert lines[8] == "a note"


def test_secrets_of_the_input_are_not_printed() -> None:
    assert "secret" not in printed(FOUND)
    assert "secret" not in json.dumps(as_dict(FOUND))


def test_json_has_the_stages_and_their_sums() -> None:
    found = json.loads(json.dumps(as_dict(FOUND)))

    assert [stage["stage"] for stage in found["stages"]] == ["input", "rewrite"]
    assert (found["seconds"], found["tokens_in"], found["tokens_out"], found["bytes"]) == (1237.0, 1_800_000, 90_000, 2_690_000)
