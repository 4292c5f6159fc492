"""The addresses: the desk, and what belongs to no part."""

from __future__ import annotations

from django.urls import include, path

handler400 = "mingzhang.web.desk.views.errors.bad"
handler403 = "mingzhang.web.desk.views.errors.forbidden"
handler404 = "mingzhang.web.desk.views.errors.not_found"
handler500 = "mingzhang.web.desk.views.errors.broken"
urlpatterns = [
    path("", include("mingzhang.web.desk.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
