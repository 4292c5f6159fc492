"""The screen before publication (公开前筛查): personal data and marks of secrecy in a document, and their hiding.

``exposures`` lists what it finds in all that would be published, ``redacted`` hides what a person decided to
hide. Nothing here stores decisions: they are kept by the key of an exposure.
"""

from __future__ import annotations

from mingzhang.checking.exposure.kinds import Exposure, ExposureKind
from mingzhang.checking.exposure.screen import exposures, private_values, redacted

__all__ = ["Exposure", "ExposureKind", "exposures", "private_values", "redacted"]
