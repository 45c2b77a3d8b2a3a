"""`python -m gridapp`: the command line without Qt."""

import sys

from gridapp.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
