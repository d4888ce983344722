"""The barometer of craft exports: totals, growth, markets and traceability of export records, as a report."""

from mappings.barometer.countries import Destination, resolve, resolve_all
from mappings.barometer.errors import BarometerError
from mappings.barometer.report import render_barometer
from mappings.barometer.sample import sample
from mappings.barometer.secrecy import Confidentiality
from mappings.barometer.table import Table
from mappings.barometer.tables import Barometer

__all__ = [
    "Barometer",
    "BarometerError",
    "Confidentiality",
    "Destination",
    "Table",
    "render_barometer",
    "resolve",
    "resolve_all",
    "sample",
]
