"""What is told to other programs, how it is signed, and where it never goes."""

import base64
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.outbox import Happened
from app.rules.webhooks import BACKOFF, EVENTS, Fault, fault_of, may_go_to, next_try, secret_of, shown, signature


def test_the_signature_is_that_of_the_scheme_s_own_example():
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_receiver_has_a_secret_of_its_own_that_lasts():
    assert secret_of("key", "a") == secret_of("key", "a")
    assert len({secret_of("key", "a"), secret_of("key", "b"), secret_of("other", "a")}) == 3
    assert shown(b"\0" * 24) == f"whsec_{'A' * 32}"


def test_everything_that_happens_has_an_event():
    assert EVENTS.keys() == set(Happened)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0",  # noqa: S104
 "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_inner_address_is_gone_to(address):
    assert not may_go_to(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_addresses_are(address):
    assert may_go_to(address)


def test_an_operator_may_name_an_inner_network_and_that_one_alone():
    named = [ip_network("10.1.0.0/16"), ip_network("fd00::/8")]
    assert may_go_to("10.1.2.3", named)
    assert may_go_to("::ffff:10.1.2.3", named)
    assert may_go_to("fd12::1", named)
    assert not may_go_to("10.2.2.3", named)


@given(
    st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7") | st.ip_addresses(network="127.0.0.0/8")
)
def test_nothing_of_an_inner_network_slips_through(address):
    assert not may_go_to(str(address))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://example.org/hook?a=1", None),
        ("https://example.org:8443/hook", None),
        ("http://example.org/hook", Fault.NOT_SECRET),
        ("ftp://example.org", Fault.SHAPE),
        ("file:///etc/passwd", Fault.SHAPE),
        ("https://", Fault.SHAPE),
        ("https://user:word@example.org", Fault.SHAPE),
        ("https://example.org#part", Fault.SHAPE),
        ("https://example.org\r\nX: y", Fault.SHAPE),
        ("https://example.org/a b", Fault.SHAPE),
        ("https://example.org\\@127.0.0.1", Fault.SHAPE),
        ("https://[::1", Fault.SHAPE),
        ("https://example.org:99999", Fault.SHAPE),
        ("https://example.org:0", Fault.SHAPE),
        ("https://ex\u0430mple.org", Fault.SHAPE),
        (f"https://example.org/{'a' * 500}", Fault.SHAPE),
        ("", Fault.SHAPE),
    ],
)
def test_the_shape_of_an_address(address, fault):
    assert fault_of(address, https_only=True) is fault


def test_a_trial_may_do_without_https():
    assert fault_of("http://example.org", https_only=False) is None


def test_it_is_tried_again_ever_later_and_then_given_up():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    waits = [next_try(tries, now) for tries in range(1, len(BACKOFF) + 1)]
    assert waits == sorted(waits)
    assert next_try(len(BACKOFF) + 1, now) is None
