"""The Linux calls that Python 3.11 has no function for: namespaces, mounts, capabilities, process controls.

Thin and typed; in which order they make a sandbox is `groundwire.eda.jail`'s and `groundwire.eda.job`'s.
"""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
"""Numbers from linux/sched.h."""

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_NOATIME, MS_NODIRATIME, MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = 1024, 2048, 4096, 16384, 1 << 18, 1 << 21
"""Numbers from linux/mount.h."""

_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
_CAPABILITY_VERSION_3 = 0x20080522
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41, "ppc64le": 203, "s390x": 217}
"""System call numbers; the C library has no function for it."""

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    """Turn a failure into an OSError that says what was tried."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def set_namespace(descriptor: int, kind: int) -> None:
    """Enter a namespace; for processes it counts for children only."""
    _check(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount something."""
    arguments = source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode()
    _check(_libc.mount(*arguments), f"mount {target}")


def pivot_root(new_root: str) -> None:
    """Make `new_root`, a mount point, the root, and let go of the old one."""
    os.chdir(new_root)
    number = _PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise OSError(f"pivot_root: its number is not known for {os.uname().machine}")
    # With both arguments the same the old root is stacked under the new one, and unmounted without a folder for it.
    _check(_libc.syscall(ctypes.c_long(number), b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", _MNT_DETACH), "umount of the old root")
    os.chdir("/")


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _check(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero), f"prctl {option}")


def die_with_parent(signal_number: int) -> None:
    """Get this signal when the thread that forked this process ends. Changing user or group clears it."""
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def set_dumpable(on: bool) -> None:
    """Whether processes of the same user may look into this one; off is inherited by a fork, and reset by exec."""
    _prctl(_PR_SET_DUMPABLE, int(on))


def become_subreaper() -> None:
    """Adopt descendants whose parents end, as process 1 does."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def forbid_new_privileges() -> None:
    """Make setuid programs run without their privileges, for this process and all that it starts."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def flush_streams() -> None:
    """Write out what libraries in C and C++ have printed so far, which `os._exit` would lose."""
    _libc.fflush(None)


def drop_capabilities() -> None:
    """Give up all capabilities for good."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
