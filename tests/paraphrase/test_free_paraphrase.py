import pytest
from sentences import Parse

from hardneg.paraphrase.free_paraphrase import objection

DOGS = "Two brown dogs run beside a red car on the beach."


@pytest.mark.parametrize(
    ("caption", "paraphrase"),
    [
        (DOGS, "On the beach, two brown dogs are running next to a red car."),
        (DOGS, "A pair of brown dogs runs alongside a red car on the beach."),
        (DOGS, "Two brown dogs run beside a red automobile on the beach."),
        ("A woman in a long coat feeds a goat.", "A goat is fed by a woman wearing a long coat."),
        ("A man paints a wooden fence.", "A man is painting a fence made of wood."),
        ("A small lamp is on a table.", "A photo of a little lamp sitting on a table."),
        ("A man walks with his dog.", "A man walks and his dog is with him."),
        ("The dog is black.", "A black dog."),
        ('A sign that says "stop" on a wall.', 'On a wall there is a sign that reads "stop".'),
        ("A pizza with no cheese.", "A pizza without cheese."),
        ("A smiling boy eats an apple.", "A boy with a smile eats an apple."),
        ("A man skis down a sunny hill.", "A skier is skiing down a hill in the sun."),
        ("A bearded man sits on a bench.", "A man with a beard sits on a bench."),
        ("A grey cat lies on a bed.", "A gray cat is lying on a bed."),
    ],
)
def test_a_true_paraphrase_meets_no_objection(parse: Parse, caption: str, paraphrase: str) -> None:
    assert objection(parse(caption), parse(paraphrase)) is None


@pytest.mark.parametrize(
    ("caption", "paraphrase", "says"),
    [
        (DOGS, "Three brown dogs run beside a red car on the beach.", "number"),
        (DOGS, "Several brown dogs run beside a red car on the beach.", "number"),
        ("Dogs run on the beach.", "Many dogs run on the beach.", "'many' is new"),
        ("Dogs run on the beach.", "A dog runs on the beach.", "'dog' has another number"),
        (DOGS, "Two black dogs run beside a red car on the beach.", "'black' is new"),
        (DOGS, "Two dogs run beside a red car on the beach.", "'brown' is missing"),
        (DOGS, "Two red dogs run beside a brown car on the beach.", "'brown' describes 'car'"),
        (DOGS, "Two brown dogs run beside a red car.", "'beach' is missing"),
        (DOGS, "Two brown dogs run beside a red car and a tree on the beach.", "'tree' is new"),
        (DOGS, "Two brown dogs sleep beside a red car on the beach.", "'sleep' is new"),
        (DOGS, "Two brown dogs happily run beside a red car on the beach.", "'happily' is new"),
        ("A man in a hat is on a bench.", "A man in a hat is sitting on a bench.", "'sitting' is new"),
        ("A cat is under the table.", "A cat is behind the table.", "the relation 'behind' is new"),
        ("A car with a tree in a field.", "A car beside a tree in a field.", "the relation 'beside' is new"),
        ("A dog chases a boy.", "A boy chases a dog.", "exchanged"),
        ("A dog chases a boy.", "A dog is chased by a boy.", "exchanged"),
        ("A man with a hat.", "A man without a hat.", "negation"),
        ("Children sit in a bus.", "All children sit in a bus.", "claim about all"),
        ("A man holds a hat.", "A man holds her hat.", "refers to nobody"),
        ('A sign that says "stop" on a wall.', "A sign is on a wall.", "'stop' is missing"),
        ("Corn lies on a table.", "Corn lies in a corner of a table.", "'corner' is new"),
        ("A bear sits on a rock.", "A bear with a beard sits on a rock.", "'beard' is new"),
        ("A child has a ball.", "A child has a ball and a balloon.", "'balloon' is new"),
        ("A man plans a house.", "A man plans a house and a plane.", "'plane' is new"),
        ("A man builds a wall.", "A man builds a wall by a building.", "'building' is new"),
        ("A woman by the wind.", "A woman by the window.", "'window' is new"),
    ],
)
def test_what_is_claimed_or_lost_is_an_objection(parse: Parse, caption: str, paraphrase: str, says: str) -> None:
    assert says in (objection(parse(caption), parse(paraphrase)) or "no objection")
