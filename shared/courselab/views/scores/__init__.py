"""How good a model is: confusion, errors by tag, scores with their spread, intervals, learning curves."""
