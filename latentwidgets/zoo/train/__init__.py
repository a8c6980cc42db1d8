"""What trained the built-in models: ``python -m latentwidgets.zoo.train digits/vae``.

`recipes` holds the settings, `loop` trains, `evaluation` measures and `card` writes the model
card with what was measured.
"""
