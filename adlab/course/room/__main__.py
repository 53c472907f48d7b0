"""`python -m adlab.course.room`: the process that holds a class, as `adlab class` starts it.

It is a process of its own so that it is small. The key comes from ADLAB_CLASS_KEY, since arguments
can be read by others on the machine.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import uvicorn

from adlab.course.room.service import application
from adlab.course.room.store import Store


def main() -> None:
    """Serve until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m adlab.course.room")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--prefix", default="")
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--keep", type=float, required=True, help="hours")
    asked = parser.parse_args()
    key = os.environ["ADLAB_CLASS_KEY"]
    app = application(Store(asked.file), key, asked.prefix, asked.keep * 3600.0)
    # One process: the state of the rooms is in its memory.
    uvicorn.run(app, host=asked.host, port=asked.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
