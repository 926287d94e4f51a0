"""Replace words and set phrases by synonyms that fit their context."""
