"""Helpers on pupils' devices: a program on a computer (`desktop`), an extension of a browser (`chrome`)."""
