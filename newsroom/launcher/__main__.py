"""The launcher's entrance: `python -m newsroom.launcher`, which `make run` calls."""

import os
import sys
import time
from pathlib import Path

import django
import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db.utils import DatabaseError

from newsroom import embedded_broker
from newsroom.launcher import jobs
from newsroom.launcher.claims import claim_folder, claim_port
from newsroom.launcher.console import Console
from newsroom.launcher.exceptions import CannotStart
from newsroom.launcher.preparation import prepare
from newsroom.launcher.supervisor import Supervisor
from newsroom.launcher.welcome import welcome

env = environ.Env()

#: Drafts and passwords' hashes lie in the folder: whoever made it, other accounts of the machine read nothing in it.
NOT_FOR_OTHERS = 0o027


def main() -> int:
    """Run a newsroom until a signal; 0 when it was stopped, 2 with one clear line when it cannot start."""
    os.umask(NOT_FOR_OTHERS)
    try:
        launch(started_at=time.monotonic())
    except (CannotStart, embedded_broker.BrokerMissing, ImproperlyConfigured, CommandError) as reason:
        return _refuse(str(reason))
    except DatabaseError as reason:
        return _refuse(f"The database does not answer as it should: {reason}. Look at DATABASE_URL.")
    except OSError as reason:
        return _refuse(f"The folder for the newsroom's files cannot be used: {reason}. Look at NEWSROOM_VAR.")
    except KeyboardInterrupt:
        return 0
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(" ".join(reason.split()) + "\n")
    return 2


def launch(*, started_at: float) -> None:
    """Claim, prepare, start, and stay until stopped."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    var: Path = settings.VAR_DIR
    console = Console()
    host, port = env.str("HOST", default="127.0.0.1"), _number("PORT", 8000)
    with claim_folder(var), claim_port(host, port) as listener:
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"  # noqa: S104
        os.environ.setdefault("SITE_URL", address)
        django.setup()
        prepare(console=console, with_demo=env.bool("NEWSROOM_DEMO", default=not settings.IS_SECURE))
        Supervisor(console=console, listener=listener).run(
            first=[*_broker(var), jobs.web(listener=listener.fileno(), workers=_number("WEB_WORKERS", 2))],
            then=jobs.behind_the_web(picture_workers=_number("PICTURE_WORKERS", 2)),
            when_web_answers=lambda: console.say(
                welcome(address=address, var=var, seconds=time.monotonic() - started_at)
            ),
        )


def _broker(var: Path) -> list[jobs.Job]:
    is_embedded = embedded_broker.url(var) == settings.REDIS_URL
    return [jobs.broker(embedded_broker.command(var))] if is_embedded else []


def _number(name: str, default: int) -> int:
    asked = env.str(name, default="") or str(default)
    if not asked.isdecimal() or int(asked) < 1:
        raise CannotStart(f"{name} must be a number above 0, not {asked!r}: try {name}={default}.")
    return int(asked)


if __name__ == "__main__":
    sys.exit(main())
