"""The ``hirfa`` command."""

import os

# numpy's products here are too small to share out, and its threads that wait for each other double
# the processor time; OpenBLAS reads this once, when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from service.cli.main import main  # after the line above, which must come first

__all__ = ["main"]
