from pathlib import Path

from encoders.tiny_encoders import features
from some_shards import png, rows_of, write_shards

from benchmarks.photos import throughput
from hardneg.matching.features import FeaturesMatcher
from hardneg.training.matcher.run_examples import read_examples


def test_the_encoders_alone_are_timed_on_the_texts_and_images_of_the_matcher(tmp_path: Path) -> None:
    rows = [row for number in range(6) for row in rows_of(number, 2, {"bytes": png(40 * number), "path": f"{number}.png"})]
    data = read_examples(write_shards(tmp_path / "shards", rows, 4))
    matcher = FeaturesMatcher.from_folder(features(tmp_path / "matcher", "cross"), device="cpu")
    seen: list[int] = []
    encode = matcher.images.encode
    matcher.images.encode = lambda images: (seen.append(len(images)), encode(images))[1]  # type: ignore[method-assign]

    found = throughput(matcher, data)

    assert (found.images, found.texts) == (6, 18)
    assert seen == [2, 6, 6]
    assert found.encoders > 0
    assert found.matcher > 0
