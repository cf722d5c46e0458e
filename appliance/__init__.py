"""The product without any framework. Start at `pipeline.py`: it puts the steps in order."""

__version__ = "0.1.0"
