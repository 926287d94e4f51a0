"""Model names, folders and hub ids: resolve them, check their weights, and pin their revisions."""
