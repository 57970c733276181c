"""Entering a jail: a root of its own with the system's programs and nothing else, no network, processes of its own.

Two ways lead in. Root makes the namespaces as root and then becomes nobody, so that limits count for it. Anyone else
makes a user namespace, where the system allows that. After either, the next child is process 1 of the jail.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from groundwire.eda import kernel

WORK = "/groundwire-job"
"""Where a job's files are, inside; a name that no system has, for this folder hides what is visible at its place."""
NOBODY = 65534
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache", "/nix/store")
"""What compilers and simulators need of a system, and nothing that is a user's."""
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_STAGES = ("/mnt", "/media", "/srv", "/opt", "/home", "/var", "/tmp", "/run")
"""Folders that one can cover with the new root while it is built; which one makes no difference."""
_APART = kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
_LOCKED = {
    os.ST_NOSUID: kernel.MS_NOSUID, os.ST_NODEV: kernel.MS_NODEV, os.ST_NOEXEC: kernel.MS_NOEXEC,
    os.ST_NOATIME: kernel.MS_NOATIME, os.ST_NODIRATIME: kernel.MS_NODIRATIME, os.ST_RELATIME: kernel.MS_RELATIME,
}  # fmt: skip
"""Mount flags that a remount must repeat: dropping one is forbidden in a user namespace."""


def enter_as_root(visible: Sequence[str], proc: int) -> None:
    """Make a jail with root's rights and go on in it as nobody.

    Args:
        visible: further files and folders to show, read-only, at the same paths.
        proc: an open /proc.

    Raises:
        OSError: the system does not allow it.
    """
    kernel.unshare(kernel.CLONE_NEWNS | _APART)
    build_root(visible)
    _become_nobody()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID)
    map_user(NOBODY, NOBODY, proc)


def enter_as_user(visible: Sequence[str], proc: int) -> None:
    """Make a jail in a user namespace; arguments and errors are those of `enter_as_root`."""
    if os.geteuid() == 0:  # without the rights to make namespaces; the kernel would not count its processes
        _become_nobody()
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | _APART)
    map_user(user, group, proc)
    build_root(visible)


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.set_dumpable(True)  # changing user has made /proc/self root's, and the maps must be written


def map_user(user: int, group: int, proc: int) -> None:
    """Keep one user and one group, by the same numbers, in a new user namespace; and allow no further one in it."""
    for name, text in (
        ("self/setgroups", "deny"),
        ("self/uid_map", f"{user} {user} 1"),
        ("self/gid_map", f"{group} {group} 1"),
    ):
        _write(proc, name, text)
    with suppress(OSError):  # /proc is read-only in many containers; the jail holds without this
        _write(proc, "sys/user/max_user_namespaces", "0")


def build_root(visible: Sequence[str]) -> None:
    """Make a root of the system's programs, a few devices, `visible` and an empty work folder, and go into it."""
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    paths = [*_SYSTEM, *visible]
    root = next(
        stage for stage in _STAGES
        if Path(stage).is_dir() and not any(Path(path).is_relative_to(stage) for path in paths)
    )  # fmt: skip
    kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    shown: list[str] = []
    for path in paths:
        if os.path.lexists(path) and not any(Path(path).is_relative_to(other) for other in shown):
            _show(root, path)
            shown.append(path)
    for path in _DEVICES:
        _show(root, path, device=True)
    for folder in (WORK, "/proc", "/etc"):
        Path(root + folder).mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(root + "/tmp"):  # it is there if something in it is to be seen
        Path(root + "/tmp").symlink_to(WORK.removeprefix("/"))
    _remount(root, kernel.MS_NODEV)
    kernel.pivot_root(root)


def _show(root: str, path: str, device: bool = False) -> None:
    """Show a path of the old root, read-only, in the new one; a link stays a link."""
    source, target = Path(path), Path(root + path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    kernel.mount(path, str(target), "", kernel.MS_BIND | kernel.MS_REC)
    if not device:
        _remount(str(target), kernel.MS_NODEV)


def _remount(target: str, flags: int) -> None:
    """Make a mount read-only, without setuid programs."""
    has = os.statvfs(target).f_flag
    kept = sum(flag for told, flag in _LOCKED.items() if has & told)
    flags |= kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY | kernel.MS_NOSUID | kept
    kernel.mount("none", target, "", flags)


def _write(proc: int, name: str, text: str) -> None:
    descriptor = os.open(name, os.O_WRONLY, dir_fd=proc)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
