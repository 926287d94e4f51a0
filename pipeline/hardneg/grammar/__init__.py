"""English as the families need it: words and their heads, lemmas, inflection, articles, capitals."""
