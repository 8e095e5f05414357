"""The digit detector: the model that c1w1-lab1 trains, and the service around it that c1w1-lab2 calls."""
