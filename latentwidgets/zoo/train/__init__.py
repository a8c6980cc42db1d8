"""What trained the built-in models: ``python -m latentwidgets.zoo.train digits/vae``.

`catalogue` says which training belongs to which model; a family's own modules hold its settings,
train, measure on held-out data and write the model card with what was measured.
"""
