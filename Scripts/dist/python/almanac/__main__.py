"""``python -m almanac``: the program, where it is not on the PATH."""
import os
import sys

from ._program import AlmanacError, program

try:
    os.execv(program(), ["almanac", *sys.argv[1:]])
except (AlmanacError, OSError) as error:
    sys.exit(f"almanac: {error}")
