"""Resolve model names, folders and hub ids, check their weights, and determine their revisions."""
