import json

from hardneg.schemas.card import CardConfig
from hardneg.schemas.manifest import SplitCounts
from hardneg.schemas.rows import ShardRow
from hardneg.shards.card import Contents
from hardneg.shards.croissant import croissant

FILES = {"train-00000-of-00001.parquet": "a" * 64, "val-00000-of-00001.parquet": "b" * 64}
CONTENTS = Contents("run1", {"train": SplitCounts(families={"count": 3}), "val": SplitCounts(families={"count": 2})}, FILES)


def test_croissant_names_every_shard_and_fields_that_exist() -> None:
    record = json.loads(croissant(CONTENTS))
    assert {item["@id"]: item["sha256"] for item in record["distribution"]} == FILES
    for records in record["recordSet"]:
        for field in records["field"]:
            assert field["source"]["extract"]["column"] in ShardRow.model_fields
            assert field["source"]["fileObject"]["@id"] in FILES


def test_croissant_says_whether_a_matcher_verified_the_negatives() -> None:
    assert json.loads(croissant(CONTENTS._replace(verification="verified")))["description"].startswith("Verified")


def test_images_have_a_field_only_where_all_of_them_are_in_the_shards() -> None:
    def fields(**counts: object) -> set[str]:
        splits = {"train": SplitCounts.model_validate({"families": {"count": 3}, **counts})}
        record = json.loads(croissant(CONTENTS._replace(splits=splits)))
        return {field["source"]["extract"]["column"] for field in record["recordSet"][0]["field"] if field["dataType"] == "sc:ImageObject"}

    assert fields() == set()
    assert fields(stored={"image": 2, "negative_image": 3}, images=3) == {"image", "negative_image"}
    assert fields(stored={"image": 2, "negative_image": 0}, images=3, by_path=1) == set()


def test_licence_address_and_date_are_there_only_if_the_config_states_them() -> None:
    assert not {"license", "url", "datePublished", "citeAs"} & set(json.loads(croissant(CONTENTS)))
    of = CardConfig.model_validate(
        {"licence": "cc-by-4.0", "url": "https://example.org/set", "date_published": "2026-05-01", "citation": "C"}
    )
    record = json.loads(croissant(CONTENTS._replace(card=of)))
    assert (record["license"], record["url"], record["datePublished"], record["citeAs"]) == (
        "cc-by-4.0",
        "https://example.org/set",
        "2026-05-01",
        "C",
    )
