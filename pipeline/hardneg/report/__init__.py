"""The page about a run: what came in, what came out, what was stopped and why, what is known of it, and samples to look at."""
