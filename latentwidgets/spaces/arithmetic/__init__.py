"""Arithmetic over names, such as ``man_with_glasses - man + woman``, by a grammar of our own.

::

    sum     = product, {("+" | "-" | "−"), product}
    product = signed, {("*" | "×" | "/" | "÷"), signed}
    signed  = {"+" | "-" | "−"}, (number | name | "(", sum, ")")
    number  = digits, ["." [digits]], [("e" | "E"), ["+" | "-"], digits] | "." digits …
    name    = a letter or "_", then letters, digits, marks and "_"; or anything in quotes, in which
              a backslash stands before a quote and before itself

Every result is a sum of codes, each times a number. `frontend/src/arithmetic/` repeats all of it.
"""

from latentwidgets.spaces.arithmetic.computation import Computation, Term, compute
from latentwidgets.spaces.arithmetic.spelling import closest, written
from latentwidgets.spaces.arithmetic.terms import Weighted, terms_of

__all__ = ["Computation", "Term", "Weighted", "closest", "compute", "terms_of", "written"]
