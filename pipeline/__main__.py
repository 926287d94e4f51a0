"""`python -m pipeline` is `hardneg`."""

from pipeline.cli import main

main()
