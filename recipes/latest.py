"""Print the directory of the latest release from the output of `tracepile releases list --json`."""

import json
import sys

if __name__ == "__main__":
    paths = [release["path"] for release in json.load(sys.stdin) if release["is_latest"]]
    if not paths:
        sys.exit("The store holds no release; run `make run` first.")
    print(paths[0])
