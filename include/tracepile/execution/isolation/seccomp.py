"""The seccomp filter: which system calls a program may make.

Three answers. What a computation needs is allowed. What only an attack, a thread or a subprocess needs kills the
program with SIGSYS, which the parent records as `refused`: an error code instead would let the program go on and put
a trace on record that depends on the sandbox. Everything else gives EPERM, because C libraries probe for new calls.
The filter is built once in the parent, so that a zygote needs neither libseccomp nor pyseccomp.
"""

import errno
import tempfile
from contextlib import suppress
from functools import cache
from typing import Final

ALLOWED: Final = (
    # files and directories; Landlock decides which ones
    "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat openat2 close close_range"
    " creat lseek stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents"
    " getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink"
    " symlinkat ftruncate fallocate fadvise64 fsync fdatasync sync_file_range flock umask statfs fstatfs"
    " copy_file_range sendfile splice tee dup dup2 dup3 fcntl pipe pipe2 eventfd2 memfd_create"
    # memory
    " brk mmap munmap mprotect mremap madvise msync mincore membarrier mlock munlock"
    # time, waiting
    " nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times getitimer setitimer alarm pause"
    " poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2"
    " timerfd_create timerfd_settime timerfd_gettime futex futex_waitv sched_yield restart_syscall"
    # signals of its own
    " rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack"
    # questions about itself and the machine
    " getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid"
    " getrlimit setrlimit getrusage getpriority sched_getaffinity sched_getparam sched_getscheduler"
    " sched_get_priority_max sched_get_priority_min getcpu uname sysinfo getrandom get_robust_list set_robust_list"
    " rseq set_tid_address arch_prctl exit exit_group wait4 waitid"
).split()

REFUSED: Final = (
    # other processes and threads
    "clone clone3 fork vfork execve execveat kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open"
    " pidfd_send_signal pidfd_getfd ptrace process_vm_readv process_vm_writev process_madvise kcmp setpgid setsid"
    " setpriority sched_setaffinity sched_setscheduler sched_setparam sched_setattr"
    # network and other channels between processes
    " socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg shutdown"
    " shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semtimedop semctl mq_open mq_unlink"
    # ownership, modes and attributes, which Landlock does not cover
    " chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat truncate setxattr"
    " lsetxattr fsetxattr removexattr lremovexattr fremovexattr mknod mknodat"
    # identity, mounts, the machine
    " setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset unshare setns chroot"
    " pivot_root mount umount2 open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr sethostname"
    " setdomainname swapon swapoff reboot kexec_load kexec_file_load init_module finit_module delete_module"
    " settimeofday clock_settime clock_adjtime adjtimex syslog acct quotactl ioperm iopl modify_ldt personality"
    # doors into the kernel
    " bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register io_setup io_submit keyctl"
    " add_key request_key open_by_handle_at name_to_handle_at seccomp landlock_create_ruleset landlock_add_rule"
    " landlock_restrict_self fanotify_init inotify_init inotify_init1 lookup_dcookie vhangup vmsplice"
).split()

_BINARY_TREE: Final = 2
_IOCTLS: Final = (0x5401, 0x5413, 0x541B)  # TCGETS (isatty), TIOCGWINSZ (terminal size), FIONREAD


class SeccompUnavailableError(RuntimeError):
    """pyseccomp or the system's libseccomp is missing."""


@cache
def build_filter() -> bytes:
    """Return the filter as a classic BPF program for this machine.

    Raises:
        SeccompUnavailableError: pyseccomp cannot be imported, or finds no libseccomp.
    """
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError) as error:
        raise SeccompUnavailableError(f"libseccomp could not be loaded ({error})") from error
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    with suppress(OSError):  # a libseccomp before 2.5 knows only the list, which takes the kernel longer to install
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, _BINARY_TREE)
    for action, names in ((pyseccomp.ALLOW, ALLOWED), (pyseccomp.KILL_PROCESS, REFUSED)):
        for name in names:
            number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
            if number >= 0:  # else this processor does not have it, or it is newer than libseccomp: EPERM
                rules.add_rule(action, number)
    itself = pyseccomp.Arg(0, pyseccomp.EQ, 0)
    rules.add_rule(pyseccomp.ALLOW, "prlimit64", itself)
    for request in _IOCTLS:
        rules.add_rule(pyseccomp.ALLOW, "ioctl", pyseccomp.Arg(1, pyseccomp.EQ, request))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
