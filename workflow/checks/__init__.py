"""What is looked at before a text goes out: one table of small functions. No ORM, no clock."""

from workflow.checks.material import Finding, Material, PictureInUse, Read
from workflow.checks.style import Mark, Rule
from workflow.checks.table import TABLE, Check

__all__ = ["TABLE", "Check", "Finding", "Mark", "Material", "PictureInUse", "Read", "Rule"]
