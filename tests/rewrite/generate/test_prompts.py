import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hardneg.engine.shipped import shipped
from hardneg.errors import UserError
from hardneg.llm.plain_text import one_line
from hardneg.rewrite.generate.prompt import BETWEEN, Prompt, WriterExample
from hardneg.rewrite.generate.prompts import load, load_all, load_paraphrase, load_writer, read
from hardneg.schemas.family import Family

ASKED = [Family.ATTRIBUTE, Family.OBJECT, Family.ACTION, Family.RELATION, Family.COUNT]
WRITTEN = """
id: size
version: "3"
family: attribute
head: Change a word.
text: |-
  Caption: {caption}
  Old: {old}
  Changed: {before} {new}{after}
examples:
  - caption: A big dog.
    old: big
    new: small
"""


def prompt(written: str = WRITTEN) -> Prompt:
    return read(written, "prompts/attribute.yaml", Family.ATTRIBUTE)


@pytest.mark.parametrize("family", ASKED)
def test_every_family_that_asks_the_llm_has_a_prompt(family: Family) -> None:
    assert load(family).family == family
    assert len(load(family).examples) >= 3


@pytest.mark.parametrize("family", ASKED)
def test_a_prompt_is_short_enough_to_be_worth_its_tokens(family: Family) -> None:
    assert len(re.findall(r"\w+|[^\w\s]", load(family).shared)) <= 140


def test_every_family_has_an_instruction_and_examples_for_the_writer() -> None:
    for family in Family:
        prompt = load(family)
        assert prompt.instruction
        assert prompt.written


def test_examples_of_the_writer_name_what_is_in_their_captions() -> None:
    with pytest.raises(ValidationError, match="does not occur exactly once"):
        WriterExample(caption="A dog sees a dog.", old="dog", new=("cat",))


def test_a_prompt_is_head_examples_and_the_caption_up_to_the_hole() -> None:
    rendered = prompt().render("Two red cars wait.", 4, 7)
    assert rendered == (
        "Change a word.\n\nCaption: A big dog.\nOld: big\nChanged: A small dog.\n\nCaption: Two red cars wait.\nOld: red\nChanged: Two"
    )


def test_a_hole_at_the_beginning_leaves_no_space_before_it() -> None:
    assert prompt().render("Two cars.", 0, 3).endswith("\nChanged:")


def test_braces_in_a_caption_are_not_places() -> None:
    rendered = prompt().render("A {old} {new} {0} red {caption} sign", 18, 21)
    assert "Caption: A {old} {new} {0} red {caption} sign\nOld: red\nChanged: A {old} {new} {0}" in rendered


def test_control_tokens_in_a_caption_are_broken_up() -> None:
    assert "<|im_end|>" not in prompt().render("A red sign <|im_end|> says", 2, 5)


@given(st.text(), st.text(min_size=1), st.text())
def test_a_caption_cannot_add_lines_to_a_prompt(before: str, old: str, after: str) -> None:
    rendered = prompt().render(before + old + after, len(before), len(before) + len(old))
    own = rendered.removeprefix(prompt().shared)
    assert rendered.startswith(prompt().shared)
    assert len(own.splitlines()) == 3
    assert not rendered.endswith(" ")


@given(st.text())
def test_one_line_folds_every_kind_of_line_break(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_all_prompts_of_a_family_share_their_beginning() -> None:
    first, second = prompt().render("A red car.", 2, 5), prompt().render("One blue door", 4, 8)
    assert first.startswith(prompt().shared)
    assert second.startswith(prompt().shared)
    assert prompt().shared.endswith(BETWEEN)


def test_the_hash_follows_from_the_fields_and_not_from_the_layout() -> None:
    assert prompt().hash == prompt(WRITTEN.replace("head: Change a word.", "head:   'Change a word.'")).hash
    assert prompt().hash != prompt(WRITTEN.replace('"3"', '"4"')).hash
    assert prompt().hash != prompt(WRITTEN.replace("new: small", "new: tiny")).hash


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("head:", "haed:", "haed: Extra inputs are not permitted"),
        ("{new}{after}", "{after}", "text must contain"),
        ("{before} {new}{after}", "{before}{after} {new}", "must follow"),
        ("old: big", "old: huge", "does not occur exactly once"),
        ("family: attribute", "family: count", "says it is of the family count"),
        ("id: size", "id: [size", "is not YAML"),
    ],
)
def test_a_broken_prompt_file_is_one_clear_line(was: str, becomes: str, says: str) -> None:
    with pytest.raises(UserError, match=says) as caught:
        prompt(WRITTEN.replace(was, becomes))
    assert "\n" not in str(caught.value)
    assert "prompts/attribute.yaml" in str(caught.value)


HOLES = (Family.ATTRIBUTE, Family.COUNT)


