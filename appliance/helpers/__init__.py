"""`helpers`: what small programs on pupils' devices tell and are told (docs/decisions/0035-helpers.md)."""
