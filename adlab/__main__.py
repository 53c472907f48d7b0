"""``python -m adlab`` is the command ``adlab``."""

from adlab.course.cli import main

if __name__ == "__main__":
    main()
