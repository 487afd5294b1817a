"""Runs a command on a pseudo-terminal of its own, types into it, and prints what came of it as JSON.

Argument: JSON with `argv`, `columns`, `rows`, `steps` (each waits until `wait`, a regular expression, matches what was
written since the step before, and `afterS` longer, then types `send`), and optionally `stdout`, a file that standard output goes to instead of
the terminal, and `timeoutS`. Prints {"status": exit status or minus the signal, "output": what the terminal was written}.
"""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time


def child(task):
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", task["rows"], task["columns"], 0, 0))
    if "stdout" in task:
        os.dup2(os.open(task["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
    os.execvp(task["argv"][0], task["argv"])


def read(fd):
    try:
        return os.read(fd, 65536)
    except OSError:  # Linux says EIO where others say end of file
        return b""


def follow(pid, fd, task):
    output, seen, steps = b"", 0, list(task["steps"])
    ends = time.monotonic() + task.get("timeoutS", 60)
    while True:
        if not select.select([fd], [], [], 0.2)[0]:
            if time.monotonic() > ends:
                os.kill(pid, signal.SIGKILL)
            continue
        more = read(fd)
        if more == b"":
            return output
        output += more
        while steps:
            found = re.search(steps[0]["wait"].encode(), output[seen:])
            if found is None:
                break
            seen += found.end()
            time.sleep(steps[0].get("afterS", 0))
            os.write(fd, steps.pop(0)["send"].encode())


def main():
    task = json.loads(sys.argv[1])
    pid, fd = pty.fork()
    if pid == 0:
        child(task)
    output = follow(pid, fd, task)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    json.dump({"status": status, "output": output.decode("utf-8", "replace")}, sys.stdout)


main()
