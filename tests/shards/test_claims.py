from pathlib import Path

from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import SplitCounts
from hardneg.shards.claims import claims, judgements

BOUND = Bound(alpha=0.02, delta=0.05, claimed=True, threshold=0.67, kept=1299, invalid=13, upper=0.016, valid_kept=0.953)


def test_a_claim_names_its_share_its_certainty_and_its_data() -> None:
    text = claims(
        {"image_matcher": Guarantee(matcher="scenes-1", source="scenes of seed 9", rows_fit=1500, rows_bound=1000, bounds=[BOUND])}
    )
    for said in ("Rows with an image", "`scenes-1`", "95%", "at most 2%", "2,500", "scenes of seed 9", "95.3%"):
        assert said in text


def test_what_is_not_claimed_is_said_with_its_reason() -> None:
    unclaimed = BOUND.model_copy(update={"claimed": False, "why": "40 rows are too few"})
    text = claims({"text_matcher": Guarantee(matcher="text-1", bounds=[unclaimed]), "image_matcher": Guarantee(matcher="clip")})
    assert "40 rows are too few" in text
    assert "without a calibration" in text
    assert "at most" not in text


def test_what_a_matcher_judges_and_what_it_abstains_from_is_said() -> None:
    in_part = Guarantee(
        matcher="scenes-1", bounds=[BOUND], abstains={Family.NEGATION: "few rows", Family.TEMPORAL: "not in its calibration"}
    )
    text = claims({"image_matcher": in_part})
    assert "it judges attribute, object, action" in text
    assert "not been shown to be able to judge negation, temporal" in text
    unable = Guarantee(matcher="clip-1", bounds=[BOUND], abstains=dict.fromkeys(Family, "no calibration"))
    assert claims({"image_matcher": unable}).endswith("scored by `clip-1`: nothing is judged (no calibration).\n")


def test_kinds_that_a_matcher_abstains_from_are_said() -> None:
    text = claims({"text_matcher": Guarantee(matcher="text-1", bounds=[BOUND], abstains_from_kinds={"side": "nothing shows it can"})})
    assert "side" in text
    assert "nothing shows it can" in text


def test_each_group_of_families_has_its_bound_and_what_is_not_claimed_its_reason() -> None:
    bounds = [
        BOUND.model_copy(update={"families": [Family.COUNT]}),
        BOUND.model_copy(update={"families": [Family.OBJECT, Family.RELATION], "kept": 700, "invalid": 2}),
        BOUND.model_copy(update={"families": [Family.ACTION], "claimed": False, "why": "40 rows are too few"}),
    ]
    text = claims({"image_matcher_2": Guarantee(matcher="siglip@1", source="labels", rows_fit=9, rows_bound=9, bounds=bounds)})
    for said in ("each of these groups of families", "count: 1,299 are kept, of which 13", "object, relation: 700 are kept, of which 2"):
        assert said in text
    assert "No bound is claimed for action (40 rows are too few)." in text
    assert "Rows that the image matchers before it left" in text


def test_a_table_says_by_family_who_judged_how_many_and_under_which_bound() -> None:
    own = BOUND.model_copy(update={"families": [Family.COUNT]})
    pooled = BOUND.model_copy(update={"families": [Family.OBJECT, Family.RELATION]})
    guarantees = {
        "image_matcher": Guarantee(matcher="siglip@1", bounds=[own, pooled]),
        "text_matcher": Guarantee(matcher="text@1", bounds=[own.model_copy(update={"claimed": False, "why": "few"})]),
    }
    one = SplitCounts(judges={"count": {"siglip@1": 1200, "text@1": 3}, "object": {"siglip@1": 5, "": 2}})
    other = SplitCounts(judges={"count": {"siglip@1": 1}, "negation": {"": 4}})
    assert judgements([one, other], guarantees) == [
        ["family", "judged by siglip@1", "judged by text@1", "unverified"],
        ["object", "5 (at most 2% with others)", "", "2"],
        ["count", "1,201 (at most 2%)", "3 (no bound)", ""],
        ["negation", "", "", "4"],
    ]
    assert judgements([], guarantees) == []


def test_without_a_matcher_the_card_claims_none() -> None:
    assert "no matcher has judged" in claims({})


def test_the_card_of_a_run_without_a_matcher_says_so(finished_run: Path) -> None:
    card = (finished_run / "shards" / "README.md").read_text()
    assert "no matcher has judged" in card
    assert "# Unverified hard negatives" in card
    assert "\n- unverified\n" in card
    assert '"description": "Unverified hard negatives' in (finished_run / "shards" / "croissant.json").read_text()
