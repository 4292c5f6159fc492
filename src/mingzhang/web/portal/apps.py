"""The app that Django finds templates and static files by."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal."""

    name = "mingzhang.web.portal"
    label = "portal"
