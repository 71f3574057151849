"""What is looked at before a text goes out: one table of small functions. No ORM, no clock."""

from workflow.checks.material import Finding, Licence, Material, PictureInUse, Read
from workflow.checks.style import Mark, Rule
from workflow.checks.table import TABLE, Check

__all__ = ["TABLE", "Check", "Finding", "Licence", "Mark", "Material", "PictureInUse", "Read", "Rule"]
