from sentences import Parse, word

from hardneg.parse.reattach import reattach


def test_words_before_the_new_head_are_attached_to_it_and_those_behind_stay(parse: Parse) -> None:
    sentence = parse("A small red car near a wall.")
    car, red = word(sentence, "car"), word(sentence, "red")
    words = list(sentence.words)
    reattach(words, car.i, red.i)

    assert [each.text for each in words if each.head == red.i] == ["A", "small"]
    assert {words[i].text for i in range(len(words)) if words[i].head == car.i} == {"red", "car", "near", "."}
