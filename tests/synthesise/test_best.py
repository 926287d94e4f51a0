import io

import numpy as np
import PIL.Image
import pytest
from synthesise.crayons import config, painter, requests, verifier

from hardneg.errors import UserError
from hardneg.schemas.config import SynthesiseConfig
from hardneg.schemas.reasons import ImageReason
from hardneg.synthesise import best
from hardneg.synthesise.best import NoImage, VerifiedImage, best_of, seed_of
from hardneg.synthesise.masks import CELLS

LEFT = np.zeros((CELLS, CELLS), bool)
LEFT[:, : CELLS // 2] = True


def search(settings: SynthesiseConfig, model: str, count: int = 40, slots: int = 1, **told: object) -> list[VerifiedImage | NoImage]:
    return best_of(requests(count, slots), painter(settings, **told), verifier(settings, model), settings, seed=3)


def editing(settings: SynthesiseConfig, model: str, **told: object) -> VerifiedImage | NoImage:
    source = PIL.Image.new("RGB", (32, 16), (0, 0, 255))
    request = requests(1)[0]._replace(size=(32, 16), source=lambda: source, mask=LEFT)
    return best_of([request], painter(settings, **told), verifier(settings, model), settings, seed=3)[0]


def pixels(verified: VerifiedImage | NoImage) -> np.ndarray:
    assert isinstance(verified, VerifiedImage)
    return np.asarray(PIL.Image.open(io.BytesIO(verified.data)))


def test_drawings_go_on_until_one_passes_or_the_attempts_are_used_up(model: str) -> None:
    found = search(config(max_attempts=4), model, count=200, skill=0.5)
    verified = [each for each in found if isinstance(each, VerifiedImage)]
    denied = [each for each in found if isinstance(each, NoImage)]
    assert 0.88 < len(verified) / 200 < 0.98  # 15 of 16 expected
    assert {each.attempts for each in verified} == {1, 2, 3, 4}
    assert all(each.attempts == 4 and each.reason == ImageReason.NOT_VERIFIED for each in denied)
    assert denied[0].detail == "none of 4 passes; the nearest: margin 0, not above 2"


def test_what_comes_of_a_wish_depends_on_neither_batch_nor_neighbours(model: str) -> None:
    alone = [search(config(batch_size=1), model, count=30, skill=0.4)]
    alone += [search(config(batch_size=size), model, count=30, skill=0.4) for size in (2, 7, 64)]
    assert all(each == alone[0] for each in alone)
    assert search(config(), model, count=10, skill=0.4) == alone[0][:10]


def test_attempts_share_batches_so_that_a_hard_wish_holds_up_no_other(model: str) -> None:
    settings = config(batch_size=8, max_attempts=10)
    crayons = painter(settings, skill=0.5)
    best_of(requests(64), crayons, verifier(settings, model), settings, seed=3)
    assert crayons.pipe.batches[:12] == [8] * 12
    assert sum(crayons.pipe.batches) < 2.5 * 64


def test_the_seed_of_a_drawing_follows_from_what_it_is_of(model: str) -> None:
    found = search(config(), model, count=2, slots=2)
    seeds = [each.seed for each in found if isinstance(each, VerifiedImage)]
    assert seeds == [seed_of(3, name, slot, 1) for name in ("n0", "n1") for slot in (0, 1)]
    assert len(set(seeds)) == 4


def test_best_draws_all_attempts_and_keeps_the_one_of_the_greatest_margin(model: str) -> None:
    settings = config(choose="best", max_attempts=3, batch_size=4)
    crayons = painter(settings)
    found = best_of(requests(4), crayons, verifier(settings, model), settings, seed=3)
    assert crayons.pipe.batches == [4, 4, 4]
    assert all(isinstance(each, VerifiedImage) and each.attempts == 1 for each in found)  # all are as good: the first stays


def test_blacked_out_images_are_a_reason(model: str) -> None:
    found = search(config(max_attempts=2), model, count=1, nsfw="red")[0]
    assert found == NoImage(ImageReason.NSFW, "the pipeline's own checker blacked out all 2", 2)


def test_an_edit_is_held_to_its_mask(model: str) -> None:
    drawn = pixels(editing(config(mode="inpaint", margin=-1.0), model))
    assert (drawn[:, :16] == (255, 0, 0)).all()
    assert (drawn[:, 16:] == (0, 0, 255)).all()


def test_an_edit_that_changes_the_rest_too_does_not_pass(model: str) -> None:
    found = editing(config(mode="inpaint", margin=-1.0, drift_max=0.1), model, spill=128)
    assert isinstance(found, NoImage)
    assert (found.reason, found.detail) == (ImageReason.CHANGED_ELSEWHERE, "none of 4 keeps what is outside the mask: 0.502, above 0.1")
    assert isinstance(editing(config(mode="inpaint", margin=-1.0, drift_max=0.6), model, spill=128), VerifiedImage)


def test_image_to_image_is_pasted_into_the_source(model: str) -> None:
    drawn = pixels(editing(config(mode="image", margin=-9.0, drift_max=0.01), model))
    assert (drawn[:, 16:] == (0, 0, 255)).all()
    assert (drawn[4:12, 4:12] == (255, 0, 0)).all()


def test_more_images_than_a_part_can_hold_stop_the_run_with_what_to_do(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best, "MAX_BYTES", 500)
    with pytest.raises(UserError, match="lower part_size"):
        search(config(), model)
