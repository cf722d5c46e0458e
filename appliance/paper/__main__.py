"""`python -m appliance.paper`: a sheet on standard input, its PDF on standard output."""

import sys

import msgspec

from appliance.paper.closed import close_in
from appliance.paper.printing import pdf_of
from appliance.paper.sheet import Sheet


def main() -> None:
    sheet = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Sheet)
    close_in()
    sys.stdout.buffer.write(pdf_of(sheet))


if __name__ == "__main__":
    main()
