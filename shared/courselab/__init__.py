"""Course labs for machine learning in production, and the package that carries them.

Two wings: what a notebook imports (`lab`, `check`, `data`, `views`, `services`), and `runner`, which runs notebooks.
The first never imports the second.
"""

__version__ = "0.1.0"
