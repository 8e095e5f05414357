"""How training goes: curves of its metrics by epoch."""
