"""Statistics that can be published: totals corrected by a verified sample, and which rows to verify."""

from mappings.statistics.errors import EstimateError
from mappings.statistics.estimate import estimate
from mappings.statistics.offsets import METHODS, Method
from mappings.statistics.sampling import Plan, plan_sample
from mappings.statistics.shares import shares_from_scores
from mappings.statistics.sheet import read_sheet

__all__ = [
    "METHODS",
    "EstimateError",
    "Method",
    "Plan",
    "estimate",
    "plan_sample",
    "read_sheet",
    "shares_from_scores",
]
