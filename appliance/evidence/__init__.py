"""Pictures from helpers: sealed where they are written, drawn anew where they are looked at (decision 0036)."""
