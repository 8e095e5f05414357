"""Series over time: the windows cut out of them, and directions on a compass."""
