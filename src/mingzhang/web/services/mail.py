"""Messages by e-mail, where a mail server is set up: sent in the background, each once, with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from mingzhang.web.config import config
from mingzhang.web.services import tasks
from mingzhang.web.store.models import Message

KIND = "mail"
_FOOT = "这封邮件由明账自动发出，请不要回复。请登录系统办理。"


def queue(messages: Sequence[Message]) -> None:
    """Put messages to people with an address into the queue; nothing is done where no mail is set up."""
    wanted = [m.pk for m in messages if settings.EMAIL_HOST and m.account.email]
    if wanted:
        tasks.enqueue(KIND, messages=wanted)


@tasks.kind(KIND)
def send(run: tasks.Run) -> Mapping[str, int]:
    """Send the messages of a task that have not been sent. Raises TaskFailed where the server cannot be reached."""
    rows = Message.objects.filter(pk__in=run.given["messages"], mailed_at=None, account__is_active=True)
    waiting = list(rows.exclude(account__email="").select_related("account"))
    sent = 0
    try:
        with get_connection() as connection:
            for message in waiting:
                mail = EmailMessage(
                    subject(message), body(message), None, [message.account.email], connection=connection
                )
                mail.send()
                Message.objects.filter(pk=message.pk).update(mailed_at=timezone.now())
                sent += 1
                run.progress(sent, len(waiting))
    except (OSError, SMTPException) as error:
        raise tasks.TaskFailed(
            f"邮件没有发出 {len(waiting) - sent} 封：邮件服务器连不上或不接受，请检查设置 email_url"
        ) from error
    return {"sent": sent}


def subject(message: Message) -> str:
    """The subject: what it is about, in one line."""
    return f"明账：{' '.join(message.text.split())}"[:120]


def body(message: Message) -> str:
    """The text: the message, and a link where the address of this system is set."""
    address = config().text("address").rstrip("/")
    link = f"{address}{reverse('desk:message', args=[message.pk])}" if address else ""
    return "\n\n".join(part for part in (f"{message.account.name}：", message.text, link, _FOOT) if part)
