"""Pictures for notebooks: each function returns a `View`, a figure with the same facts in words.

A folder is a topic, a module in it one view or what several share; `__init__.pyi` lists the views, a line each. They
are loaded on first use: `from courselab import views` costs nothing. A new view is a module with a `@styled` function
in the folder of its topic, and the line in the stub that `make contract` prints.
"""

from courselab.ground.exports import from_stub

__getattr__, __dir__, __all__ = from_stub(__name__, __file__)
