"""`python -m hardneg` is `hardneg`."""

from hardneg.cli import main

main()
