"""The figures: Lollipop beside its peers, side by side in one run, in network namespaces of its own.

`make bench` prints the table and writes `build/bench.json`. `place` makes the network, `site` the small internet,
`peers` what stands in the box, `load` the clients, `works` and `box_works` what is measured.
"""
