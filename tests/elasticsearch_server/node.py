"""One real Elasticsearch node in a folder of its own: started, asked, paused, killed, stopped; from any process."""

import os
import shutil
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.elasticsearch_server.distribution import Unavailable, account, fetch, find_java

START_SECONDS = 240.0  # a start takes about 12 on an idle machine
_QUICK = "-XX:TieredStopAtLevel=1"  # the JVM's first compiler alone: the second takes longer than a test
_COPIED = ("jvm.options", "jvm.options.d", "log4j2.properties", "roles.yml", "users", "users_roles")


@dataclass
class Node:
    """A node on loopback whose settings, data and logs are in `folder`.

    `heap` is the JVM's ("1g"). `settings` are further lines of elasticsearch.yml. It keeps its port when started again.
    `quick` starts with a third of the work and is the slower for it once it is warm, so benchmarks do without.
    A node that another process started in `folder` is the same node: `url` and `stop` work on it.
    """

    folder: Path
    heap: str = "1g"
    name: str = "one"
    settings: dict[str, str] = field(default_factory=dict)
    scheme: str = "http"
    ca_file: Path | None = None
    quick: bool = False

    @property
    def url(self) -> str:
        """Where it listens, "http://127.0.0.1:9200". Raises Unavailable before it was started."""
        return f"{self.scheme}://{self._address('http')}"

    @property
    def transport(self) -> str:
        """The address that other nodes know it by. Raises Unavailable before it was started."""
        return self._address("transport")

    @property
    def runs(self) -> bool:
        """Whether there is a process of it."""
        return bool(self._processes())

    def start(self) -> "Node":
        """Start it and wait until it listens; nothing to do where it runs. Raises Unavailable."""
        self.launch()
        self.await_address()
        return self

    def launch(self) -> None:
        """Begin to start it, without waiting. Raises Unavailable where there is nothing to start."""
        if self.runs:
            return
        for name in ("http", "transport"):  # what is there is of an earlier start
            with suppress(FileNotFoundError):
                (self.folder / "logs" / f"{name}.ports").replace(self.folder / f"last.{name}")
        self.prepare()
        with (self.folder / "start.log").open("wb") as log:
            # A session of its own: Ctrl-C is for the caller alone.
            subprocess.Popen(stdout=log, start_new_session=True, **self._command(["elasticsearch", "-d"]))

    def await_address(self) -> None:
        """Wait until it listens. Raises Unavailable, with the end of what it said."""
        until = time.monotonic() + START_SECONDS
        ports = self.folder / "logs" / "http.ports"
        while not (ports.is_file() and ports.read_text("utf-8").strip()):
            if not self.runs or time.monotonic() > until:
                said = (self.folder / "start.log").read_text("utf-8", "replace")
                self.kill()
                raise Unavailable(f"Elasticsearch did not start in {self.folder}:\n{said[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to end, and wait; killed if it takes a minute. Idempotent."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL). Idempotent."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let it hang: connections are taken, nothing is answered."""
        for process in self._processes():
            process.suspend()

    def resume(self) -> None:
        """Let it go on after `pause`."""
        for process in self._processes():
            process.resume()

    def discard(self) -> None:
        """Kill it and delete its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def answers(self, path: str = "/_cluster/health?wait_for_status=yellow&timeout=30s") -> bool:
        """Whether it answers with success, or asks who we are."""
        context = ssl.create_default_context(cafile=str(self.ca_file)) if self.ca_file else None
        try:
            with urllib.request.urlopen(self.url + path, timeout=40, context=context) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            return error.code == 401
        except (OSError, Unavailable):
            return False

    def run(self, program: str, *arguments: str, given: str = "") -> None:
        """Run one of the distribution's programs for this node to its end. Raises Unavailable with what it said."""
        command = self._command([program, *arguments], stdin=subprocess.PIPE)
        started = subprocess.Popen(stdout=subprocess.PIPE, **command)
        said = started.communicate(given.encode(), timeout=START_SECONDS)[0]
        if started.returncode:
            raise Unavailable(f"{program} failed: {said.decode('utf-8', 'replace')[-2000:]}")

    def hand_over(self) -> None:
        """Make the user that it runs as the owner of its folder."""
        user = account()
        if user is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)

    def prepare(self) -> None:
        """Lay out its folder with its settings. Raises Unavailable."""
        (self.folder / "config").mkdir(parents=True, exist_ok=True)
        (self.folder / "logs").mkdir(exist_ok=True)
        source = fetch() / "config"
        for name in _COPIED:
            target = self.folder / "config" / name
            if (source / name).is_dir():
                shutil.copytree(source / name, target, dirs_exist_ok=True)
            elif not target.exists():
                shutil.copyfile(source / name, target)
        self._write_settings()
        self.hand_over()

    def _command(self, words: Sequence[str], stdin: int = subprocess.DEVNULL) -> dict[str, Any]:
        """How to run a program as the user that may."""
        user = account()
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        return {
            "args": [str(fetch() / "bin" / words[0]), *words[1:]],
            "cwd": self.folder,
            "env": {
                "PATH": os.environ.get("PATH", os.defpath),
                "ES_JAVA_HOME": str(find_java()),
                "ES_PATH_CONF": str(self.folder / "config"),
                "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap} {self._mark} {_QUICK if self.quick else ''}",
                "CLI_JAVA_OPTS": f"{self._mark} {_QUICK}",
            },
            "stdin": stdin,
            "stderr": subprocess.STDOUT,
            **identity,
        }

    @property
    def _mark(self) -> str:
        """What its processes are known by, among all of the machine."""
        return f"-Dpresswatch.node={self.folder}"

    def _processes(self) -> list[psutil.Process]:
        """The server, and while it starts the program that starts it."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ", "status"]):
            words = process.info["cmdline"] or ()
            places = process.info["environ"] or {}
            if process.info["status"] != psutil.STATUS_ZOMBIE and (
                self._mark in words or places.get("ES_PATH_CONF") == str(self.folder / "config")
            ):
                found.append(process)
        return found

    def _write_settings(self) -> None:
        settings = {
            "cluster.name": "presswatch-test",
            "node.name": self.name,
            "node.portsfile": "true",
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": self._last_port("http"),
            "transport.port": self._last_port("transport"),
            "discovery.type": "single-node",
            "discovery.initial_state_timeout": "0s",  # so that it listens at once, elected or not
            "xpack.security.enabled": "false",
            # A test's disk may be nearly full; then no index could be made.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            # With that, each look at the disk lifts the blocks of a full one, also those that a test sets.
            "cluster.info.update.interval": "24h",
        } | self.settings
        lines = (f"{name}: {value}\n" for name, value in settings.items())
        (self.folder / "config" / "elasticsearch.yml").write_text("".join(lines), "utf-8")

    def _last_port(self, name: str) -> str:
        """The port of an earlier start; 0 asks for any that is free."""
        with suppress(FileNotFoundError):
            return (self.folder / f"last.{name}").read_text("utf-8").split()[0].rpartition(":")[2]
        return "0"

    def _address(self, name: str) -> str:
        for path in (self.folder / "logs" / f"{name}.ports", self.folder / f"last.{name}"):
            with suppress(OSError, IndexError):
                return path.read_text("utf-8").split()[0]
        raise Unavailable(f"there is no Elasticsearch in {self.folder}: it was not started")

    def _end(self, how: signal.Signals) -> None:
        ending = self._processes()
        for process in ending:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(how)
                process.resume()  # while it is paused it does not hear
        for process in psutil.wait_procs(ending, timeout=60)[1]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(ending, timeout=30)
