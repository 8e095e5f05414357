"""Many notebooks: `plan` decides, `run` starts workers, `engine` executes, `meter` weighs, `journal` keeps,
`report` tells.
"""
