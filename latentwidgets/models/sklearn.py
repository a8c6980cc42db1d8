"""scikit-learn transformers with an inverse, known by their methods."""

import sys
from typing import Any

from latentwidgets.exceptions import ModelError
from latentwidgets.models.numpy_backend import NumpyBackend


def is_transformer(model: object) -> bool:
    """Whether `model` can transform and go back."""
    return all(callable(getattr(model, name, None)) for name in ("transform", "inverse_transform"))


def adapt(model: Any, *, seed: int) -> NumpyBackend:
    """Adapt a fitted transformer.

    Raises
    ------
    ModelError
        Where it is not fitted.
    """
    _check_fitted(model)
    n_features = getattr(model, "n_features_in_", None)
    return NumpyBackend(
        name=type(model).__name__,
        decode=model.inverse_transform,
        encode=model.transform,
        hashed=model,
        seed=seed,
        sample_shape=(int(n_features),) if n_features else None,
    )


def _check_fitted(model: Any) -> None:
    if "sklearn" not in sys.modules or not hasattr(model, "fit"):
        return
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(model)
    except NotFittedError as error:
        name = type(model).__name__
        raise ModelError(f"{name} is not fitted: call its fit(data) first.") from error
    except TypeError:  # no estimator of scikit-learn, though it has a fit
        return
