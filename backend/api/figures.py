"""Figures for Prometheus: rates and times by route, never by person, place or case."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Figures:
    """One registry an app, so that several apps in one process count apart."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "davy_requests",
            "Requests answered, by the route's template and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "davy_request_seconds",
            "Seconds from request to answer, by the route's template.",
            ("route",),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self.in_hand = Gauge(
            "davy_requests_in_hand", "Requests in hand at this moment.", registry=self.registry
        )
        self.turned_away = Counter(
            "davy_requests_turned_away", "Requests turned away: full.", registry=self.registry
        )
        self.misses = Counter(
            "davy_code_misses", "Codes over the API that opened nothing.", registry=self.registry
        )
        self.set_aside = Gauge(
            "davy_events_set_aside",
            "Events of conversations that wait for a human to look at them.",
            registry=self.registry,
        )

        self.jobs_aside = Gauge(
            "davy_jobs_set_aside",
            "Jobs that always broke and were given up.",
            registry=self.registry,
        )

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
