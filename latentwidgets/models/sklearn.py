"""scikit-learn transformers with an inverse, known by their methods."""

from typing import Any

from latentwidgets.models.numpy_backend import NumpyBackend


def is_transformer(model: object) -> bool:
    """Whether `model` can transform and go back."""
    return all(callable(getattr(model, name, None)) for name in ("transform", "inverse_transform"))


def adapt(model: Any, *, seed: int) -> NumpyBackend:
    """Adapt a fitted transformer."""
    n_features = getattr(model, "n_features_in_", None)
    return NumpyBackend(
        name=type(model).__name__,
        decode=model.inverse_transform,
        encode=model.transform,
        hashed=model,
        seed=seed,
        sample_shape=(int(n_features),) if n_features else None,
    )
