"""Run the test server: `python -m tests.sglang_server [--port N] [--config JSON] [--until-stdin-closes]`.

Prints `listening on PORT` once it listens on the loopback interface.
"""

import argparse
import asyncio
import json
import logging
import os
import socket
import sys
import threading
import time

import uvicorn

from tests.sglang_server.app import App
from tests.sglang_server.config import Config


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--config", default="{}")
    parser.add_argument("--until-stdin-closes", action="store_true")
    given = parser.parse_args()
    config = Config()
    config.update(json.loads(given.config))
    if given.until_stdin_closes:
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", given.port))
    if not config.listen_after_s:
        listener.listen(4096)
    print(f"listening on {listener.getsockname()[1]}", flush=True)
    time.sleep(config.listen_after_s)  # bound, not listening: connections are refused
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    server = uvicorn.Server(
        uvicorn.Config(App(config), access_log=False, lifespan="off", timeout_keep_alive=60, backlog=4096)
    )
    asyncio.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    main()
