"""What people see: numbers, formulas, pictures, tables and the player, all made from the engine.

In the order of reading: `said`, `replay`, `drawn`, `tables`, `files`, `player`.
"""