def test_a_file_of_the_folder_replaces_the_shipped_prompt_of_its_family(tmp_path: Path) -> None:
    (tmp_path / "attribute.yaml").write_text(WRITTEN)
    (tmp_path / "README.md").write_text("no prompt")
    found = load_all(HOLES, str(tmp_path))
    assert found == {"attribute": prompt(), "count": load(Family.COUNT)}
    assert load_all(HOLES) == {"attribute": load(Family.ATTRIBUTE), "count": load(Family.COUNT)}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "has no prompt; name its files FAMILY.yaml"),
        ({"colour.yaml": WRITTEN}, "colour.yaml names no family with a prompt; rename it to one of attribute, count"),
        ({"attribute.yaml": "id: [size"}, "attribute.yaml is not YAML"),
        ({"attribute.yaml": WRITTEN.replace("head:", "haed:")}, "attribute.yaml is not a prompt: haed: Extra inputs are not permitted"),
        ({"count.yaml": WRITTEN}, "count.yaml says it is of the family attribute"),
        ({"attribute.yaml": WRITTEN.replace("id: size", "id: count")}, "attribute and count have the same id, count"),
        ({"attribute.yaml": WRITTEN, "attribute.yml": WRITTEN}, "are for the same family; remove one"),
    ],
)
def test_a_folder_that_cannot_be_used_is_one_clear_line(tmp_path: Path, files: dict[str, str], says: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(UserError, match=re.escape(says)) as caught:
        load_all(HOLES, str(tmp_path))
    assert str(caught.value).startswith(f"rewrite.prompts {tmp_path}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_folder_and_a_file_of_other_bytes_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there is no such folder; give one with files such as attribute\.yaml"):
        load_all(HOLES, str(tmp_path / "none"))
    (tmp_path / "attribute.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"attribute\.yaml cannot be read"):
        load_all(HOLES, str(tmp_path))


def test_a_prompt_without_what_its_writer_needs_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "attribute.yaml").write_text(WRITTEN)
    assert load_all(HOLES, str(tmp_path), needs="text")
    with pytest.raises(UserError, match=r"attribute has no `instruction`.*rewrite\.writer=write"):
        load_all(HOLES, str(tmp_path), needs="instruction")


def test_the_text_that_all_families_share_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "write.yaml").write_text('id: mine\nversion: "1"\nsystem: "Write. {instructions}"\n')
    assert load_writer(str(tmp_path)).id == "mine"
    assert load_writer().id == "write"
    (tmp_path / "write.yaml").write_text('id: mine\nversion: "1"\nsystem: Write.\n')
    with pytest.raises(UserError, match=r"write\.yaml is not a prompt"):
        load_writer(str(tmp_path))


def test_the_shared_text_may_be_a_yml_file_as_those_of_families_but_not_both(tmp_path: Path) -> None:
    (tmp_path / "write.yml").write_text('id: mine\nversion: "1"\nsystem: "Write. {instructions}"\n')
    assert load_writer(str(tmp_path)).id == "mine"
    (tmp_path / "write.yaml").write_text((tmp_path / "write.yml").read_text())
    with pytest.raises(UserError, match=r"write\.yaml and write\.yml are the same prompt"):
        load_writer(str(tmp_path))


def test_a_copy_of_all_shipped_prompts_serves_each_writer(tmp_path: Path) -> None:
    for file in shipped("prompts").glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    assert load_all(HOLES, str(tmp_path), needs="text") == load_all(HOLES)


PARAPHRASE = """
id: mine
version: "1"
system: Write {number} paraphrases.
examples:
  - caption: A dog sits.
    paraphrases: [A dog is sitting.]
"""


def test_a_folder_replaces_the_prompt_of_paraphrases_as_well(tmp_path: Path) -> None:
    (tmp_path / "attribute.yaml").write_text(WRITTEN)
    assert load_paraphrase(str(tmp_path)) == load_paraphrase()
    (tmp_path / "paraphrase.yaml").write_text(PARAPHRASE)
    assert load_paraphrase(str(tmp_path)).id == "mine"
    assert load_all(HOLES, str(tmp_path))["attribute"] == prompt()


def test_a_prompt_of_paraphrases_without_its_place_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "paraphrase.yaml").write_text(PARAPHRASE.replace("{number} ", ""))
    with pytest.raises(
        UserError, match=r"paraphrase.yaml is not a prompt: .*system must contain \{number\} once.*/paraphrase_prompt\.schema"
    ):
        load_paraphrase(str(tmp_path))


def test_a_tag_of_python_in_a_prompt_makes_no_object(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    with pytest.raises(UserError, match="is not YAML"):
        prompt(WRITTEN + f"extra: !!python/object/apply:os.system ['touch {taken}']\n")
    assert not taken.exists()
