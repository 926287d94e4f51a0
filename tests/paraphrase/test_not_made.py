"""Paraphrases that changed the meaning or were ungrammatical are not made, by kind, and others still are."""

from types import ModuleType

import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase import attribute_clauses, converse, coordination, definiteness, deletion, existential, numbers, passive, verb_forms
from hardneg.paraphrase.lexical import synonyms


def made(parse: Parse, kind: ModuleType, caption: str) -> list[str | None]:
    sentence = parse(caption)
    return texts(sentence, kind.changes if hasattr(kind, "changes") else kind.orders)


@pytest.mark.parametrize(
    ("kind", "caption", "not_made"),
    [
        (definiteness, "The news is on a screen.", "A news is on a screen."),
        (definiteness, "A truck makes a left turn.", "A truck makes the left turn."),
        (definiteness, "A woman taking a bite of an apple.", "A woman taking the bite of an apple."),
        (definiteness, "The land behind the barn.", "A land behind the barn."),
        (definiteness, "A barn has a window above the door.", "A barn has the window above the door."),
        (attribute_clauses, "His black hair is wet.", "His hair that is black is wet."),
        (attribute_clauses, "A goat runs across the green field at noon.", "A goat runs across the field that is green at noon."),
        (attribute_clauses, "A light brown goat stands.", "A light goat that is brown stands."),
        (attribute_clauses, "A bench in a Victorian style room.", "A bench in a style room that is victorian."),
        (deletion, "Light brown goat running on a hill.", "Light goat running on a hill."),
        (deletion, "A middle aged man on a hill.", "A middle man on a hill."),
        (deletion, "A red and black scarf on a hook.", "A red and scarf on a hook."),
        (verb_forms, "A bowl holds three eggs.", "A bowl is holding three eggs."),
        (verb_forms, "Two ridges divide the field.", "Two ridges are dividing the field."),
        (converse, "A girl on a field with a bat.", "A field with a bat with a girl on it."),
        (converse, "summer holidays in the hills", "the hills with summer holidays in them"),
        (passive, "A store room holds three sinks.", "Three sinks are held by a store room."),
        (passive, "A girl wears a hat with feathers.", "A hat is worn with feathers by a girl."),
        (numbers, "Six or seven goats on a hill.", "Six or 7 goats on a hill."),
        (existential, "A village street at night with lamps.", "A village street is at night with lamps."),
        (existential, "Images from a party at a school.", "A photo of images from a party at a school."),
        (existential, "Wooden Ladder with Five Steps", "A Photo of Wooden Ladder with Five Steps"),
        (synonyms, "Trucks and buses on a bridge.", "Trucks and vehicles on a bridge."),
        (synonyms, "Two men eating on a boat.", "Two men consuming on a boat."),
        (synonyms, "A boy jumps a bunch of times.", "A boy jumps some times."),
        (definiteness, "A goat looking a the lake.", "A goat looking an a lake."),
        (definiteness, "A lamp shows a little light on a wall.", "A lamp shows the little light on a wall."),
        (definiteness, "A rider pats the throat of a mule.", "A rider pats a throat of a mule."),
        (definiteness, "A goat under the top shelf.", "A goat under a top shelf."),
        (attribute_clauses, "A man with a red satchel.", "A man wearing a red satchel."),
        (attribute_clauses, "A white goat and another brown goat.", "A white goat and another goat that is brown."),
        (attribute_clauses, "Harlow Go Red Women Yellow Cardigan", "Harlow Go Women Yellow Cardigan That Is Red"),
        (deletion, "A girl with red hair on a swing.", "A girl with hair on a swing."),
        (deletion, "A white bowl beside another blue bowl.", "A bowl beside another blue bowl."),
        (deletion, "A long haired goat on a hill.", "A haired goat on a hill."),
        (deletion, "A cook near many soda and beer cans.", "A cook near many soda."),
        (numbers, "Three of the five goats eat.", "Three of the 5 goats eat."),
        (deletion, "Harlow Women White Dial Watch", "Harlow Women Dial Watch"),
        (deletion, "A family enjoying a day at the lake.", "A family enjoying a day."),
        (verb_forms, "A herder and a girl sitting on a dock.", "A herder and a girl who is sitting on a dock."),
        (verb_forms, "A red barn stands out on a hill.", "A red barn is standing out on a hill."),
        (verb_forms, "A goat stands in the mud and pants.", "A goat is standing in the mud and pants."),
        (verb_forms, "A baby is wearing a mask and laughing.", "A baby wears a mask and laughing."),
        (converse, "A red bag on the ground in a barn.", "A barn with a red bag on the ground in it."),
        (converse, "A tall heron standing next to a tree stump.", "A tree stump near a tall heron standing."),
        (existential, "A lecture on painting your door.", "A lecture is on painting your door."),
        (existential, "A man and child kayak through calm waters.", "There is a man and child kayak through calm waters."),
        (existential, "A man wearing a yellow shirt standing near a barn.", "A man is wearing a yellow shirt standing near a barn."),
        (existential, "A stone barn sits beside a lane.", "A stone barn is placed beside a lane."),
        (converse, "A white sink sitting underneath a round mirror.", "A round mirror above a white sink that is sitting."),
        (converse, "A crowd standing on top of a sandy beach.", "A sandy beach under a crowd."),
        (converse, "A goat standing on a hill with clouds behind it.", "A hill with clouds behind it with a goat standing on it."),
        (passive, "A goat bleats three times.", "Three times are bleated by a goat."),
        (passive, "Two women shaking hands.", "Hands being shaken by two women."),
        (passive, "A girl wearing a cap riding a mule.", "A cap riding a mule worn by a girl."),
        (coordination, "A rope around a tree and a watering can.", "A rope around a watering and a tree can."),
        (existential, "Signs showing the way to a farm.", "Signs are showing the way to a farm."),
        (existential, "A girl in a red coat holding a lamb.", "A girl is in a red coat holding a lamb."),
        (existential, "Two cartoon goats on a hill.", "A photo of two cartoon goats on a hill."),
        (existential, "A tour through a castle.", "A tour is through a castle."),
        (existential, "white keyboard", "the photo shows white keyboard"),
        (existential, "Three piece bathroom with a tub.", "The photo shows three piece bathroom with a tub."),
    ],
)
def test_what_is_no_true_rewording_is_not_made(parse: Parse, kind: ModuleType, caption: str, not_made: str) -> None:
    assert not_made not in made(parse, kind, caption)


@pytest.mark.parametrize(
    ("kind", "caption", "text"),
    [
        (definiteness, "A goat on the bench.", "The goat on the bench."),
        (attribute_clauses, "A black goat stands.", "A goat that is black stands."),
        (deletion, "A small goat on a hill.", "A goat on a hill."),
        (verb_forms, "A man holds three eggs.", "A man is holding three eggs."),
        (verb_forms, "A truck stops near a barn.", "A truck is stopping near a barn."),
        (converse, "A goat on a bench.", "A bench with a goat on it."),
        (passive, "A girl holds three eggs.", "Three eggs are held by a girl."),
        (numbers, "A man with six goats on a hill .", "A man with 6 goats on a hill ."),
        (deletion, "Black Goat On A Hill", "Goat On A Hill"),
        (verb_forms, "Man Standing On A Hill", "Man Who Is Standing On A Hill"),
        (existential, "A Goat On A Hill", "There Is A Goat On A Hill"),
    ],
)
def test_true_rewordings_are_made_beside_them(parse: Parse, kind: ModuleType, caption: str, text: str) -> None:
    assert text in made(parse, kind, caption)
