"""Lays pages out in a process of its own: the compiler keeps what it laid out for as long as it lives.

Run as a script (``python -I typst_worker.py``): it imports nothing of the house. Standard input is JSON, the
arguments of ``typst.compile``; the file comes out of standard output, a refusal of the compiler out of
standard error with the code ``REFUSED``.
"""

import json
import sys

REFUSED = 3


def main() -> int:
    """Compile what standard input asks for."""
    import typst

    asked = json.load(sys.stdin.buffer)
    try:
        made = typst.compile(**asked)
    except typst.TypstError as error:
        sys.stderr.write(str(error.message))
        return REFUSED
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
