"""What is no answer of the API itself: its description for programs, and for people."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from mingzhang.web.api import openapi
from mingzhang.web.api.answers import JSON, answer
from mingzhang.web.api.declare import MOST, ROOT
from mingzhang.web.api.human import described
from mingzhang.web.api.registry import DOCUMENT
from mingzhang.web.config import config
from mingzhang.web.portal.page import page


@lru_cache(maxsize=1)
def _document() -> tuple[bytes, str]:
    text = json.dumps(openapi.document(), ensure_ascii=False, indent=1).encode() + b"\n"
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'


@csrf_exempt
def document(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    if request.method not in ("GET", "HEAD"):
        return answer(request)
    text, etag = _document()
    response = get_conditional_response(request, etag) or HttpResponse(text, content_type=JSON)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The page of the API."""
    told = {
        "endpoints": described(),
        "root": ROOT,
        "document": DOCUMENT,
        "most": MOST,
        "rate": config().number("api_per_minute"),
    }
    response = page(request, "portal/api.html", told)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
