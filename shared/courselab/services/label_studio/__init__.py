"""Label Studio: the server, who may log in to it, and the labels out of its exports. Taught in c1w3-lab1."""
