"""What people see: numbers, formulas, pictures, tables and the player, all made from the engine."""
