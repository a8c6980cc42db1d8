"""One report about a space: what is good, what is broken, what to try."""

from latentwidgets.spaces.diagnosis.making import diagnose
from latentwidgets.spaces.diagnosis.report import Diagnosis, Grade, Measure, Section

__all__ = ["Diagnosis", "Grade", "Measure", "Section", "diagnose"]
