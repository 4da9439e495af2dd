"""Where Elasticsearch comes from: unpacked once into a folder outside the tree, with a JDK to run it and a user other than root."""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "8.19.21"
# Published for plugins' integration tests: the server with its core modules, without a JDK of its own.
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
LEAST_JAVA = 17
USER = "presswatch-elasticsearch"  # made where the caller is root, for Elasticsearch refuses to run as root


class Unavailable(Exception):
    """No Elasticsearch can be had here; the message says what is missing and how to get it."""


def cache() -> Path:
    """The folder for what was fetched and for running servers; root's is one that other users can read."""
    named = os.environ.get("XDG_CACHE_HOME")
    if named:
        return Path(named) / "presswatch"
    return Path("/var/cache/presswatch") if os.geteuid() == 0 else Path.home() / ".cache" / "presswatch"


def home() -> Path:
    """Where the distribution lies, whether it is there or not."""
    return cache() / f"elasticsearch-{VERSION}"


def fetch() -> Path:
    """The distribution's folder; fetched by Maven where it is not there yet. Raises Unavailable."""
    cache().mkdir(parents=True, exist_ok=True)
    with locked("fetch"):
        if home().is_dir():
            return home()
        if shutil.which("mvn") is None:
            raise Unavailable(f"Elasticsearch {VERSION} is fetched with Maven, and there is no `mvn` here")
        with tempfile.TemporaryDirectory(dir=cache()) as name:
            folder = Path(name)
            command = ["mvn", "--batch-mode", "--quiet", COPY, f"-Dartifact={ARTIFACT}"]
            run = subprocess.run(
                [*command, f"-DoutputDirectory={folder}"],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            found = list(folder.glob("elasticsearch-*.zip"))
            if run.returncode or not found:
                raise Unavailable(f"Maven could not fetch {ARTIFACT}:\n{(run.stdout + run.stderr)[-2000:]}")
            with zipfile.ZipFile(found[0]) as archive:
                archive.extractall(folder)
            unpacked = folder / home().name
            for program in (unpacked / "bin").iterdir():
                program.chmod(0o755)
            for path in unpacked.rglob("*"):  # the other user reads it too
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            unpacked.rename(home())
    return home()


def find_java() -> Path:
    """A JDK's home, from ES_JAVA_HOME, JAVA_HOME or the `java` on the path. Raises Unavailable."""
    tried = []
    on_path = shutil.which("java")
    places = [(name, os.environ.get(name)) for name in ("ES_JAVA_HOME", "JAVA_HOME")]
    places.append(("java on the path", str(Path(on_path).resolve().parent.parent) if on_path else None))
    for name, place in places:
        if not place:
            continue
        release = _java_release(Path(place))
        if release is not None and release >= LEAST_JAVA:
            return Path(place)
        tried.append(f"{name} ({place}) is " + ("no JDK" if release is None else f"Java {release}"))
    had = "; ".join(tried) or "none of ES_JAVA_HOME, JAVA_HOME and `java` is there"
    raise Unavailable(f"Elasticsearch {VERSION} runs on Java {LEAST_JAVA} or later: {had}")


def account() -> pwd.struct_passwd | None:
    """The user that servers run as; None where that is the caller. Made if the caller is root. Raises Unavailable."""
    if os.geteuid() != 0:
        return None
    with locked("user"):
        try:
            return pwd.getpwnam(USER)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            reason = getattr(error, "stderr", None) or str(error)
            raise Unavailable(
                f"Elasticsearch refuses to run as root, and the user {USER} could not be made: {reason}"
            ) from error
        return pwd.getpwnam(USER)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Alone among all processes that use the cache."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / f".{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _java_release(place: Path) -> int | None:
    java = place / "bin" / "java"
    if not java.is_file():
        return None
    said = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None
