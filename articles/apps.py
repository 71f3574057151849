from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from articles import store_checks


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        checks.register(store_checks.bucket_is_complete)
