"""The command adlab of this checkout, for a subprocess: python -m tests.tools.command …"""

from adlab.course.cli import main

if __name__ == "__main__":
    main()
