"""Resolve coreference by rules: find which words of a caption refer to the same thing.

`mentions` reads nouns and pronouns off the parse; `chains` joins those that refer to the same thing. Both are rules over spaCy's parse and
the lexicon, computed once per caption. `families/follow.py` uses them, so that an edit reaches every mention of what it changes.
"""

from hardneg.discourse.chains import Chain, chain_of, chains
from hardneg.discourse.mentions import sentence_numbers
from hardneg.discourse.pronouns import accepts, pronoun_edit

__all__ = ["Chain", "accepts", "chain_of", "chains", "pronoun_edit", "sentence_numbers"]
