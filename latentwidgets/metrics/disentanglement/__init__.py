"""Whether each generating factor has a code dimension of its own.

All need the true factors, and say what the true factors would score themselves (the ceiling), since
no estimator gives a perfect code a perfect mark.
"""

from latentwidgets.metrics.disentanglement._score import DisentanglementScore
from latentwidgets.metrics.disentanglement.dci import DciScores, dci
from latentwidgets.metrics.disentanglement.infomec import InfoMec, infomec
from latentwidgets.metrics.disentanglement.information import (
    MutualInformation,
    mutual_information,
)
from latentwidgets.metrics.disentanglement.mig import MigScore, mig
from latentwidgets.metrics.disentanglement.modularity import ModularityScore, modularity
from latentwidgets.metrics.disentanglement.panel import (
    DisentanglementScores,
    disentanglement_scores,
)
from latentwidgets.metrics.disentanglement.sampled import beta_vae_score, factor_vae_score
from latentwidgets.metrics.disentanglement.sampler import DrawnFactors, FactorSampler
from latentwidgets.metrics.disentanglement.sap import SapScore, sap

__all__ = [
    "DciScores",
    "DisentanglementScore",
    "DisentanglementScores",
    "DrawnFactors",
    "FactorSampler",
    "InfoMec",
    "MigScore",
    "ModularityScore",
    "MutualInformation",
    "SapScore",
    "beta_vae_score",
    "dci",
    "disentanglement_scores",
    "factor_vae_score",
    "infomec",
    "mig",
    "modularity",
    "mutual_information",
    "sap",
]
