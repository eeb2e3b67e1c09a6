"""Generated cases, without a stopwatch: on a busy machine any single case may be slow."""

from hypothesis import settings

settings.register_profile("no stopwatch", deadline=None)
settings.load_profile("no stopwatch")
