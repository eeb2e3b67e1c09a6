"""Lines on devices: what an answer means, when it is tried again, what a device is called."""

from datetime import UTC, datetime

import pytest

from app.rules.pushing import BACKOFF, Answer, answer, device_name, next_try

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (200, Answer.TAKEN), (201, Answer.TAKEN), (204, Answer.TAKEN), (404, Answer.GONE), (410, Answer.GONE),
        (301, Answer.FAILED), (403, Answer.FAILED), (413, Answer.FAILED), (429, Answer.FAILED), (500, Answer.FAILED),
    ],
)  # fmt: skip
def test_what_an_answer_means(status, means):
    assert answer(status) is means


def test_each_try_waits_longer_until_the_device_is_left_in_peace():
    tries = [next_try(failures, NOW) for failures in range(1, len(BACKOFF) + 1)]
    assert tries == sorted(tries)
    assert tries[0] > NOW
    assert next_try(len(BACKOFF) + 1, NOW) is None


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", "Safari · Mac"),
        ("Firefox/1", "Firefox"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_called_by_its_browser_and_system(agent, name):
    assert device_name(agent) == name
