"""Logging in and out, and one's own password."""

from __future__ import annotations

from django import forms
from django.contrib.auth import login, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingzhang.web.backend import PATH
from mingzhang.web.backend import leave as end
from mingzhang.web.desk.views.guard import account_of, to_login
from mingzhang.web.services.people import LoginRefused, log_in, set_password
from mingzhang.web.store.models import Account


class LoginForm(forms.Form):
    """Name, password, and a one-time code for those who have one."""

    username = forms.CharField(label=_("用户名"), max_length=60)
    password = forms.CharField(label=_("密码"), widget=forms.PasswordInput, max_length=200, strip=False)
    code = forms.CharField(label=_("动态码（没有就不填）"), max_length=6, required=False)


class PasswordForm(forms.Form):
    """The old password and the new one twice."""

    old = forms.CharField(label=_("现在的密码"), widget=forms.PasswordInput, max_length=200, strip=False)
    new = forms.CharField(
        label=_("新密码（至少 10 位）"), widget=forms.PasswordInput, max_length=200, strip=False
    )
    again = forms.CharField(
        label=_("再输一次新密码"), widget=forms.PasswordInput, max_length=200, strip=False
    )


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The login page; in a demonstration it names the accounts."""
    form = LoginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account = log_in(**form.cleaned_data)
        except LoginRefused as error:
            form.add_error(None, str(error))
        else:
            login(request, account, backend=PATH)
            target = request.POST.get("next", "")
            safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
            return redirect(target if safe and target else "desk:home")
    demo = Account.objects.filter(username__startswith="demo-", is_active=True).order_by("pk")
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo": demo.prefetch_related("seats")[:12],
    }
    return render(request, "desk/login.html", context, status=200 if not form.errors else 400)


@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Log out."""
    end(request)
    return redirect("desk:login")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the first login leads here."""
    if not request.user.is_authenticated:
        return to_login(request)
    account = account_of(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _changed(form, account):
        update_session_auth_hash(request, account)
        return redirect("desk:home")
    context = {"form": form, "first": account.must_change}
    return render(request, "desk/password.html", context, status=200 if not form.errors else 400)


def _changed(form: PasswordForm, account: Account) -> bool:
    data = form.cleaned_data
    if not account.check_password(data["old"]):
        form.add_error("old", "现在的密码不对。")
    elif data["new"] != data["again"]:
        form.add_error("again", "两次输入的新密码不一样。")
    elif data["new"] == data["old"]:
        form.add_error("new", "新密码不能和现在的一样。")
    else:
        try:
            set_password(account, data["new"], account)
        except ValidationError as error:
            form.add_error("new", error)
    return not form.errors
