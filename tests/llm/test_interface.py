from hardneg.llm.interface import TOO_LONG, Chat, Hole, Message, Usage, answer, chat_answer, folded, grammar, token_limit


def test_the_order_of_choices_does_not_change_the_grammar() -> None:
    assert grammar(Hole("", 0, ("red", "blue"))) == grammar(Hole("", 0, ("blue", "red", "blue"))) == {"choice": [" blue", " red"]}


def test_the_longest_choice_can_be_written_byte_by_byte() -> None:
    assert token_limit(Hole("", 0, ("crème", "a"))) >= len(" crème".encode()) + 1


def test_a_choice_is_whole_even_where_the_limit_was_reached() -> None:
    assert answer(Hole("", 0, ("red",)), " red", 9, 1) == ("red", 9, 1, True)


def test_part_of_a_choice_is_no_answer() -> None:
    assert not answer(Hole("", 0, ("reddish",)), " redd", 9, 1).ok


def test_an_answer_to_a_chat_that_was_cut_or_is_empty_is_none() -> None:
    assert chat_answer(" [] ", True, 9, 1) == ("[]", 9, 1, True)
    assert not chat_answer('[{"a"', False, 9, 1).ok
    assert not chat_answer("  ", True, 9, 1).ok


def test_a_system_message_can_be_said_by_the_user() -> None:
    chat = (Message("system", "s"), Message("user", "u"), Message("assistant", "a"), Message("user", "v"))
    assert folded(chat) == (Message("user", "s\n\nu"), *chat[2:])
    assert folded(chat[1:]) == chat[1:]


def test_usage_is_taken_once() -> None:
    usage = Usage()
    usage.count_fills([answer(Hole("", 0, ("red",)), " red", 9, 2), TOO_LONG])
    usage.count_score(7)
    assert usage.take() == {"llm_fills": 2, "llm_scores": 1, "llm_tokens_in": 16, "llm_tokens_out": 2}
    assert set(usage.take().values()) == {0}


def test_the_room_for_an_answer_is_that_of_the_usual_one_but_no_more_than_its_limit() -> None:
    chat = Chat((), 0, max_tokens=50)
    assert [chat._replace(usual_tokens=usual).least_room for usual in (None, 20, 80)] == [50, 20, 50]
