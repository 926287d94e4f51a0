from hardneg.captions.cleaning.ids import caption_id


def test_an_id_is_the_same_in_every_run() -> None:
    assert caption_id("a.jsonl", "1", "A dog runs.") == "d24a56634c9d42c1430f"


def test_each_part_of_an_id_counts_and_borders_are_kept() -> None:
    ids = {
        caption_id("a.jsonl", "1", "A dog"),
        caption_id("b.jsonl", "1", "A dog"),
        caption_id("a.jsonl", "2", "A dog"),
        caption_id("a.jsonl", "1", "A cat"),
        caption_id("a.jsonl1", "", "A dog"),
        caption_id("a.jsonl", "1A", " dog"),
    }
    assert len(ids) == 6
