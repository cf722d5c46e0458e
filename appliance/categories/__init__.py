"""What hosts are about: lists from elsewhere, a small one of our own, and licensed lists of what is illegal.

A list is read by its importer, built into one file that all workers map into memory, and looked up by host.
"""
