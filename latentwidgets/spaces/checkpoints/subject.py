"""A copy of a model and some data, to be looked at with the weights of any checkpoint."""

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import MissingEncoderError, ModelError, OptionError
from latentwidgets.models.filling import fill
from latentwidgets.spaces.contents import EncodedContents
from latentwidgets.spaces.data import open_source
from latentwidgets.spaces.encoding import Encoding
from latentwidgets.spaces.intake import intake_for
from latentwidgets.spaces.parts import Parts
from latentwidgets.spaces.space import LatentSpace

if TYPE_CHECKING:
    from latentwidgets.spaces.items import Batch
    from latentwidgets.spaces.sources import Source

__all__ = ["Subject", "modules_of", "weights_of"]

ONE_ARCHITECTURE = (
    "checkpoints of one timeline are of one architecture; compare two models with SpaceComparison."
)


class Subject:
    """A copy of a model on the CPU, with a fixed part of the data.

    Parameters
    ----------
    model
        A torch module, or a pair (encoder, decoder) of them.
    data
        What is encoded; of a lone generator, the real samples that its outputs are held against.
    labels, attributes
        As of `LatentSpace`, one value for each sample of the data.
    most
        How many of the data, spread evenly over them, or codes of the prior.
    **options
        Of `LatentSpace`.

    Raises
    ------
    ModelError
        The model is no torch module, or cannot be copied.
    OptionError
        The data can be read once only.
    """

    def __init__(
        self,
        model: Any,
        data: Any = None,
        *,
        labels: Any = None,
        attributes: Any = None,
        most: int = 300,
        **options: Any,
    ) -> None:
        self._model = _copied(model)
        self._modules = modules_of(self._model)
        options = {"device": "cpu", "name": type(_first(model)).__name__, **options}
        options |= {"progress": False, "n_samples": most}
        self._labels, self._attributes = labels, attributes
        self.real: NDArray[np.float32] | None = None
        chosen = None
        if data is not None:
            source = open_source(data)
            if not source.repeatable:
                raise OptionError(
                    "The data can be read once only, and every checkpoint encodes them: give a "
                    "list, an array, a Dataset or a DataLoader."
                )
            chosen, self._labels, self._attributes = _part(source, labels, attributes, most)
        self._template = self._make(chosen, options)

    @property
    def encodes(self) -> bool:
        """Whether the data are encoded; else codes are drawn."""
        return self._template.from_data

    def at(self, state: Mapping[str, NDArray[Any]], said: str) -> LatentSpace:
        """Return the space of the model with other weights; the one before is no more.

        Parameters
        ----------
        state
            Weights by name.
        said
            Which these are, for an error.

        Raises
        ------
        ModelError
            They do not fit.
        """
        import torch

        for prefix, module in self._modules.items():
            tensors = {
                name.removeprefix(prefix): torch.from_numpy(np.ascontiguousarray(value))
                for name, value in state.items()
                if name.startswith(prefix)
            }
            try:
                fill(module, tensors, said)
            except ModelError as error:
                raise ModelError(f"{str(error).removesuffix('.')}: {ONE_ARCHITECTURE}") from error
        parts = self._template.parts
        if not self.encodes:
            return self._template
        encoding = Encoding(self._source, parts.intake, parts.batcher, progress=False)
        contents = EncodedContents(encoding, self._labels, self._attributes)
        return LatentSpace.from_parts(
            Parts(parts.model, parts.batcher, parts.intake, contents, parts.seed)
        )

    def _make(self, chosen: "Batch | None", options: dict[str, Any]) -> LatentSpace:
        if chosen is None:
            return LatentSpace(self._model, **options)
        self._source = open_source(chosen.samples)
        try:
            return LatentSpace(
                self._model,
                chosen.samples,
                labels=self._labels,
                attributes=self._attributes,
                **options,
            )
        except MissingEncoderError:
            space = LatentSpace(self._model, **options)
            intake = intake_for(space.modality, chosen.samples, None)
            self.real = intake.for_page(chosen.samples)
            return space


def modules_of(model: Any) -> dict[str, Any]:
    """Return the torch modules of a model, by what their weights' names begin with.

    Raises
    ------
    ModelError
        There are none.
    """
    if _is_module(model):
        return {"": model}
    if isinstance(model, tuple | list) and model and all(map(_is_module, model)):
        return {f"{place}.": module for place, module in enumerate(model)}
    raise ModelError(
        f"A {type(model).__name__} has no weights that can be kept: give a torch module, or a pair "
        "(encoder, decoder) of them."
    )


def weights_of(model: Any) -> dict[str, NDArray[Any]]:
    """Copy the weights of a model to arrays; half precision is widened."""
    found: dict[str, NDArray[Any]] = {}
    for prefix, module in modules_of(model).items():
        for name, tensor in module.state_dict().items():
            value = tensor.detach().to("cpu", copy=True)
            if value.is_floating_point() and value.element_size() < 4:
                value = value.float()  # NumPy has no bfloat16
            found[prefix + name] = value.numpy()
    return found


def _is_module(value: Any) -> bool:
    return all(hasattr(value, name) for name in ("state_dict", "load_state_dict", "parameters"))


def _first(model: Any) -> Any:
    return next(iter(modules_of(model).values()))


def _copied(model: Any) -> Any:
    modules_of(model)
    try:
        made = copy.deepcopy(model)
    except Exception as error:
        raise ModelError(
            f"{type(_first(model)).__name__} cannot be copied ({type(error).__name__}: {error}), "
            "and a checkpoint is looked at in a copy, beside the training: keep no tensor in it "
            "that needs a gradient and is no parameter, such as a loss."
        ) from error
    for module in modules_of(made).values():
        module.to("cpu")
        module.eval()
        for parameter in module.parameters():
            parameter.grad = None
    return made


def _part(source: "Source", labels: Any, attributes: Any, most: int) -> tuple["Batch", Any, Any]:
    """Choose samples spread evenly over the data, with what is known of each."""
    from latentwidgets.spaces.labels import normalise_attributes, normalise_values

    n = source.n_samples
    assert n is not None  # noqa: S101  all that can be read twice have a length
    rows = np.unique(np.linspace(0, max(0, n - 1), min(n, most)).astype(np.int64))
    batch = source.pick(rows)
    told = batch.labels if labels is None else normalise_values(labels)[rows]
    columns = {name: values[rows] for name, values in normalise_attributes(attributes).items()}
    return batch, told, columns or None
