from hardneg.engine.order import before, command, enabled, folders
from hardneg.schemas.config import Config

DRAWS = Config.model_validate({"synthesise": {"enabled": True}})


def test_synthesise_is_in_a_run_only_where_it_is_enabled() -> None:
    assert enabled(Config()) == ("captions", "parse", "rewrite", "filter", "shards")
    assert enabled(DRAWS) == ("captions", "parse", "rewrite", "filter", "synthesise", "shards")


def test_each_stage_reads_what_the_one_before_it_left() -> None:
    assert [before(stage, DRAWS) for stage in enabled(DRAWS)] == ["input", "captions", "parse", "rewrite", "filter", "synthesise"]
    assert before("shards", Config()) == "filter"


def test_a_folder_of_parts_knows_its_command() -> None:
    assert [command(folder) for folder in folders(DRAWS)] == ["captions", "captions", "parse", "rewrite", "filter", "synthesise", "shards"]


def test_folders_of_parts_are_those_that_the_stages_write() -> None:
    assert folders(DRAWS) == ("input", "captions", "parse", "rewrite", "filter", "synthesise", "flat")
