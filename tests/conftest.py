"""What all tests share: hypothesis without deadlines, so that a busy machine fails no test."""

from hypothesis import settings

settings.register_profile("groundwire", deadline=None)
settings.load_profile("groundwire")
