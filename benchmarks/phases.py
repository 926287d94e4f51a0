"""Give benchmarks of whole runs the settings for rules alone, and code for a fresh process that adds up the seconds of phases."""

RULES = ("rewrite.writer=lexicon", "filter.match.text_model=null", "rewrite.balance.text_model=null", "run.progress=none")

TIMED = """
spent = {}

def timed(phase, function):
    def call(*arguments, **named):
        began = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[phase] = spent.get(phase, 0.0) + time.perf_counter() - began
    return call
"""
"""Defines `timed(phase, function)`, which adds the seconds of each call to `spent[phase]`. `time` must be imported."""
