"""The wing that runs notebooks: catalogue, kernels, batches of runs, and the command `courselab`."""
