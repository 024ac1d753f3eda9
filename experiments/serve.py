"""`omland app`: starts the browser app as a server process of its own, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

from experiments.workers import ONE_THREAD
from scenarios.errors import BadInput

HOST = "127.0.0.1"
APP = "viz.app"
SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",  # Solara reports use unless told not to
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",  # a session without a browser ends; 24 hours otherwise
    "SOLARA_CHECK_HOOKS": "off",  # it warns about Mesa's own components
    **ONE_THREAD,
}


def serve(port: int, *, is_opened: bool) -> int:
    """Run the app until it is stopped. Returns its exit status; raises BadInput if the port is taken."""
    _check_free(port)
    command = [sys.executable, "-m", "solara", "run", APP, "--host", HOST, "--port", str(port)]
    command += ["--production", "--workers", "1", "--open" if is_opened else "--no-open"]
    process = subprocess.Popen(command, env={**os.environ, **SETTINGS})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # the server ends with this command
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0


def _check_free(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise BadInput(
                f"port {port} cannot be used: {getattr(error, 'strerror', None) or error}",
                expected="a free port (--port); perhaps the app already runs",
            ) from error
