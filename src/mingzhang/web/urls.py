"""The addresses: the desk, and what belongs to no part."""

from __future__ import annotations

from django.urls import include, path

from mingzhang.web.portal.views import feeds

handler400 = "mingzhang.web.errors.bad"
handler403 = "mingzhang.web.desk.views.errors.forbidden"
handler404 = "mingzhang.web.errors.not_found"
handler500 = "mingzhang.web.errors.broken"
urlpatterns = [
    path("open/", include("mingzhang.web.portal.urls")),  # before the desk, which has a great many
    path("", include("mingzhang.web.desk.urls")),
    path("api/", include("mingzhang.web.api.urls")),
    *feeds.at_root,
    path("i18n/", include("django.conf.urls.i18n")),
]
