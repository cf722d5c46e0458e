"""Messages as they would have travelled."""

from appliance.model import Channel, Direction, Message, Text


def message(direction: Direction, body: bytes | str, content_type: str, host: str, path: str) -> Message:
    return Message(
        client="10.0.0.4",
        direction=direction,
        method="POST" if body else "GET",
        scheme="https",
        host=host,
        path=path,
        at=1.0,
        content_type=content_type,
        body=body.encode() if isinstance(body, str) else body,
    )


def sent(body: bytes | str = b"", content_type: str = "", *, host: str = "", path: str = "") -> Message:
    return message(Direction.SENT, body, content_type, host, path)


def received(body: bytes | str, content_type: str = "", *, host: str = "x.org", path: str = "/") -> Message:
    return message(Direction.RECEIVED, body, content_type, host, path)


def said(texts: tuple[Text, ...] | list[Text]) -> list[tuple[Channel, str]]:
    return [(text.channel, text.text) for text in texts]
