"""rewrite: negatives of captions, by rules and by an LLM that writes only the hole."""
