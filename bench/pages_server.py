"""Serve the pages without Airflow and without a login, on this host alone: for `bench.pages --alone`.

python -m bench.pages_server HOME PORT
"""

import sys
from pathlib import Path

import uvicorn

from tracepile.settings import Settings
from tracepile_airflow.pages.app import build_app

if __name__ == "__main__":
    _, home, port = sys.argv
    app = build_app(Settings(home=Path(home)), lambda: None)
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="error", access_log=False)
