"""Every table, a file for each concern."""

from mingzhang.web.store.models.audit import AuditHead, AuditRow
from mingzhang.web.store.models.budget import Line
from mingzhang.web.store.models.files import Attachment, Intake
from mingzhang.web.store.models.library import LibraryIndicator
from mingzhang.web.store.models.limits import Tally
from mingzhang.web.store.models.messages import Message
from mingzhang.web.store.models.open import (
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    OpenStamp,
    OpenTable,
)
from mingzhang.web.store.models.people import Account, SeatRow
from mingzhang.web.store.models.places import Department, Division, Unit
from mingzhang.web.store.models.projects import (
    Approval,
    Explanation,
    OpinionRow,
    Project,
    ReturnedCopy,
    ReviewRow,
    Version,
)
from mingzhang.web.store.models.releases import Publication, Release, ReleaseFile
from mingzhang.web.store.models.rounds import RoundRow
from mingzhang.web.store.models.tasks import Task, TaskState

__all__ = [
    "Account",
    "Approval",
    "Attachment",
    "AuditHead",
    "AuditRow",
    "Department",
    "Division",
    "Explanation",
    "Intake",
    "LibraryIndicator",
    "Line",
    "Message",
    "OpenBudget",
    "OpenIndicator",
    "OpenProject",
    "OpenRelease",
    "OpenStamp",
    "OpenTable",
    "OpinionRow",
    "Project",
    "Publication",
    "Release",
    "ReleaseFile",
    "ReturnedCopy",
    "ReviewRow",
    "RoundRow",
    "SeatRow",
    "Tally",
    "Task",
    "TaskState",
    "Unit",
    "Version",
]
