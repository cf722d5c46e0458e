"""Paper: what is printed and filed. HTML becomes a PDF in a process of its own (decision 0030)."""

from appliance.paper.sheet import Sheet, print_pdf

__all__ = ["Sheet", "print_pdf"]
