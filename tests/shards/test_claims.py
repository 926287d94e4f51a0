from pathlib import Path

from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.family import Family
from hardneg.shards.claims import claims

BOUND = Bound(alpha=0.02, delta=0.05, claimed=True, threshold=0.67, kept=1299, invalid=13, upper=0.016, valid_kept=0.953)


def test_a_claim_names_its_share_its_certainty_and_its_data() -> None:
    text = claims({"image_matcher": Guarantee(matcher="scenes-1", source="scenes of seed 9", rows_fit=1500, rows_bound=1000, bound=BOUND)})
    for said in ("Rows with an image", "`scenes-1`", "95%", "at most 2%", "2,500", "scenes of seed 9", "95.3%"):
        assert said in text


def test_what_is_not_claimed_is_said_with_its_reason() -> None:
    unclaimed = BOUND.model_copy(update={"claimed": False, "why": "40 rows are too few"})
    text = claims({"text_matcher": Guarantee(matcher="text-1", bound=unclaimed), "image_matcher": Guarantee(matcher="clip")})
    assert "40 rows are too few" in text
    assert "without a calibration" in text
    assert "at most" not in text


def test_what_a_matcher_judges_and_what_it_abstains_from_is_said() -> None:
    in_part = Guarantee(matcher="scenes-1", bound=BOUND, abstains={Family.NEGATION: "few rows", Family.TEMPORAL: "not in its calibration"})
    text = claims({"image_matcher": in_part})
    assert "it judges attribute, object, action" in text
    assert "not been shown to be able to judge negation, temporal" in text
    unable = Guarantee(matcher="clip-1", bound=BOUND, abstains=dict.fromkeys(Family, "no calibration"))
    assert claims({"image_matcher": unable}).endswith("scored by `clip-1`: nothing is judged (no calibration).\n")


def test_without_a_matcher_the_card_claims_none() -> None:
    assert "no matcher has judged" in claims({})


def test_the_card_of_a_run_without_a_matcher_says_so(finished_run: Path) -> None:
    card = (finished_run / "shards" / "README.md").read_text()
    assert "no matcher has judged" in card
    assert "# Unverified hard negatives" in card
    assert "\n- unverified\n" in card
    assert '"description": "Unverified hard negatives' in (finished_run / "shards" / "croissant.json").read_text()
