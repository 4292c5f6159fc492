"""What a password must be, said in the language of the page."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's rule of length; its own sentence has no Chinese."""

    def get_error_message(self) -> str:
        """What is said of a password that is too short."""
        return _("密码太短，至少要 %(n)s 位。") % {"n": self.min_length}
