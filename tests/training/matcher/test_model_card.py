from hardneg.training.matcher.model_card import card
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.settings import Settings

TASK = PairsTask("runs/mine", "scenes", images=12, negatives=3, share=0.2)


def entry(step: int, score: float, **families: float) -> dict[str, float]:
    figures = {f"held_out_pairwise_{family}": value for family, value in families.items()}
    return {"step": float(step), "minutes": step / 10, "loss": 1 / step, "held_out_score": score, **figures}


CURVE = [entry(50, 0.5, object=0.4), entry(100, 0.75, object=0.9, count=0.6), entry(1150, 0.625, object=0.8, count=0.45)]


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]


def test_the_weights_are_those_of_the_best_look_and_families_are_told_before_and_after() -> None:
    text = card(TASK, Settings(steps=1200), CURVE)

    assert "those of step 100;" in text
    assert rows(text)[:3] == [["family", "step 50", "step 100"], ["count", "nan", "0.600"], ["object", "0.400", "0.900"]]
    assert rows(text)[3:] == [
        ["step", "minutes", "loss", "held out"],
        ["50", "5.0", "0.0200", "0.5000"],
        ["100", "10.0", "0.0100", "0.7500"],
        ["1,150", "115.0", "0.0009", "0.6250"],
    ]


def test_of_two_looks_with_one_score_the_first_is_what_the_loop_keeps() -> None:
    assert "those of step 100;" in card(TASK, Settings(steps=1200), [*CURVE, entry(1200, 0.75, object=0.1, count=0.1)])


def test_the_card_says_from_what_on_what_and_how_long() -> None:
    by_steps, by_time = card(TASK, Settings(steps=1200), CURVE), card(TASK, Settings(minutes=2.5, workers=3), CURVE)
    for said in (
        "`scenes`",
        "`runs/mine`",
        "1,200 steps",
        "12 images",
        "up to 3 negatives",
        "workers: 1",
        "at most 400 captions of the 20% of images",
        "optimistic",
    ):
        assert said in by_steps
    assert "2.5 minutes" in by_time
    assert "workers: 3" in by_time
