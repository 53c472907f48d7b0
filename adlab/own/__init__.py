"""An engine of your own, stepped: it runs beside adlab, and is shown in the same player.

- `foreign`: which of its names mean what; `watching`: what it does, followed as it runs;
- `run`, `sweep`: its run and its sweep, read from what was seen;
- `stepping`: `adlab.step_with`, the player of it.
"""
