"""Open data: a Fiscal Data Package of a budget, its projects, their targets and indicators."""

from mingzhang.writing.datapackage.describe import Licence
from mingzhang.writing.datapackage.package import write_datapackage

__all__ = ["Licence", "write_datapackage"]
