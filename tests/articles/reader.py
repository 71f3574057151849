"""A reader of the public pages."""

from datetime import timedelta

from django.test import Client

from articles.models import Article
from tests.articles import newsstand

CANARY = "Zanzibarite"
HOUR = timedelta(hours=1)


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def never_aired() -> list[Article]:
    words = {"dek": CANARY, "body": CANARY, "tags": (CANARY,), "author_ids": (newsstand.author(CANARY).pk,)}
    draft, planned = newsstand.draft(CANARY, **words), newsstand.draft(CANARY, **words)
    newsstand.air(planned, since=-HOUR)
    planned.refresh_from_db()
    return [draft, planned]
