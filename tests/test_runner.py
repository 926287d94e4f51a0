import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import toy
from rich.console import Console

from hardneg.captions.ingest import ingest
from hardneg.engine import parts, storage
from hardneg.engine.event_log import EventLog
from hardneg.engine.lease import held
from hardneg.engine.progress import Progress
from hardneg.engine.worker import Job, Worker
from hardneg.errors import StageError, UserError
from hardneg.runner import Plan, _plan, run, run_stages
from hardneg.schemas.config import Config

CONTENTS = [[f"caption {part} {i}{' drop' if i == 3 else ''}" for i in range(6)] for part in range(8)]
TESTS = Path(__file__).parent
QUIET = Config.model_validate({"run": {"progress": "none"}})


def start(out: Path, workers: int | str = 1, pause: float = 0.0, max_reject_rate: float = 1.0) -> "subprocess.Popen[str]":
    """Run two toy stages over OUT/start in a separate process, as a user does."""
    command = [sys.executable, str(TESTS / "toy.py"), str(out), str(workers), str(pause), str(max_reject_rate)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, text=True, stdout=pipe, stderr=pipe, env=environment, start_new_session=True, preexec_fn=heed_ctrl_c)


def heed_ctrl_c() -> None:
    """Reset the handler of Ctrl-C: a shell makes its background processes ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(out: Path, workers: int | str = 1, pause: float = 0.0) -> tuple[int, str, str]:
    process = start(out, workers, pause)
    said, wrong = process.communicate(timeout=240)
    return process.returncode, said, wrong


def make_by_hand(out: Path, stages: list[toy.Toy], fingerprints: list[str]) -> None:
    """Make all parts in this process, as Ray does in its workers."""
    _by_hand(_plan(stages, str(out), "start", fingerprints), str(out))


def _by_hand(plans: list[Plan], out: str) -> None:
    for plan in plans:
        worker = Worker(Job(plan.stage, plan.source, out, 2, "s"))
        for number, wanted in enumerate(plan.wanted):
            worker.make(number, wanted)


def test_a_writing_llm_without_a_matcher_is_refused_before_the_input_is_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"filter\.unverified=true"):
        run(Config.model_validate({"rewrite": {"writer": "write"}}), str(tmp_path), input=str(tmp_path / "none.jsonl"))


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder made without Ray, which every run over CONTENTS must equal."""
    out = tmp_path_factory.mktemp("undisturbed")
    make_by_hand(out, [toy.Toy("one"), toy.Toy("two")], toy.lay(str(out), CONTENTS))
    return out


@pytest.mark.slow
def test_a_finished_run_says_so_and_does_not_import_ray(tmp_path: Path) -> None:
    make_by_hand(tmp_path, [toy.Toy("one"), toy.Toy("two")], toy.lay(str(tmp_path), CONTENTS))

    code, said, _ = finish(tmp_path)

    assert code == 0
    assert said.splitlines() == ["one: done already (8 parts)", "two: done already (8 parts)", "ray not imported"]


def test_a_changed_config_is_only_felt_by_the_stage_and_what_follows(tmp_path: Path) -> None:
    fingerprints = toy.lay(str(tmp_path), CONTENTS)
    stages = [toy.Toy("one"), toy.Toy("two"), toy.Toy("three")]
    make_by_hand(tmp_path, stages, fingerprints)

    plans = _plan([stages[0], toy.Toy("two", suffix="changed"), stages[2]], str(tmp_path), "start", fingerprints)

    assert [plan.complete for plan in plans] == [True, False, False]


