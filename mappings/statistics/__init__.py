"""Statistics that can be published: totals corrected by a verified sample, and which rows to verify."""

from mappings.statistics.decided import (
    Decided,
    answer_sheet,
    convenience_sample,
    read_decided,
    with_known,
)
from mappings.statistics.errors import EstimateError
from mappings.statistics.estimate import estimate
from mappings.statistics.offsets import METHODS, Method
from mappings.statistics.sampling import Plan, plan_sample
from mappings.statistics.saved import SavedPlan, read_plan, write_plan
from mappings.statistics.shares import shares_from_parts, shares_from_scores
from mappings.statistics.sheet import read_sheet

__all__ = [
    "METHODS",
    "Decided",
    "EstimateError",
    "Method",
    "Plan",
    "SavedPlan",
    "answer_sheet",
    "convenience_sample",
    "estimate",
    "plan_sample",
    "read_decided",
    "read_plan",
    "read_sheet",
    "shares_from_parts",
    "shares_from_scores",
    "with_known",
    "write_plan",
]
