"""The addresses of the API: one for each declaration, the description, the page for people."""

from __future__ import annotations

import re

from django.urls import URLPattern, path

from mingzhang.web.api.answers import answer
from mingzhang.web.api.declare import VERSION, Endpoint
from mingzhang.web.api.registry import ENDPOINTS
from mingzhang.web.api.views import document, people

app_name = "api"


def _pattern(endpoint: Endpoint) -> URLPattern:
    route = re.sub(r"{(\w+)}", r"<str:\1>", f"{VERSION}{endpoint.path}")
    return path(route, answer, {"endpoint": endpoint}, name=endpoint.name)


urlpatterns = [
    path("", people, name="people"),
    path(f"{VERSION}/openapi.json", document, name="document"),
    path(f"{VERSION}/", answer, {"endpoint": ENDPOINTS[0]}, name="start-slash"),
    *map(_pattern, ENDPOINTS),
    path("<path:rest>", answer, name="nothing"),
]
