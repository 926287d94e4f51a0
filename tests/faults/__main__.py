"""Run `faults.program`: `PYTHONPATH=.:tests python -m faults 100 1`."""

import sys

from faults.program import main

sys.exit(main())
