"""Pusher's Python SDK against a running Stentor.

PythonSdkIT has connections in the channels of these tests, and looks at what they heard.
"""
import os
import unittest
from unittest import mock

import pusher
from pusher.errors import PusherBadAuth, PusherBadRequest, PusherBadStatus
from pusher.http import POST, Request

PORT = int(os.environ["STENTOR_PORT"])
SENDER = os.environ["STENTOR_SENDER"]


def sdk(secret="app-secret"):
    return pusher.Pusher("1001", "app-key", secret, ssl=False, host="127.0.0.1", port=PORT)


class Publishing(unittest.TestCase):
    def test_channels(self):
        back = sdk()
        self.assertEqual(back.trigger("python-one", "text", "hello, 世界"), {})
        self.assertEqual(back.trigger("python-one", "object", {"text": "hello, 世界 / <b>"}), {})
        self.assertEqual(back.trigger(["python-one", "python-two"], "news", 7, SENDER), {})

    def test_batch(self):
        batch = [
            {"channel": "python-batch", "name": "first", "data": [1, "a"]},
            {"channel": "python-batch", "name": "second", "data": "text"},
        ]
        self.assertEqual(sdk().trigger_batch(batch), {})

    def test_user(self):
        self.assertEqual(sdk().send_to_user("bob", "for bob", {"id": 1}), {})

    def test_wrong_secret(self):
        with self.assertRaises(PusherBadAuth) as refused:
            sdk("not-the-secret").trigger("python-one", "forged", 1)
        self.assertIn('"code":"auth_failed"', str(refused.exception))

    def test_bad_name(self):
        with self.assertRaises(PusherBadRequest) as refused:
            sdk().trigger("python-one", "pusher:forged", 1)
        self.assertIn('"code":"invalid_input"', str(refused.exception))


class Asking(unittest.TestCase):
    def test_channels(self):
        self.assertEqual(
            sdk().channels_info("presence-pyt", ["user_count", "subscription_count"]),
            {"channels": {"presence-python": {"user_count": 1, "subscription_count": 1}}},
        )
        self.assertEqual(
            list(sdk().channels_info("python-")["channels"]), ["python-batch", "python-one", "python-two"]
        )

    def test_prefix_that_the_sdk_does_not_escape(self):
        self.assertEqual(sdk().channels_info("presence-é <x>,@", ["user_count"]), {"channels": {}})

    def test_channel(self):
        self.assertEqual(
            sdk().channel_info("presence-python", ["user_count", "subscription_count"]),
            {"occupied": True, "user_count": 1, "subscription_count": 1},
        )
        self.assertEqual(sdk().channel_info("python=@,.;-nobody"), {"occupied": False})

    def test_users(self):
        self.assertEqual(sdk().users_info("presence-python"), {"users": [{"id": "ada"}]})

    def test_user_count_without_prefix(self):
        with self.assertRaises(PusherBadRequest) as refused:
            sdk().channels_info(attributes=["user_count"])
        self.assertIn('"code":"invalid_input"', str(refused.exception))


class LettingGo(unittest.TestCase):
    def test_user(self):
        """The SDK's own method asks for a path without the app; with it, its way to ask works."""
        back = sdk()
        with self.assertRaises(PusherBadStatus) as refused:
            back.terminate_user_connections("eve")
        self.assertEqual(str(refused.exception), "404: 404 NOT FOUND")

        client = back._pusher_client
        request = Request(client, POST, "/apps/1001/users/eve/terminate_connections", {})
        self.assertEqual(client.http.send_request(request), {})


class Webhooks(unittest.TestCase):
    """With the vector of protocol 9.1."""

    BODY = '{"time_ms":1700000000000,"events":[{"name":"channel_occupied","channel":"orders"}]}'
    SIGNATURE = "c1b112fcc5fc333a8453bb4b62c1a43094f2126d3c3f4ed442a92f5cda54f8e4"

    def setUp(self):
        # The SDK refuses what is older than five minutes.
        clock = mock.patch("pusher.authentication_client.time.time", return_value=1700000001.0)
        clock.start()
        self.addCleanup(clock.stop)

    def test_valid(self):
        webhook = sdk().validate_webhook("app-key", self.SIGNATURE, self.BODY)
        self.assertEqual(webhook["events"], [{"name": "channel_occupied", "channel": "orders"}])

    def test_another_body_or_key(self):
        self.assertIsNone(sdk().validate_webhook("app-key", self.SIGNATURE, self.BODY + " "))
        self.assertIsNone(sdk().validate_webhook("other-key", self.SIGNATURE, self.BODY))


if __name__ == "__main__":
    unittest.main()
