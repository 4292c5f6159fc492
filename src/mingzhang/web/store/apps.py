"""The app that Django knows the tables by."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The store."""

    name = "mingzhang.web.store"
    label = "store"
    verbose_name = "明账"
