from appliance.model import Channel, Direction, Message, Text


def extract(message: Message) -> tuple[Text, ...]:
    return (Text(channel=Channel.TYPED if message.direction is Direction.SENT else Channel.PAGE, text=message.body.decode("utf-8", "replace")),)


def title_of(message: Message) -> str:
    return ""
