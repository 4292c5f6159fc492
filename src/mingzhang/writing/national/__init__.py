"""Files under the names of the national data standard of budget systems (预算管理一体化系统技术标准)."""

from mingzhang.writing.national.fit import Misfit, told
from mingzhang.writing.national.package import write_national

__all__ = ["Misfit", "told", "write_national"]
