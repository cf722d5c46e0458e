"""The machine under Lollipop: its versions, its backup, its sticks, its switches. The one part besides `network` that
runs as root, and takes a few typed commands from `core` alone."""
