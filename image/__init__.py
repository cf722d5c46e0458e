"""Makes what is written onto a box's disk, and the bundles by which a box updates itself: `python -m image x86`.

| module | makes |
|---|---|
| `debian` | stage 1: Debian with its kernel as a tar, kept by a hash of what it is made from |
| `root` | the root of a box from that: sources, their packages, `site.yml`, and what only an image has (`files/`) |
| `layout`, `disk` | the disk: which parts it has, and the file |
| `esp` | the part that the machine's firmware reads: Debian's signed GRUB, which picks slot A or B |
| `bundle`, `signing` | an update, signed |
| `bill` | what is in it (CycloneDX) |
| `same` | says in what two builds differ |
"""
