import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hardneg.config import RENAMED, dump, keys, load
from hardneg.engine.order import enabled
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family

CONFIGS = sorted((Path(__file__).parents[1] / "configs").glob("*.yaml"))


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def complaint(path: str | None = None, sets: tuple[str, ...] = (), environ: dict[str, str] | None = None) -> str:
    with pytest.raises(UserError) as caught:
        load(path, sets, environ or {})
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_without_input_the_defaults_apply() -> None:
    assert load(None, [], {}) == Config()


@pytest.mark.parametrize("service", ["HARDNEG", "HARDNEG_LLM"])
def test_the_variables_of_a_kubernetes_service_are_no_config(service: str) -> None:
    tcp = f"{service}_PORT_8000_TCP"
    names = [f"{service}_SERVICE_HOST", f"{service}_SERVICE_PORT", f"{service}_SERVICE_PORT_HTTP", f"{service}_PORT"]

    assert load(environ=dict.fromkeys([*names, tcp, f"{tcp}_PROTO", f"{tcp}_PORT", f"{tcp}_ADDR"], "10.0.0.7")) == load(environ={})


def test_the_environment_beats_the_file_and_set_beats_both(tmp_path: Path) -> None:
    path = written(tmp_path, "seed: 1\npart_size: 10\nrewrite: {candidates: 5, llm: {model: a}}\n")
    environ = {"HARDNEG_PART_SIZE": "20", "HARDNEG_REWRITE__LLM__MODEL": "b", "PART_SIZE": "99"}

    config = load(path, ["rewrite.llm.model=c"], environ)

    assert (config.seed, config.part_size, config.rewrite.candidates, config.rewrite.llm.model) == (1, 20, 5, "c")


def test_the_cache_variable_is_no_key() -> None:
    assert load(None, [], {"HARDNEG_CACHE": "/somewhere"}) == Config()


def test_values_of_set_are_yaml() -> None:
    config = load(None, ["rewrite.families=[count, object]", "captions.language=null", "rewrite.llm.engine.tensor_parallel_size=2"], {})

    assert config.rewrite.families == [Family.COUNT, Family.OBJECT]
    assert config.captions.language is None
    assert config.rewrite.llm.engine == {"tensor_parallel_size": 2}


def test_later_sets_win_and_leave_neighbours_alone() -> None:
    config = load(None, ["rewrite.llm.engine.a=1", "rewrite.llm.engine.b=2", "rewrite.llm.engine.a=3"], {})

    assert config.rewrite.llm.engine == {"a": 3, "b": 2}


def test_an_empty_section_is_its_defaults(tmp_path: Path) -> None:
    assert load(written(tmp_path, "parse:\nrewrite:\n  llm:\n"), [], {}) == Config()


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert load(written(tmp_path, "# nothing\n"), [], {}) == Config()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("rewrite.llm.modl", "rewrite.llm.model"),
        ("rewrit.candidates", "rewrite.candidates"),
        ("part_sizes", "part_size"),
        ("shards.retries", "rewrite.llm.retries or filter.match.llm.retries or synthesise.match.llm.retries"),
        ("shards.sharp_mb", "shards.shard_mb"),
    ],
)
def test_a_wrong_key_names_the_nearest_right_one(wrong: str, right: str) -> None:
    assert f"did you mean {right}?" in complaint(sets=(f"{wrong}=1",))


@pytest.mark.parametrize(("former", "today"), RENAMED.items())
def test_a_former_key_names_the_key_of_today(former: str, today: str) -> None:
    assert complaint(sets=(f"{former}=1",)).endswith(f"no such key; did you mean {today}? (renamed in this version)")
    assert today in list(keys())
    assert former not in list(keys())


def test_a_former_key_in_a_file_names_the_key_of_today(tmp_path: Path) -> None:
    path = written(tmp_path, "rewrite: {balance: {reader: null}}\n")

    assert complaint(path).startswith(f"{path}: rewrite.balance.reader: no such key; did you mean rewrite.balance.embedding_model?")


def test_a_wrong_key_in_a_file_names_file_and_path(tmp_path: Path) -> None:
    path = written(tmp_path, "rewrite:\n  llm:\n    temprature: 1\n")

    assert complaint(path) == f"{path}: rewrite.llm.temprature: no such key; did you mean rewrite.llm.temperature?"


def test_a_wrong_variable_names_itself() -> None:
    assert complaint(environ={"HARDNEG_PARTSIZE": "4"}) == "HARDNEG_PARTSIZE: partsize: no such key; did you mean part_size?"


def test_a_key_without_a_near_match_names_the_list_of_keys() -> None:
    assert "hardneg config" in complaint(sets=("zzzzqqqq=1",))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("part_size=many", ["part_size", "'many'", "valid integer"]),
        ("part_size=0", ["part_size", "0", "greater than or equal to 1"]),
        ("rewrite.writer=magic", ["rewrite.writer", "'magic'", "'choice' or 'write'"]),
        ("rewrite.families=[count, colour]", ["rewrite.families", "'colour'", "'attribute'"]),
        ("rewrite.llm=x", ["rewrite.llm", "a section", "model"]),
        ("rewrite.balance.floor={count: 0.7, object: 0.4}", ["rewrite.balance.floor", "add up to 1.10", "1 at most"]),
        ("rewrite.balance.floor={colour: 0.1}", ["rewrite.balance.floor", "'colour'", "'attribute'"]),
        ("rewrite.boost={count: 0}", ["rewrite.boost", "greater than 0"]),
        ("rewrite.balance.floor.count=-0.1", ["rewrite.balance.floor.count", "-0.1", "greater than or equal to 0"]),
        ("rewrite.balance.floor.count=.nan", ["rewrite.balance.floor.count", "nan"]),
        ("rewrite.balance.floor=0.1", ["rewrite.balance.floor", "a table, such as {key: value}"]),
        ("seed", ["key=value"]),
        ("seed=[1", ["not YAML"]),
    ],
)
def test_a_wrong_value_says_what_is_allowed(text: str, parts: list[str]) -> None:
    message = complaint(sets=(text,))

    assert all(part in message for part in parts), message


