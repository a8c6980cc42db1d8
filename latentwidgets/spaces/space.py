"""The space: a model plus the encoded data, without any user interface."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path as FilePath
from threading import Event
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities import Image, Modality
from latentwidgets.models.kinds import said_of
from latentwidgets.spaces import geometry
from latentwidgets.spaces.about import About
from latentwidgets.spaces.batching import Batcher
from latentwidgets.spaces.building import check_count, make_encoding, wrap_for
from latentwidgets.spaces.contents import Contents, DrawnContents, EncodedContents
from latentwidgets.spaces.data import open_source
from latentwidgets.spaces.dimension_names import DimensionNames
from latentwidgets.spaces.directions import Directions
from latentwidgets.spaces.given import as_samples
from latentwidgets.spaces.labels import named_columns
from latentwidgets.spaces.names import Names
from latentwidgets.spaces.parts import Parts
from latentwidgets.spaces.projections import OnProgress, Projection, find_map, project
from latentwidgets.spaces.sampling import as_codes, check_indices, draw_codes

if TYPE_CHECKING:
    from latentwidgets.models.onnx import ExportedModel
    from latentwidgets.spaces.arithmetic import Computation
    from latentwidgets.spaces.diagnosis import Diagnosis
    from latentwidgets.spaces.directions import Direction, Method
    from latentwidgets.spaces.disentanglement import Disentanglement
    from latentwidgets.spaces.exporting import Precision
    from latentwidgets.spaces.inversion import Inversion, OnInversion
    from latentwidgets.spaces.paths import OnPath, Path, PathChoice, Plan
    from latentwidgets.spaces.styles import StyleGroups
    from latentwidgets.spaces.support import Confidence

__all__ = ["LatentSpace"]

Array = NDArray[np.float32]


class LatentSpace:
    """A model and the codes of data, or of its prior.

    The data are encoded when their codes are first asked for, in order, in batches. An interrupt
    or an error keeps what was encoded, and the next call goes on. Every method may be called from
    several threads.

    Parameters
    ----------
    model
        What `latentwidgets.wrap` takes, or a `LatentModel`.
    data
        An array or tensor ``(n, ...)``, a list of arrays, PIL images or texts, a torch `Dataset` or
        `DataLoader` of x, ``(x, y)`` or dicts, or an iterable of batches. Of a model that makes
        pictures, 8-bit levels and PIL images are scaled to the range of its outputs where that is
        [0, 1] or [-1, 1]; other numbers, tokens among them, are given to the model as they are.
        None: codes are drawn from the model's prior. Samples with NaN or infinite values are left
        out.
    labels
        One for each sample: numbers, booleans or text, missing ones as None or NaN. Otherwise those
        that the data hold.
    attributes
        ``{name: values}`` or a table, one value for each sample.
    modality, latent_shape, output_shape, value_range, prior, latent, truncation, device, name
        As of `latentwidgets.wrap`.
    batch_size
        ``"auto"`` or a number; halved where memory runs out.
    seed
        Of all that is drawn.
    cache
        A file ending in ``.npz`` or a folder that keeps the codes, keyed by model and data. Of a
        data set at most 256 items, spread evenly, tell it from another; of an array every byte.
    n_samples
        Number of codes drawn from the prior where there are no data.
    progress
        Whether long encodings show a bar.

    Attributes
    ----------
    source : str or None
        The Python expression that gives the space again, where it was opened or is built in.

    Raises
    ------
    DataError
        Where there are no data and no prior, or data or labels cannot be used.
    MissingEncoderError
        Where there are data and no encoder.
    ModelError, ShapeError, OptionError
        Where the model or an option cannot be used.
    """

    def __init__(  # noqa: PLR0913
        self,
        model: Any,
        data: Any = None,
        *,
        labels: Any = None,
        attributes: Any = None,
        modality: Modality | None = None,
        latent_shape: int | tuple[int, ...] | None = None,
        output_shape: tuple[int, ...] | None = None,
        value_range: tuple[float, float] | None = None,
        prior: Literal["normal", "uniform", "none"] | None = None,
        latent: Literal["z", "w", "w+"] | None = None,
        truncation: float = 1.0,
        device: str = "auto",
        batch_size: int | Literal["auto"] = "auto",
        seed: int = 0,
        cache: str | os.PathLike[str] | None = None,
        n_samples: int = 2000,
        name: str | None = None,
        progress: bool = True,
    ) -> None:
        seed = check_count(seed, "seed", least=0)
        n_samples = check_count(n_samples, "n_samples", least=1)
        source = None if data is None else open_source(data)
        wrapped, intake = wrap_for(
            model,
            source,
            modality=modality,
            latent_shape=latent_shape,
            output_shape=output_shape,
            value_range=value_range,
            prior=prior,
            latent=latent,
            truncation=truncation,
            device=device,
            seed=seed,
            name=name,
        )
        batcher = Batcher(wrapped, batch_size)
        contents: Contents
        if source is None and cache is not None:
            raise OptionError("cache= keeps the codes of data and there are none: leave it out.")
        if source is None:
            contents = DrawnContents(wrapped, n_samples, seed, labels, attributes)
        else:
            encoding = make_encoding(source, intake, batcher, cache=cache, progress=progress)
            contents = EncodedContents(encoding, labels, attributes)
        self._take(Parts(wrapped, batcher, intake, contents, seed))

    @classmethod
    def from_parts(cls, parts: Parts) -> "LatentSpace":
        """Make a space of parts that are there already, as `latentwidgets.open` does."""
        space = cls.__new__(cls)
        space._take(parts)  # noqa: SLF001  its own class's
        return space

    @property
    def parts(self) -> Parts:
        """What the space is made of, for what writes it down."""
        return Parts(
            self.model,
            self._batcher,
            self._intake,
            self._contents,
            self.seed,
            self._measured,
            self._about,
            tuple(self._directions.values()),
            self.source,
            dict(self._dimension_names),
        )

    def _take(self, parts: Parts) -> None:
        self.model = parts.model
        self.seed = parts.seed
        self._batcher = parts.batcher
        self._intake = parts.intake
        self._contents = parts.contents
        self._measured = parts.measured
        self._about = parts.about
        self.source = parts.source
        self._names = Names(parts.contents, parts.about.bookmarks)
        self._style_groups: StyleGroups | None = None
        self._layered: LatentSpace | None = None
        self._dimension_names = DimensionNames(self.latent_size, parts.dimension_names)
        self._directions = Directions(self)
        self._directions.on_change(self._name_directions)
        for direction in parts.directions:
            self._directions.adopt(direction)
        self._generator = np.random.default_rng([parts.seed, 1])

    def _name_directions(self) -> None:
        kept = self._directions.items()
        self._names.keep_directions({name: one.scale * one.vector for name, one in kept})

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.model.name

    @property
    def modality(self) -> Modality:
        """What the outputs are."""
        return self.model.modality

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """Shape of one code."""
        return self.model.latent_shape

    @property
    def latent_size(self) -> int:
        """Number of dimensions of a code."""
        return int(np.prod(self.latent_shape))

    @property
    def device(self) -> str:
        """Where the model computes."""
        return self.model.device

    @property
    def n_samples(self) -> int:
        """Number of codes."""
        return len(self.codes)

    @property
    def codes(self) -> Array:
        """Codes of the data, or drawn from the prior: float32 ``(n, *latent_shape)``."""
        return self._contents.codes

    @property
    def flat_codes(self) -> Array:
        """The codes as ``(n, latent_size)``, a view."""
        return self.codes.reshape(len(self.codes), -1)

    @property
    def labels(self) -> NDArray[Any] | None:
        """One label for each code, or None."""
        return self._contents.labels

    @property
    def attributes(self) -> dict[str, NDArray[Any]]:
        """Attributes by name, one value for each code."""
        return self._contents.attributes

    @property
    def dropped(self) -> int:
        """Number of samples left out, since they or their codes hold NaN or infinite values."""
        return self._contents.dropped

    @property
    def has_samples(self) -> bool:
        """Whether `samples` can show the data."""
        return self._contents.has_samples

    @property
    def from_data(self) -> bool:
        """Whether the codes are those of data, not drawn at random."""
        return self._contents.from_data

    @property
    def about(self) -> About:
        """Title, description, credits, bookmarks: what a bundle keeps beside the data."""
        return self._about

    @property
    def names(self) -> Names:
        """What codes are called: bookmarks, directions, means of classes and attributes, samples.

        A read-only mapping of name to code, such as ``space.names["glasses"]``.
        """
        return self._names

    def samples(self, indices: Any) -> Array:
        """Read some of the data, as canonical outputs ``(m, *modality.shape)``, float32.

        Pictures, ``(m, H, W, C)`` in [0, 1], have their own size, which may be another than that of
        the outputs.

        Parameters
        ----------
        indices
            Whole numbers from 0 to ``n_samples - 1``, in the order of `codes`.

        Raises
        ------
        DataError
            Where there are no data, they could be read once only, or cannot be shown.
        """
        chosen = check_indices(indices, self.n_samples)
        if len(chosen) == 0 and self.from_data:
            return np.empty((0, *self.modality.shape), np.float32)
        return self._contents.outputs(chosen)

    def encode(self, x: Any) -> Array:
        """Encode samples, given as the data were or as canonical outputs.

        Parameters
        ----------
        x
            A batch, or one sample: an array, a tensor, a PIL image, a text, or a list of these.

        Returns
        -------
        float32, (m, *latent_shape)
            Posterior means.
        """
        return self._batcher.encode(as_samples(x, self._intake, self._contents.sample_shape))

    def decode(self, z: Any) -> Array:
        """Decode codes to canonical outputs ``(m, *modality.shape)``, float32.

        Pictures are ``(m, H, W, C)`` in [0, 1]; of text, ``space.modality.read`` prints the words.

        Parameters
        ----------
        z
            ``(m, *latent_shape)`` or ``(m, latent_size)``, or one code without the first axis. Left
            unchanged.

        Raises
        ------
        ShapeError
            Where `z` has another shape.
        DecodeError
            Where the model raises.
        """
        return self._batcher.decode(as_codes(z, self.latent_shape))

    def decode_raw(self, z: Any) -> NDArray[Any]:
        """Decode codes to what the model itself gives, ``(m, *modality.raw_shape)``.

        Raises
        ------
        ShapeError, DecodeError
            As `decode` raises them.
        """
        return self._batcher.decode_raw(as_codes(z, self.latent_shape))

    def reconstruct(self, x: Any) -> Array:
        """Encode samples and decode their codes: canonical outputs ``(m, *modality.shape)``."""
        return self.decode(self.encode(x))

    def sample(self, n: int, seed: int | None = None) -> Array:
        """Draw codes ``(n, *latent_shape)`` from the prior, or among the data's where it has none.

        Parameters
        ----------
        n
            How many.
        seed
            Gives the same codes each time; None goes on with the space's own generator.
        """
        n = check_count(n, "n", least=0)
        if seed is not None:
            seed = check_count(seed, "seed", least=0)
        generator = self._generator if seed is None else np.random.default_rng(seed)
        if self.model.prior is not None or getattr(self.model, "draws_codes", False):
            with self._batcher.lock:
                return draw_codes(self.model, n, generator)
        return self.codes[generator.integers(self.n_samples, size=n)]

    def interpolate(
        self, a: Any, b: Any, steps: int, path: "PathChoice" = "auto", **options: Any
    ) -> Array:
        """Find codes on the way between two, both ends included.

        Parameters
        ----------
        a, b
            One code each, ``latent_shape`` or flat.
        steps
            How many codes, from 2.
        path, **options
            As of `path`, which says more of the way.

        Returns
        -------
        float32, (steps, *latent_shape)
        """
        from latentwidgets.spaces import paths

        ends = [as_codes(code, self.latent_shape) for code in (a, b)]
        if any(len(end) != 1 for end in ends):
            raise ShapeError("Several codes were given as an end of a path: give one.")
        steps = check_count(steps, "steps", least=2)
        anchors = paths.read_anchors(ends, self.latent_shape)
        track = paths.make_track(self, anchors, _plan(path, options))
        return track.at(np.linspace(0, 1, steps)).reshape(-1, *self.latent_shape)

    def path(  # noqa: PLR0913
        self,
        anchors: Any,
        steps: int = 32,
        path: "PathChoice" = "auto",
        *,
        constant_speed: bool = False,
        on_progress: "OnPath | None" = None,
        cancel: Event | None = None,
        **options: Any,
    ) -> "Path":
        """Find the way through two codes or more, and measure it.

        Parameters
        ----------
        anchors
            ``(m, *latent_shape)`` or flat, m from 2 to 64, or a list of codes and of names such as
            ``space.names`` has.
        steps
            How many codes from one anchor to the next, both included, from 2.
        path
            ``"lerp"``: straight. ``"slerp"``: along the arc between directions, the length
            interpolated linearly. ``"data"``: from sample to sample, along which the output changes
            least; the graph of the samples' neighbours is made once. ``"geodesic"``: the output
            changes least and most evenly, near the data; by gradients of a torch model.
            ``"auto"``: slerp for codes of a normal prior in 17 dimensions or more, else lerp.
        constant_speed
            Whether the codes are placed so that the output changes equally from one to the next;
            then only the first anchor and the last are among them.
        on_progress
            Called with a stage (``"graph"``, ``"search"``, ``"geodesic"``, ``"curves"``), how much
            is done and of how much.
        cancel
            Once set, the search ends with `Cancelled`.
        **options
            ``neighbors`` (12): with how many of the nearest each sample is joined, for ``"data"``.
            ``knots`` (32) and ``density_weight`` (1): of ``"geodesic"``.

        Returns
        -------
        Path
            Codes, their decoded length, evenness and density.

        Raises
        ------
        ShapeError, DataError, OptionError
            Where the anchors are no codes of this space, or fewer than two; where an option cannot
            be; where no way leads through the data.
        ModelError
            Where a geodesic is asked of a model without gradients.
        DecodeError
            Where the model raises.
        """
        from latentwidgets.spaces import paths

        steps = check_count(steps, "steps", least=2)
        return paths.make_path(
            self,
            paths.read_anchors(anchors, self.latent_shape, self.names),
            steps,
            _plan(path, options),
            constant_speed=constant_speed,
            on_progress=on_progress,
            cancel=cancel,
        )

    def palette(
        self,
        anchors: Any,
        columns: int = 8,
        rows: int = 8,
        path: Literal["auto", "lerp", "slerp"] = "auto",
    ) -> Array:
        """Mix three or four codes on a grid.

        Parameters
        ----------
        anchors
            The corners: upper left, upper right, lower left, lower right; of three the last has the
            whole lower side.
        columns, rows
            From 2 to 64.
        path
            How two codes are mixed, as of `path`: by ``"lerp"`` four corners are bilinear, three
            barycentric.

        Returns
        -------
        float32, (rows, columns, *latent_shape)
        """
        from latentwidgets.spaces import paths

        corners = paths.read_anchors(anchors, self.latent_shape, self.names)
        between = paths.chosen_path(self, path)[0]
        if between not in get_args(paths.PathName):
            raise OptionError(f"path={path!r} was given: a palette takes 'lerp' or 'slerp'.")
        columns = check_count(columns, "columns", least=2)
        rows = check_count(rows, "rows", least=2)
        codes = paths.palette(corners, columns, rows, "slerp" if between == "slerp" else "lerp")
        return codes.reshape(rows, columns, *self.latent_shape)

    def compute(self, text: str, codes: Mapping[str, Any] | None = None) -> Array:
        """Compute with names of codes: ``space.compute("glasses_man - man + woman")``.

        Parameters
        ----------
        text
            Names, numbers, ``+ - * /`` and parentheses. Names are those of `names`; one that is no
            plain word is written in quotes: ``'"ginger cat" - sample_12 + 0.5 * "3"'``.
        codes
            Names of your own, for this time: ``{"start": z}``.

        Returns
        -------
        float32, latent_shape

        Raises
        ------
        ExpressionError
            A ValueError that shows where: the text is no expression, a name is unknown, or what is
            done has no meaning, such as a number added to a code.
        """
        return self.computation(text, codes).z

    def computation(self, text: str, codes: Mapping[str, Any] | None = None) -> "Computation":
        """Compute as `compute` does, and tell the terms: each code with its name and its weight."""
        from latentwidgets.spaces.arithmetic import compute

        return compute(text, self.names, codes or {}, self.latent_shape)

    @property
    def dimension_names(self) -> DimensionNames:
        """What dimensions are called: names by index, which label the sliders of every view.

        ``space.dimension_names[3] = "ear_size"``. Bundles and exported pages keep them.
        """
        return self._dimension_names

    def disentanglement(
        self, factors: Sequence[str] | None = None, *, bins: int = 20
    ) -> "Disentanglement":
        """Measure what each dimension tells about each factor, and propose names for dimensions.

        MIG, SAP by R² and modularity with their ceilings, the table of mutual information, the
        dimensions that share a factor in words, and names such as ``z₃ ≈ ear_size, 0.81``: see
        `Disentanglement.rule`. Of more than 20,000 samples a seeded choice is measured.

        Parameters
        ----------
        factors
            Names of attributes, or ``"label"``; None takes all.
        bins
            Of each histogram; ten times as many samples are needed.

        Raises
        ------
        DataError
            Where the space has neither labels nor attributes, too few samples, or no factor with
            which anything can be measured.
        OptionError
            Where a factor is unknown, or `bins` is below 2.
        """
        from latentwidgets.spaces.disentanglement import measure_disentanglement

        return measure_disentanglement(self, factors, bins=bins)

    @property
    def directions(self) -> Directions:
        """The directions kept, by name: sliders of every view, and in bundles and pages.

        ``space.directions.keep(space.direction("glasses"))`` keeps one.
        """
        return self._directions

    def direction(  # noqa: PLR0913
        self,
        attribute: str | None = None,
        *,
        value: Any = None,
        against: Any = None,
        positive: Any = None,
        negative: Any = None,
        pairs: Any = None,
        method: "Method | None" = None,
        index: int = 0,
        code: Any = None,
        name: str | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> "Direction":
        """Find a direction: of an attribute, of two groups, of pairs, or without labels.

        Parameters
        ----------
        attribute
            A name of `attributes`, or ``"label"``. Of numbers the upper third of the samples is
            set against the lower; samples without a value are left out.
        value, against
            The kind that it is the direction of, and the kind that it is told from (by default all
            others). Of two kinds the last, such as True, is taken where none is said.
        positive, negative
            Two groups of samples, as indices or masks of n booleans; without `negative` all others.
        pairs
            Samples ``(m, 2)``, each row without and with it; or two arrays of codes.
        method
            ``"mean"`` (the default), the difference of the means, which changes outputs most
            clearly; ``"lda"``, a shrunk discriminant, and ``"logistic"`` and ``"svm"``, the normals
            of a classifier, which tell codes apart most surely; ``"regression"``, of numbers.
            Without labels ``"pca"`` of the codes, ``"sefa"`` of the decoder's first weights, or
            ``"jacobian"``, the local axes of the decoder.
        index
            Which axis, of a method without labels; 0 is the strongest.
        code
            Where ``"jacobian"`` looks; by default at a typical sample.
        name
            By default after the attribute.
        should_stop, on_progress
            Of the decodes that ``"jacobian"`` needs.

        Returns
        -------
        Direction
            Not kept yet: see `directions`.

        Raises
        ------
        OptionError
            Where the arguments name nothing that is there, or do not go together.
        DataError
            Where groups are empty, overlap, or do not differ.
        ModelError
            Where the decoder is not of the kind that the method needs.

        Examples
        --------
        >>> glasses = space.direction("glasses")
        >>> with_glasses = space.decode(glasses.apply(space.codes[:8], 2.0))
        """
        from latentwidgets.spaces.directions import make_direction

        return make_direction(
            self,
            attribute,
            value=value,
            against=against,
            positive=positive,
            negative=negative,
            pairs=pairs,
            method=method,
            index=index,
            code=code,
            name=name,
            should_stop=should_stop,
            on_progress=on_progress,
        )

    def style_groups(self, attributes: Sequence[str] | None = None) -> "StyleGroups":
        """Propose groups of dimensions for `mix_styles`.

        Of codes with a style for each layer (w+) coarse, middle and fine layers; of others by what
        the data tell: each dimension goes to the label or attribute that tells most of its variance
        (r² of numbers, η² of classes), or to the rest.

        Parameters
        ----------
        attributes
            Those that count, ``"label"`` among them; all where None.

        Raises
        ------
        OptionError
            Where there is no such attribute, or nothing tells the dimensions apart.
        """
        from latentwidgets.spaces.styles import propose

        if attributes is not None:
            return propose(self.codes, named_columns(self.labels, self.attributes), attributes)
        if self._style_groups is None:
            columns = named_columns(self.labels, self.attributes)
            self._style_groups = propose(self.codes, columns)
        return self._style_groups

    def layered(self) -> "LatentSpace":
        """Return the space of the same style-based generator with a style for each layer (w+).

        Raises
        ------
        ModelError
            Where the model is no such generator, or is opened from a bundle that an earlier
            latentwidgets wrote.
        """
        from latentwidgets.spaces.styles.layered import layered

        if self._layered is None:
            self._layered = layered(self)
        return self._layered

    def layer_styles(self, codes: Any) -> Array:
        """Find the style of each layer that codes of a style-based generator (z, w) come to.

        Parameters
        ----------
        codes
            One code, or a batch ``(n, *latent_shape)``.

        Returns
        -------
        float32, (layers, size)
            A code of the space that `layered` returns; of a batch ``(n, layers, size)``.

        Raises
        ------
        ModelError
            Where the model is no such generator, or has codes that are w+ themselves.
        ShapeError
            Where `codes` are none of the space.
        """
        from latentwidgets.spaces.styles.layered import spread

        batch = as_codes(codes, self.latent_shape)
        styles = spread(self, batch)
        return styles[0] if np.ndim(codes) == len(self.latent_shape) else styles

    def mix_styles(
        self,
        content: Any,
        style: Any,
        groups: str | Sequence[str] | Mapping[str, Any],
        strength: float = 1.0,
    ) -> Array:
        """Take some dimensions of one code into another: ``space.mix_styles(a, b, ["fine"])``.

        Parameters
        ----------
        content, style
            A code each, or a batch.
        groups
            Whose dimensions are those of `style`: names of `style_groups`, or your own,
            ``{"fur": [3, 7]}``, of the flattened code.
        strength
            From 0, all of `content`, to 1.

        Returns
        -------
        float32, latent_shape
            Or ``(n, *latent_shape)`` where a batch was given.

        Raises
        ------
        OptionError
            Where there is no such group, one has no dimension, or `strength` is out of range.
        ShapeError, DataError
            Where `content` or `style` is no code of the space.
        """
        from latentwidgets.spaces.styles.mixing import dims_of, mix

        known = {} if isinstance(groups, Mapping) else self.style_groups()
        dims = dims_of(groups, known, self.latent_size)
        mixed = mix(content, style, dims, strength, self.latent_shape)
        single = all(np.ndim(z) in (1, len(self.latent_shape)) for z in (content, style))
        return mixed[0] if single and len(mixed) == 1 else mixed

    def slider_ranges(self) -> tuple[Array, Array]:
        """Give the ends of each dimension's slider, float32 ``(latent_size,)`` each.

        The 0.5 % and 99.5 % quantiles of the data, widened by a tenth of the range at each end; or
        the prior's range (±3 for normal, ±1 for uniform) where there are no data.
        """
        prior = self.model.prior
        if prior is not None and not self.from_data:
            return geometry.prior_ranges(prior, self.latent_size)
        return geometry.slider_ranges(self.flat_codes, prior=prior, seed=self.seed)

    def effects(self, should_stop: Callable[[], bool] | None = None) -> Array:
        """Mean change of the output as each dimension moves by its sd, ``(latent_size,)``.

        By the modality's own distance, in [0, 1]: of pictures the root mean square difference.
        Measured once, on a few codes; see `latentwidgets.spaces.sensitivity.measure_effects`.

        Parameters
        ----------
        should_stop
            Asked before each small batch; where it says so, `Cancelled` is raised.
        """
        from latentwidgets.spaces.sensitivity import measure_effects

        if self._measured.effects is None:
            codes = self.flat_codes
            sd = geometry.steps(codes, prior=self.model.prior, seed=self.seed)
            self._measured.effects = measure_effects(
                self.decode,
                self.modality.distance,
                codes,
                sd,
                seed=self.seed,
                should_stop=should_stop,
            )
        return self._measured.effects

    def nearest(self, code: Any, k: int = 1) -> tuple[NDArray[np.intp], Array]:
        """Find the k codes nearest to one code, by Euclidean distance.

        Returns
        -------
        indices, distances
            ``(min(k, n),)`` each, nearest first.
        """
        query = as_codes(code, self.latent_shape)
        if len(query) != 1:
            raise DataError(f"{len(query)} codes were given to nearest: give one.")
        if not np.isfinite(query).all():
            raise DataError("The code holds NaN or infinite values: give finite numbers.")
        return geometry.nearest(self.flat_codes, query.reshape(-1), check_count(k, "k", least=1))

    def neighbor_radius(self) -> float:
        """How far apart the data are: the 95 % quantile of the distance to their 5th neighbour."""
        if self._measured.radius is None:
            self._measured.radius = geometry.neighbor_radius(self.flat_codes, seed=self.seed)
        return self._measured.radius

    def confidence(self, codes: Any, *, gap: bool = False) -> "Confidence":
        """Measure how much the data say of codes, and put it in a word each.

        Parameters
        ----------
        codes
            ``(m, *latent_shape)`` or ``(m, latent_size)``, or one code.
        gap
            Whether each is decoded and encoded again, to see how far from it that leads.

        Returns
        -------
        Confidence
            Distance to the nearest sample, density of the data, the gap, each with what it is read
            against, and ``places``: ``"inside"``, ``"thin"`` or ``"far"``.

        Raises
        ------
        MissingEncoderError
            Where `gap` is asked of a model without an encoder.
        """
        from latentwidgets.spaces.support import confidence_at

        return confidence_at(self, as_codes(codes, self.latent_shape), gap=gap)

    def project(
        self,
        method: str = "pca",
        dims: int = 2,
        *,
        seed: int | None = None,
        on_progress: OnProgress | None = None,
        cancel: Event | None = None,
        **options: Any,
    ) -> Projection:
        """Lay the codes out on a map; see `latentwidgets.spaces.projections.project`.

        A map that a bundle keeps comes at once.
        """
        seed = self.seed if seed is None else check_count(seed, "seed", least=0)
        kept = find_map(self._measured.maps, method, dims, seed, options)
        if kept is not None:
            if on_progress is not None:
                on_progress(1, 1, kept.coordinates.copy())
            return kept
        return project(
            self.flat_codes,
            method,
            dims,
            latent_shape=self.latent_shape,
            seed=seed,
            device=self.device,
            on_progress=on_progress,
            cancel=cancel,
            **options,
        )

    def invert(
        self,
        image: Any,
        *,
        steps: int | None = None,
        seed: int = 0,
        on_progress: "OnInversion | None" = None,
        cancel: Event | None = None,
    ) -> "Inversion":
        """Find a code whose picture is like one of your own, by optimisation.

        Of torch models by their gradients, from several samples of the map that look like the
        picture; of others, such as one opened from a bundle, by small steps of each dimension. The
        code is held near the data, or the prior. What has an encoder is faster placed by `encode`.

        Parameters
        ----------
        image
            A picture file's bytes, a PIL image, or an array ``(h, w)`` or ``(h, w, c)`` in [0, 1]
            or of 8-bit levels; cut and scaled to the size of the outputs.
        steps
            How many; 120 by gradients and at most 24 without where None.
        seed
            Of the samples among which the search begins, where the space has very many.
        on_progress
            Called with steps done, of how many, the error, and the picture of the best code so far.
        cancel
            Once set, the search ends with `Cancelled`.

        Returns
        -------
        Inversion
            Code, picture, error, and what the error is to be read against.

        Raises
        ------
        DataError
            Where `image` is no picture.
        ModelError
            Where the outputs are no pictures, or a model without gradients has too many dimensions.
        Cancelled
            Where `cancel` was set.
        """
        from latentwidgets.spaces.inversion import invert

        if steps is not None:
            steps = check_count(steps, "steps", least=1)
        seed = check_count(seed, "seed", least=0)
        return invert(self, image, steps=steps, seed=seed, on_progress=on_progress, cancel=cancel)

    def diagnose(  # noqa: PLR0913
        self,
        *,
        real: Any = None,
        features: Callable[[Any], Any] | None = None,
        features_name: str = "the features given",
        n_samples: int = 1000,
        seed: int | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        cancel: Event | None = None,
    ) -> "Diagnosis":
        """Report what is good about the space, what is broken, and what to try.

        Six sections: what comes back of a sample, which dimensions are asleep, whether the codes
        fill the prior, whether attributes have dimensions of their own, whether what is generated
        covers the data, and how much the map shows. What cannot be measured is said to be, and why.

        Parameters
        ----------
        real
            Samples to compare what is generated with, as data are given to a space; those of the
            space where None.
        features, features_name
            Canonical outputs ``(m, *modality.shape)`` to features ``(m, ...)`` in which the two are
            compared, and what they are called. Where None: the model's own encoder, else the
            principal components of the real and the generated outputs, taken together.
        n_samples
            How many of each are looked at, at most, from 50: the time is bounded by it.
        seed
            Of all that is drawn; the space's own where None.
        on_progress
            Called with the sections done, and of how many.
        cancel
            Once set, the diagnosis ends with `Cancelled`.

        Returns
        -------
        Diagnosis
            Prints as text; ``.sections``, ``.to_dict()``, ``.figure()``.

        Raises
        ------
        OptionError, DataError, ShapeError
            Where an argument cannot be used.
        Cancelled
            Where `cancel` was set.
        """
        from latentwidgets.spaces.diagnosis import diagnose

        return diagnose(
            self,
            real=real,
            features=features,
            features_name=features_name,
            n_samples=check_count(n_samples, "n_samples", least=50),
            seed=self.seed if seed is None else check_count(seed, "seed", least=0),
            on_progress=on_progress,
            cancel=cancel,
        )

    def export(self, precision: "Precision" = "float32") -> "ExportedModel":
        """Export the model to ONNX, or find it exported before.

        Parameters
        ----------
        precision
            ``"float16"`` halves the file: large weights are stored in half precision, and still
            computed with in float32.

        Returns
        -------
        ExportedModel
            Decoder and, where there is one, encoder, each compared with the model on codes and
            samples of this space.

        Raises
        ------
        ExportError
            Where the model cannot be exported.
        """
        from latentwidgets.spaces.exporting import export_parts

        return export_parts(self.parts, precision)

    def save(  # noqa: PLR0913
        self,
        path: str | os.PathLike[str],
        *,
        title: str | None = None,
        description: str | None = None,
        credits: str | None = None,  # noqa: A002  the word that users know
        precision: "Precision" = "float32",
        projections: Sequence[tuple[str, int]] = (),
        bookmarks: Mapping[str, Any] | None = None,
        z: Any = None,
        posteriors: bool = False,
    ) -> FilePath:
        """Write the space to one file, which `latentwidgets.open` opens without torch.

        It holds the model as ONNX graphs, codes, labels, attributes, the samples (pictures at most
        64 pixels a side in 8 bits; others as `docs/bundles.md` says), the maps and the figures; no
        code. An error leaves a former file as it was.

        Parameters
        ----------
        path
            Ends in ``.latent``.
        title, description, credits
            Text. None keeps what the space was opened with; the title is else its name.
        precision
            Of the model's weights in the file, as of `export`.
        projections
            Maps to keep beside PCA in 2 and 3 dimensions, such as ``[("tsne", 2)]``; computed
            where they are not there.
        bookmarks
            ``{name: code}``.
        z
            The code at which to begin.
        posteriors
            Whether to keep how sure a variational encoder was of each sample, in half precision:
            every sample is encoded again. Those that a bundle kept stay in any case.

        Returns
        -------
        pathlib.Path
            Of the file.

        Raises
        ------
        ExportError
            Where the model cannot be exported.
        OptionError, DataError, ShapeError
            Where an argument cannot be used, or there are no posteriors to keep.
        BundleError
            Where the space is too large.
        OSError
            Where the file cannot be written.
        """
        from latentwidgets.spaces.bundles import save

        return save(
            self,
            path,
            title=title,
            description=description,
            credits=credits,
            precision=precision,
            projections=projections,
            bookmarks=bookmarks,
            z=z,
            posteriors=posteriors,
        )

    def __repr__(self) -> str:
        return (
            f"<LatentSpace of {self.name} on {self.device}: codes of shape {self.latent_shape}, "
            f"prior {self.model.prior or 'none'}; {_said(self.modality)}; "
            f"{self._contents.describe()}>"
        )


def _plan(path: "PathChoice", options: dict[str, Any]) -> "Plan":
    from latentwidgets.spaces.paths import Plan

    known = [entry.name for entry in fields(Plan) if entry.name != "path"]
    unknown = [name for name in options if name not in known]
    if unknown:
        raise OptionError(f"A path has no option {unknown[0]!r}: it knows {', '.join(known)}.")
    return Plan(path, **options)


def _said(modality: Modality) -> str:
    if not isinstance(modality, Image):
        return said_of(modality)
    size = "×".join(map(str, modality.shape))
    low, high = modality.value_range
    return f"pictures {size} from {modality.layout} outputs in [{low:g}, {high:g}]"
