"""What devices say of themselves on the school's network: which there are, where, and which names they ask for.

A process of its own: it hears everything on the wire, so it has no right but a few raw sockets. `capture` takes frames
from the kernel, which drops nearly all; `addresses`, `leases`, `announced` and `asked` read them; `table` knows what
was told to `core` already; `devices` says what kind of device it is.
"""
