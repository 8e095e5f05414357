"""The data sets: a module or a folder each, found by its name, with its source, licence, loader and faults in it.

A new file here that declares `DATASET = Dataset(__name__, ...)` is a new data set.
"""
