"""The networks of the built-in models: plain PyTorch modules, one family a file.

These modules need PyTorch at import: the rest of the zoo imports them inside its functions.
"""
