"""Give each kind of work a user of the store with a policy of its own. Run once, with the store's root keys.

Policies are the files of deploy/policies, named after the user: `tracepile-<name>`, whose secret is the variable
`STORE_<NAME>_SECRET`. Running it again brings users and policies up to date.
"""

import os
import sys
from pathlib import Path

from minio import MinioAdmin
from minio.credentials import StaticProvider
from minio.error import MinioAdminException

from tracepile.settings import load_settings

POLICIES = Path(__file__).parent / "policies"


def main() -> int:
    """Make users and policies; return the exit code."""
    settings = load_settings()
    root = StaticProvider(settings.s3_access_key.get_secret_value(), settings.s3_secret_key.get_secret_value())
    admin = MinioAdmin(endpoint=settings.s3_endpoint, credentials=root, secure=settings.is_s3_secure)
    for policy in sorted(POLICIES.glob("*.json")):
        user = f"tracepile-{policy.stem}"
        secret = os.environ.get(f"STORE_{policy.stem.upper()}_SECRET", "")
        if not secret:
            print(f"The user {user} has no secret; set STORE_{policy.stem.upper()}_SECRET.", file=sys.stderr)
            return 1
        try:
            admin.policy_add(user, policy_file=policy)
            admin.user_add(user, secret)
            admin.policy_set(user, user=user)
        except MinioAdminException as error:
            print(f"The store did not take the user {user}: {error}", file=sys.stderr)
            return 1
        print(f"{user}: may do what {policy.name} says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
