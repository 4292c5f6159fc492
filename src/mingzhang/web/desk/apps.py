"""The app that Django finds templates and static files by."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "mingzhang.web.desk"
    label = "desk"
