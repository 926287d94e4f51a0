"""Let an LLM write proposals: one request for each caption, answered under a JSON schema, checked as those of the lexicon are."""
