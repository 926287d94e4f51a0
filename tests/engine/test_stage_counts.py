from pathlib import Path

from hardneg.engine.manifest import read_manifest
from hardneg.engine.stage_counts import stages_of
from hardneg.report.facts import dones_of


def test_stages_have_the_counts_of_what_they_read_and_wrote(finished_run: Path) -> None:
    manifest = read_manifest(str(finished_run))
    assert manifest is not None
    stages = stages_of(manifest, dones_of(str(finished_run), manifest))
    assert [stage.name for stage in stages] == ["captions", "parse", "rewrite", "filter", "shards"]
    by_name = {stage.name: stage for stage in stages}
    assert by_name["captions"][1:5] == (60, 60, 0, 0)
    assert by_name["filter"][1:5] == (60, 60, 180, 168)
