"""gunicorn around an app: one process with threads, because every open console keeps one connection for its feed."""

from gunicorn.app.base import BaseApplication

from webui.arrival import all_gathered, only_short
from webui.worker import WebWorker

THREADS = 64
CONNECTIONS = 512  # well below the usual limit of 1024 open files
STOP_SECONDS = 1


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves an app at an address until SIGTERM or SIGINT."""

    def __init__(self, name: str, listen: str, port: int, front: str = "") -> None:
        """`front` is the address of what stands before us and says who asks, and that it spoke TLS."""
        self._name = name
        self._front = front
        self._bind = f"{f'[{listen}]' if ':' in listen else listen}:{port}"
        super().__init__()

    def load_config(self) -> None:
        for setting, value in {
            "bind": self._bind,
            "worker_class": WebWorker,
            "workers": 1,
            "threads": THREADS,
            "worker_connections": CONNECTIONS,
            "graceful_timeout": STOP_SECONDS,
            "forwarded_allow_ips": self._front,  # nobody else may claim to be one
            "control_socket_disable": True,
            "proc_name": self._name,
            "loglevel": "warning",
        }.items():
            self.cfg.set(setting, value)

    def longest_form(self, path: str) -> int:
        """How many bytes a form may have that is sent there."""
        return only_short(path)

    def streamed(self, path: str) -> bool:
        """Whether a long form that is sent there is read by a thread, as it comes."""
        return all_gathered(path)

    def stopping(self) -> None:
        """Called in the serving process, when it is told to stop."""
