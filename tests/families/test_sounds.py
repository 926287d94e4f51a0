import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.families.sounds import heard, sounds
from hardneg.paraphrase.existential import orders


@pytest.mark.parametrize("caption", ["A sheep bleating loudly", "Rustling and a faint hum", "Continuous snoring"])
def test_a_sound_is_no_picture(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert sounds(sentence)
    assert heard(sentence)
    assert not any("picture of" in (text or "") for text in texts(sentence, orders))


def test_who_talks_can_be_seen(parse: Parse) -> None:
    sentence = parse("A man talking on a phone")
    assert sounds(sentence)
    assert not heard(sentence)
