"""What several tests need: notebooks, kernels' own folders, pictures, the answers to exercises."""
