"""Represent a caption before it is text: phrases in clauses, whose words can be exchanged one by one."""

from typing import NamedTuple

from hardneg.grammar.articles import article_for
from hardneg.scenes.scene_words import NUMBERS, plural


class PhraseWord(NamedTuple):
    """A `PhraseWord` is a word with the attribute and value that it expresses; a value of None expresses nothing (`shape`).

    Nouns of photographed things have their plural; those of drawn shapes are regular.
    """

    attribute: str
    value: str | None
    text: str
    plural: str = ""


class Phrase(NamedTuple):
    """A `Phrase` is a noun phrase. `number` follows from its determiner: 0 for a bare plural, 1 for a, one and the."""

    determiner: str
    number: int
    before: tuple[PhraseWord, ...]
    noun: PhraseWord
    after: tuple[PhraseWord, ...] = ()

    @property
    def many(self) -> bool:
        """Return whether its noun and verb are plural."""
        return self.number != 1

    def __str__(self) -> str:
        first = self.before[0].text if self.before else self.noun.text
        noun = (self.noun.plural or plural(self.noun.text)) if self.many else self.noun.text
        determiner = self.determiner
        if determiner == "a":
            determiner = article_for(first) if self.noun.plural else "an" if first[0] in "aeio" else "a"
        words = [determiner] if determiner else []
        words.extend(word.text for word in self.before)
        words.append(noun)
        if self.after:
            words.append("that are" if self.many else "that is")
            words.append(listed([word.text for word in self.after]))
        return " ".join(words)

    def counted(self, number: int, digits: bool = False) -> "Phrase":
        """Return the same phrase with another number."""
        return self._replace(determiner=str(number) if digits else NUMBERS[number], number=number)


class Clause(NamedTuple):
    """A `Clause` is a template with its phrases, a relation by name and word, and predicate adjectives."""

    kind: str
    template: str
    phrases: tuple[Phrase, ...]
    relation: str = ""
    relation_text: str = ""
    predicate: tuple[PhraseWord, ...] = ()

    def __str__(self) -> str:
        texts = [str(phrase) for phrase in self.phrases]
        many = self.phrases[0].many
        return self.template.format(
            *texts,
            list=listed(texts),
            be="are" if many else "is",
            are="are" if many or len(texts) > 1 else "is",
            s="" if many else "s",
            es="" if many else "es",
            rel=self.relation_text,
            adj=listed([word.text for word in self.predicate]),
        )


class Statement(NamedTuple):
    """A `Statement` is a caption: its clauses, their conjunction, the form of the sentence, and the nouns of its scene's language."""

    clauses: tuple[Clause, ...]
    joint: str = ", and "
    background: str = ""
    capital: bool = True
    stop: bool = True
    nouns: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = self.joint.join(str(clause) for clause in self.clauses)
        if self.background:
            article = "an" if self.background[0] in "aeio" else "a"
            text += f" on {article} {self.background} background"
        if self.capital:
            text = text[0].upper() + text[1:]
            if self.joint == ". " and len(self.clauses) > 1:
                head, tail = text.split(". ", 1)
                text = f"{head}. {tail[0].upper()}{tail[1:]}"
        return text + "." if self.stop else text


def with_clause(statement: Statement, place: int, clause: Clause) -> Statement:
    """Return the statement with another clause in that position."""
    return statement._replace(clauses=(*statement.clauses[:place], clause, *statement.clauses[place + 1 :]))


def listed(texts: list[str]) -> str:
    """Join phrases as `a`, `a and b`, or `a, b and c`."""
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1] if texts else ""
