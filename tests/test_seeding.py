from hardneg.seeding import generator_for, seed_for


def test_the_same_purpose_draws_the_same() -> None:
    assert generator_for(0, "a", "rewrite", "x").random() == generator_for(0, "a", "rewrite", "x").random()


def test_every_part_of_the_key_matters() -> None:
    seeds = {seed_for(0, "a", "rewrite", "x"), seed_for(1, "a", "rewrite", "x"), seed_for(0, "b", "rewrite", "x"),
             seed_for(0, "a", "parse", "x"), seed_for(0, "a", "rewrite", "y"), seed_for(0, "ar", "ewrite", "x")}  # fmt: skip
    assert len(seeds) == 6


def test_seeds_fit_31_bits() -> None:
    assert all(0 <= seed_for(0, str(i), "s", "p") < 2**31 for i in range(200))
