"""Why a model cannot be exported, in words for its author."""

import re

__all__ = ["Refusal", "fixes_batch", "why"]

DATA_DEPENDENT = ("data-dependent", "datadependent", "data dependent")


class Refusal(Exception):
    """Why not, as a part of a sentence, without its end."""


def why(error: BaseException) -> str:
    """Tell what the exporter's error means; the beginning of a sentence after "because"."""
    chain = list(_chain(error))
    text = "\n".join(f"{type(e).__name__}: {e}" for e in chain)
    lowered = text.lower()
    if any(words in lowered for words in DATA_DEPENDENT):
        return (
            "its steps depend on the numbers it computes (an `if` or a loop over values of a "
            "tensor), and a graph has the same steps for every code; use torch.where instead"
        )
    unknown = re.search(r"No ONNX function found for <OpOverload\(op='([^']+)'", text)
    if unknown:
        return f"it uses the operation {unknown[1]}, which ONNX does not have"
    if fixes_batch(error):
        return "it works with one size of a batch only"
    root = chain[-1]
    said = str(root).strip().splitlines()
    return f"torch cannot follow its steps ({type(root).__name__}: {said[0] if said else ''})"


def fixes_batch(error: BaseException) -> bool:
    """Whether the exporter found that the steps fit one size of a batch only."""
    said = "\n".join(str(e) for e in _chain(error)).lower()
    return "specialized" in said or "constraints violated" in said


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    seen: BaseException | None = error
    while seen is not None and seen not in found:
        found.append(seen)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return found
