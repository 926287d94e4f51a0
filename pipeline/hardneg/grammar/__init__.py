"""English grammar for the families: words and their heads, lemmas, inflection, articles and capitals."""
