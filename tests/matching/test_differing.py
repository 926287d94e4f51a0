from hardneg.matching.differing import differing


def test_a_long_sentence_is_judged_by_the_clauses_in_which_the_texts_differ() -> None:
    rest = "with a basket of plums at its feet, beneath a wall that is overgrown with ivy"
    caption = f"In a quiet orchard a young goat stands on a crate, {rest}."

    assert differing(caption, caption.replace("young", "old")) == (
        "In a quiet orchard a young goat stands on a crate,",
        "In a quiet orchard a old goat stands on a crate,",
    )
    assert differing(caption, caption.replace("goat", "wall").replace("a wall that", "a goat that")) == (
        "In a quiet orchard a young goat stands on a crate, beneath a wall that is overgrown with ivy.",
        "In a quiet orchard a young wall stands on a crate, beneath a goat that is overgrown with ivy.",
    )


def test_a_long_text_with_the_same_clauses_in_another_order_is_judged_whole() -> None:
    row = "From left to right on the wide windowsill of the old house, there stand these things: {}, {}, and a bunch of dry flowers."
    caption, text = (
        row.format("a small basket with a cat", "a brown teapot with a lid"),
        row.format("a brown teapot with a lid", "a small basket with a cat"),
    )

    assert differing(caption, text) == (caption, text)
