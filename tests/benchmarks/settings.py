"""The newsroom's own settings, as its server has them, over the benchmark's database and one more address."""

import os

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["BENCHMARK_DATABASE"]
ROOT_URLCONF = "tests.benchmarks.urls"
