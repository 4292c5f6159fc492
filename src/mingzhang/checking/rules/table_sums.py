"""Sums inside the thirteen tables and identities between them; the equations stand in ``sums.identities``."""

from __future__ import annotations

from mingzhang.checking.equations import equations
from mingzhang.checking.sums.identities import BETWEEN, INSIDE

RULES = (
    *equations(
        INSIDE,
        defect="table-sum",
        basis="部门预算公开表式（山西省县级部门预算公开十三张表）；《预算法》第四十六条按功能分类编列到项（待核）",
        remedy="核对该行、该列的各分项和合计：数字录错的改数字，漏列的补列；只差尾数的在表下注明四舍五入",
    ),
    *equations(
        BETWEEN,
        defect="table-crosscheck",
        basis="部门预算公开表式（山西省县级部门预算公开十三张表）各表之间的勾稽关系",
        remedy="两张表由同一套预算数据生成，核对后改正有误的一张；口径不同的在表下注明",
    ),
)