def test_a_wrong_value_in_a_file_says_where(tmp_path: Path) -> None:
    path = written(tmp_path, "rewrite: {quota: 2}\n")

    assert complaint(path).startswith(f"{path}: rewrite.quota: 2 must be less than or equal to 1")


def test_a_wrong_entry_of_a_table_says_in_which_file(tmp_path: Path) -> None:
    path = written(tmp_path, "rewrite: {balance: {floor: {count: 2}}}\n")

    assert complaint(path).startswith(f"{path}: rewrite.balance.floor.count: 2 must be less than or equal to 1")


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "a: [1\nb: 2\n", "seed: !!python/object/apply:os.system ['touch taken']\n"])
def test_a_file_that_is_no_config_is_one_clear_line(tmp_path: Path, text: str) -> None:
    assert "c.yaml" in complaint(written(tmp_path, text))


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    assert "No such file" in complaint(str(tmp_path / "none.yaml"))
    assert "directory" in complaint(str(tmp_path))


def test_a_binary_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00\x81")

    assert "UTF-8" in complaint(str(tmp_path / "b.yaml"))


def test_a_dumped_config_loads_as_an_equal_one(tmp_path: Path) -> None:
    config = load(None, ["rewrite.families=[count]", "rewrite.llm.engine.x=1", "seed=7"], {})

    assert load(written(tmp_path, dump(config)), [], {}) == config


@given(st.sampled_from(sorted(keys())), st.text(max_size=12))
def test_any_text_as_a_value_is_accepted_or_explained(key: str, text: str) -> None:
    with suppress(UserError):
        assert dump(load(None, [f"{key}={text}"], {}))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_every_shipped_config_loads(path: Path) -> None:
    assert load(str(path), [], {}) != Config()


@pytest.mark.parametrize("name", ["demo", "captions"])
def test_configs_without_a_gpu_fit_two_cores(name: str) -> None:
    config = load(str(Path(__file__).parents[1] / "configs" / f"{name}.yaml"), [], {})
    stages = [getattr(config, stage) for stage in enabled(config)]

    assert sum(stage.workers * stage.cpus for stage in stages) <= 2


@pytest.mark.slow
def test_only_the_sample_uses_models_of_drawn_shapes() -> None:
    configs = {out: _config_of(out) for out in ("runs/demo", "runs/mine")}

    assert configs["runs/demo"].filter.match.judges["image_matcher"] == "scenes"
    assert configs["runs/demo"].synthesise.enabled
    assert configs["runs/mine"].filter.match.image_models == []
    assert not configs["runs/mine"].synthesise.enabled


def _config_of(out: str) -> Config:
    """Return the config that `make run` uses for an OUT."""
    root = Path(__file__).parents[1]
    lines = subprocess.run(["make", "-n", "run", f"OUT={out}"], cwd=root, capture_output=True, text=True, check=True).stdout
    found = re.search(r'--config "([^"]+)"', lines)
    assert found is not None
    return load(str(root / found[1]), [], {})


@pytest.mark.parametrize("text", ["synthesise.match.text_model=t", "synthesise.match.llm.model=x", "synthesise.match.text_score_max=1"])
def test_a_key_of_text_matchers_is_refused_where_images_are_checked_and_a_dump_is_read(text: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing reads it"):
        load(None, [text], {})

    images = load(None, ["synthesise.match.uncalibrated=judge"], {})
    (tmp_path / "dumped.yaml").write_text(dump(images))
    assert load(str(tmp_path / "dumped.yaml"), [], {}) == images


def test_dump_keeps_the_order_of_the_stages() -> None:
    assert list(yaml.safe_load(dump(Config()))) == list(Config.model_fields)


def test_the_config_for_clip_differs_from_that_for_captions_in_its_context_length() -> None:
    configs = Path(__file__).parents[1] / "configs"
    plain, clip = (load(str(configs / name), [], {}) for name in ("captions.yaml", "clip.yaml"))
    assert clip.rewrite.max_edit_tokens == 77
    assert clip == plain.model_copy(update={"rewrite": plain.rewrite.model_copy(update={"max_edit_tokens": 77})})


@pytest.mark.parametrize(
    "text",
    [
        "rewrite.llm.url=http://me:word@host",
        "captions.image_locations=['https://t0ken@host/']",
        "rewrite.llm.engine={hf_token: hf_aaaaaaaaaaaaaaaaaaaa}",
    ],
)
def test_a_secret_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UserError, match="holds a password or token, which would be stored") as raised:
        load(sets=[text], environ={})
    assert not any(secret in str(raised.value) for secret in ("word@", "t0ken", "hf_aaa"))
