"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No test measures time: a busy machine is no failure.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
