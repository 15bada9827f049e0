"""How strongly programs are isolated here, and the error when that is not enough."""

from dataclasses import dataclass


class SandboxUnavailableError(RuntimeError):
    """Untrusted programs cannot be isolated here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Level:
    """What isolation a zygote achieved.

    landlock: version of Landlock's interface, 0 if the kernel has none. has_seccomp: system calls are filtered.
    has_namespaces: network, IPC and mounts are private. is_unprivileged: programs do not run as root. is_unsafe: the
    operator's switch was needed to run at all.
    """

    landlock: int
    has_seccomp: bool
    has_namespaces: bool
    is_unprivileged: bool = True
    is_unsafe: bool = False

    def __str__(self) -> str:
        parts = [
            "unsafe" if self.is_unsafe else "",
            f"landlock{self.landlock}" if self.landlock else "",
            "seccomp" if self.has_seccomp else "",
            "ns" if self.has_namespaces else "",
            "" if self.is_unprivileged else "root",
        ]
        return "+".join(part for part in parts if part) or "none"

    @property
    def is_sufficient(self) -> bool:
        """Whether untrusted programs may run: both walls stand."""
        return self.landlock > 0 and self.has_seccomp