def test_a_folder_of_an_earlier_version_is_made_again_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, source = tmp_path / "out", tmp_path / "in.txt"
    source.write_text("a dog runs on the grass\na cat sits on a red sofa\n")
    ingest(str(out), str(source), QUIET)
    (out / "manifest.json").write_text('{"run_id": "r", "config": {"key_of_old": 1}}')
    toy.lay(str(out), [["a dog runs on the grass"]], "captions")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hardneg.runner._schedule", lambda todo, job, *_: _by_hand(todo, job.out))
        run(Config.model_validate({"run": {"progress": "lines"}}), str(out), ["captions"], str(source))

    said = capsys.readouterr().out.splitlines()
    assert f"{out}/manifest.json is damaged, or of another version of hardneg: parts that are not current are made again" in said
    assert "captions: made again: 1 of 1 part, made from another input, config, model or version of the code" in said
    assert parts.read_rows(str(out), "captions", 0)["caption"].to_pylist() == ["a dog runs on the grass", "a cat sits on a red sofa"]


def test_a_changed_part_of_the_input_is_only_felt_by_that_part(tmp_path: Path) -> None:
    make_by_hand(tmp_path, [toy.Toy("one")], toy.lay(str(tmp_path), CONTENTS))

    changed = toy.lay(str(tmp_path), [["another"], *CONTENTS[1:]])

    (plan,) = _plan([toy.Toy("one")], str(tmp_path), "start", changed)
    assert sorted(plan.current) == [1, 2, 3, 4, 5, 6, 7]


def test_a_stage_without_the_one_before_it_names_the_command(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("a dog runs\na cat sits\n")
    ingest(str(tmp_path / "out"), str(source), QUIET)

    with pytest.raises(UserError, match=r"has no captions/: run `hardneg captions .*` first"):
        run(QUIET, str(tmp_path / "out"), ["parse"], None)


def test_a_stage_after_one_that_is_not_finished_names_the_command(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("a dog runs\na cat sits\n")
    config = QUIET.model_copy(update={"part_size": 1})
    ingest(str(tmp_path / "out"), str(source), config)
    toy.lay(str(tmp_path / "out"), [["a"]], "captions")

    with pytest.raises(UserError, match=r"has 1 of 2 parts in captions/: run `hardneg captions .*` first"):
        run(config, str(tmp_path / "out"), ["parse"], None)


def test_no_input_at_all_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"has no input/: run `hardneg captions "):
        run(QUIET, str(tmp_path), ["captions"], None)


def test_a_stage_that_is_not_known_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no stage parsing; there are captions, parse"):
        run(QUIET, str(tmp_path), ["parsing"], None)


@pytest.mark.slow
def test_the_number_of_workers_does_not_change_a_byte(tmp_path: Path, undisturbed: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS)

    code, said, wrong = finish(tmp_path, workers=3)

    assert (code, wrong) == (0, "")
    assert "one: 8/8 parts, 48 rows in, 40 out, 8 rejected" in said
    assert toy.contents_of(tmp_path) == toy.contents_of(undisturbed)
    assert not (tmp_path / "one" / ".attempts").exists()


@pytest.mark.slow
def test_a_stage_gets_more_workers_while_parts_wait(tmp_path: Path, undisturbed: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS)

    code, _, wrong = finish(tmp_path, workers="1-3", pause=4.0)

    assert (code, wrong) == (0, "")
    assert toy.contents_of(tmp_path) == toy.contents_of(undisturbed)
    started = Counter((tmp_path / "log").read_text().splitlines())
    assert 2 <= started["one setup"] <= 3


@pytest.mark.slow
def test_a_single_part_is_made_without_ray_and_has_the_same_bytes(tmp_path: Path, undisturbed: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS)
    for stage in ("one", "two"):
        shutil.copytree(undisturbed / stage, tmp_path / stage)
        storage.remove(parts.done_path(str(tmp_path), stage, 5))

    code, said, wrong = finish(tmp_path)

    assert (code, wrong) == (0, "")
    assert said.splitlines()[-1] == "ray not imported"
    assert toy.contents_of(tmp_path) == toy.contents_of(undisturbed)
    assert not (tmp_path / "one" / ".attempts").exists()


def test_a_single_part_of_which_too_much_is_rejected_stops_the_run_before_the_next_stage(tmp_path: Path) -> None:
    fingerprints = toy.lay(str(tmp_path), [[f"caption {i}{' drop' if i % 2 else ''}" for i in range(600)]])
    stages = [toy.Toy("one"), toy.Toy("two", pause=60)]

    with pytest.raises(StageError, match="one: 300 of 600 rows are rejected"):
        run_stages(stages, str(tmp_path), "start", fingerprints, tries=2, progress=Progress("none", Console()), max_reject_rate=0.2)

    assert parts.read_done(str(tmp_path), "two", 0) is None


@pytest.mark.slow
def test_ctrl_c_stops_the_worker_of_a_single_part(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS[:1])
    process = start(tmp_path, pause=300)
    while not (log := tmp_path / "log").exists() or "setup" not in log.read_text():
        assert process.poll() is None
        time.sleep(0.05)
    (worker,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()

    os.killpg(process.pid, signal.SIGINT)
    _, wrong = process.communicate(timeout=60)

    assert (process.returncode, wrong) == (130, "")
    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.long
@pytest.mark.slow
def test_killed_three_times_at_random_moments_the_bytes_are_the_same(tmp_path: Path, undisturbed: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS)
    generator = random.Random(0)

    for _ in range(3):
        already = len(list(tmp_path.rglob("*.done.json")))
        process = start(tmp_path, workers=2, pause=0.3)
        deadline = time.monotonic() + 120
        while len(list(tmp_path.rglob("*.done.json"))) < already + generator.randint(1, 5) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(generator.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    code, _, wrong = finish(tmp_path, workers=2)

    assert (code, wrong) == (0, "")
    assert toy.contents_of(tmp_path) == toy.contents_of(undisturbed)


@pytest.mark.slow
def test_a_row_that_kills_its_worker_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a", "b", "die c", "d"], ["e", "raise f"], ["g"]])

    code, _, wrong = finish(tmp_path)

    assert (code, wrong) == (0, "")
    ids = [parts.read_rows(str(tmp_path), "two", part)["id"].to_pylist() for part in range(3)]
    assert ids == [["c0", "c1", "c3"], ["c0"], ["c0"]]
    rejects = [storage.read_parquet(storage.read(parts.rejects_path(str(tmp_path), "one", part))).to_pylist() for part in (0, 1)]
    assert [(row["id"], row["reason"]) for part in rejects for row in part] == [("c2", "crashed"), ("c1", "crashed")]


@pytest.mark.slow
def test_a_dead_server_stops_the_run_with_one_line_and_keeps_what_is_published(tmp_path: Path) -> None:
    toy.lay(str(tmp_path), [["a"], ["b"], ["server"], ["d"]])

    code, _, wrong = finish(tmp_path)

    assert code == 2
    assert wrong.splitlines() == ["hardneg: the server does not answer: start it with `hardneg serve`"]
    assert parts.read_done(str(tmp_path), "one", 2) is None


@pytest.mark.slow
def test_ctrl_c_leaves_what_is_published_and_no_process(tmp_path: Path, undisturbed: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS)
    process = start(tmp_path, pause=1.5)
    deadline = time.monotonic() + 120
    while not (tmp_path / "two" / "part-00000.done.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    os.killpg(process.pid, signal.SIGINT)
    _, wrong = process.communicate(timeout=60)

    assert process.returncode == 130
    assert wrong == ""
    assert finish(tmp_path)[0] == 0
    assert toy.contents_of(tmp_path) == toy.contents_of(undisturbed)


@pytest.mark.slow
def test_a_stage_that_has_nothing_to_do_loads_no_models(tmp_path: Path) -> None:
    fingerprints = toy.lay(str(tmp_path), CONTENTS)
    make_by_hand(tmp_path, [toy.Toy("one"), toy.Toy("two")], fingerprints)
    storage.remove(parts.done_path(str(tmp_path), "two", 5))

    code, said, _ = finish(tmp_path)

    assert code == 0
    assert "one: done already (8 parts)" in said
    assert Counter((tmp_path / "log").read_text().splitlines()) == {"two setup": 1, "two process 5": 1}


def test_nothing_to_do_needs_no_worker(tmp_path: Path) -> None:
    run_stages([toy.Toy("one")], str(tmp_path), "start", [], tries=2, progress=Progress("none", Console()))


@pytest.mark.slow
def test_a_part_may_take_longer_than_ray_waits_for_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_DATA_EXECUTION_NO_PROGRESS_TIMEOUT_S", "4")  # half an hour by itself, which a large part with an LLM takes
    toy.lay(str(tmp_path), CONTENTS[:2])
    _, wrong = (process := start(tmp_path, workers=2, pause=12.0)).communicate(timeout=240)
    assert process.returncode == 0, wrong
    assert (tmp_path / "two" / "part-00000.done.json").exists()


def test_a_missing_prompt_folder_ends_a_run_before_its_input_is_cut(tmp_path: Path) -> None:
    config = Config.model_validate({"rewrite": {"writer": "lexicon", "prompts": str(tmp_path / "none")}})
    with pytest.raises(UserError, match=r"rewrite\.prompts .*: there is no such folder"):
        run(config, str(tmp_path / "out"), input=str(tmp_path / "captions.jsonl"))
    assert not (tmp_path / "out").exists()


def test_a_second_run_in_the_same_folder_is_told_who_writes_there(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("a dog runs on the grass\na cat sits on a red sofa\n")

    with held(str(tmp_path / "out")), pytest.raises(UserError, match=rf"process {os.getpid()} on .* has been writing here since"):
        run(QUIET, str(tmp_path / "out"), ["captions"], str(source))

    assert storage.names(str(tmp_path / "out")) == []


def test_what_follows_a_run_is_done_while_no_other_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is such a thing: the next run would remove its temporary file."""
    source, seen = tmp_path / "in.txt", list[str]()
    source.write_text("a dog runs on the grass\na cat sits on a red sofa\n")
    monkeypatch.setattr("hardneg.runner._schedule", lambda todo, job, *_: _by_hand(todo, job.out))

    def then(out: str) -> None:
        seen.append(out)
        with pytest.raises(UserError, match="has been writing here since"), held(out):
            pass

    run(QUIET, str(tmp_path / "out"), ["captions"], str(source), then)

    assert seen == [str(tmp_path / "out")]


def test_a_run_goes_on_where_a_killed_one_left_its_lease(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = str(tmp_path / "out"), tmp_path / "in.txt"
    source.write_text("a dog runs on the grass\na cat sits on a red sofa\n")
    monkeypatch.setattr("hardneg.runner._schedule", lambda todo, job, *_: _by_hand(todo, job.out))
    program = "import os, sys; from hardneg.engine.lease import held\nwith held(sys.argv[1]): os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", program, out], check=False).returncode == -signal.SIGKILL
    assert (Path(out) / ".lease.json").exists()

    run(QUIET, out, ["captions"], str(source))

    assert parts.read_rows(out, "captions", 0).num_rows == 2
    assert not (Path(out) / ".lease.json").exists()


def test_an_input_that_cannot_be_read_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        run(QUIET, str(tmp_path / "out"), ["captions"], str(tmp_path / "none.jsonl"))

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["https://me:word@host/a.jsonl", "https://host/a.jsonl?X-Amz-Signature=word"])
def test_an_input_with_a_secret_is_refused_before_it_is_stored(place: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"input https://.*\*\*\*.*: holds a password or token") as raised:
        run(Config(), str(tmp_path / "out"), input=place)
    assert "word@" not in str(raised.value)
    assert not (tmp_path / "out").exists()


def rejecting(out: Path) -> tuple[list[str], list[toy.Toy]]:
    """Lay five parts of 200 captions, of which the toy stage rejects half."""
    contents = [[f"caption {i}{' drop' if i % 2 else ''}" for i in range(200)] for _ in range(5)]
    return toy.lay(str(out), contents), [toy.Toy("one"), toy.Toy("two")]


def test_a_run_that_was_stopped_for_its_rejects_stops_again_and_goes_on_with_a_larger_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fingerprints, stages = rejecting(tmp_path)
    monkeypatch.setattr("hardneg.runner._schedule", lambda todo, job, *_: _by_hand(todo, job.out))
    quiet = Progress("none", Console())
    make_by_hand(tmp_path, stages[:1], fingerprints[:3])

    with pytest.raises(StageError, match=r"one: 300 of 600 rows are rejected \(50%\)"):
        run_stages(stages, str(tmp_path), "start", fingerprints, tries=2, progress=quiet, max_reject_rate=0.2)
    assert parts.read_done(str(tmp_path), "one", 3) is None
    run_stages(stages, str(tmp_path), "start", fingerprints, tries=2, progress=quiet, max_reject_rate=0.6)

    assert parts.read_done(str(tmp_path), "two", 4) is not None
    run_stages(stages, str(tmp_path), "start", fingerprints, tries=2, progress=quiet, max_reject_rate=0.2)  # finished: nothing to stop


@pytest.mark.slow
def test_a_stage_that_rejects_too_many_rows_stops_the_run_while_it_works(tmp_path: Path) -> None:
    rejecting(tmp_path)

    _, wrong = (process := start(tmp_path, max_reject_rate=0.2)).communicate(timeout=240)

    first, second = wrong.splitlines()
    assert process.returncode == 1
    assert " rows are rejected (50%), more than run.max_reject_rate=0.2." in first
    assert "such as 'caption 1 drop'" in second
    assert parts.read_done(str(tmp_path), "one", 2) is not None


@pytest.mark.slow
def test_a_damaged_part_that_a_run_reads_is_made_again_by_the_same_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, source = tmp_path / "out", tmp_path / "in.txt"
    source.write_text("a dog runs on the grass\na cat sits on a red sofa\n")
    config = Config.model_validate({"run": {"progress": "lines"}})
    run(config, str(out), ["captions"], str(source))
    rows = out / "input/part-00000.parquet"
    whole = rows.read_bytes()
    rows.write_bytes(whole[:-9] + bytes(9))
    storage.remove(parts.done_path(str(out), "captions", 0))

    run(config, str(out), ["captions"], str(source))

    assert "is damaged and no longer counts as done" in capsys.readouterr().out
    assert rows.read_bytes() == whole
    assert parts.read_rows(str(out), "captions", 0).num_rows == 2


def test_a_part_of_the_input_that_is_missing_is_cut_again_or_the_command_for_it_is_named(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("a dog runs\na cat sits\n")
    ingest(str(tmp_path / "out"), str(source), QUIET)
    rows = tmp_path / "out/input/part-00000.parquet"
    whole = rows.read_bytes()
    rows.unlink()

    with pytest.raises(UserError, match=r"has no input/: run `hardneg captions .* --input INPUT` first"):
        run(QUIET, str(tmp_path / "out"), ["captions"], None)
    _, fresh = ingest(str(tmp_path / "out"), str(source), QUIET)

    assert fresh
    assert rows.read_bytes() == whole


@pytest.mark.slow
def test_a_run_records_its_stages_and_parts(tmp_path: Path, undisturbed: Path) -> None:
    toy.lay(str(tmp_path), CONTENTS)
    shutil.copytree(undisturbed / "one", tmp_path / "one")
    storage.remove(parts.done_path(str(tmp_path), "one", 5))
    fingerprints = [done.fingerprint for done in parts.read_dones(str(tmp_path), "start", len(CONTENTS)) if done]

    with EventLog(str(tmp_path / "log.jsonl")) as log:
        run_stages([toy.Toy("one")], str(tmp_path), "start", fingerprints, tries=2, progress=Progress("none", Console(), log=log))

    events = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events if event["event"] != "message"] == ["started", "stage", "part", "finished"]
    assert {name: events[1][name] for name in ("stage", "parts", "done_before")} == {"stage": "one", "parts": 8, "done_before": 7}
    assert {name: events[2][name] for name in ("stage", "part", "rows_in", "rejected")} == {
        "stage": "one",
        "part": 5,
        "rows_in": 6,
        "rejected": {"too_short": 1},
    }
