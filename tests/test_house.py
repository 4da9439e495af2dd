"""The house itself: whose the package names are, how long modules grow, what the deployment files say."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from presswatch.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("net", "articles", "crawler", "alerts", "scheduler", "presswatch")
SOURCES = [p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py"))]


@pytest.mark.parametrize("name", [*PACKAGES, "tests", "benchmarks"])
def test_the_package_name_is_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve().parent == ROOT / name


def test_no_module_has_grown_over_400_lines() -> None:
    long = [
        f"{p.relative_to(ROOT)}: {n}" for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > 400
    ]
    assert not long


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in SOURCES
        if p.stat().st_size and not p.read_text("utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert not silent


def test_a_broad_except_says_why_on_the_line_above() -> None:
    bare = []
    for path in SOURCES:
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            if re.search(r"except(\s+(Base)?Exception\b.*)?:", line) and "#" not in lines[number - 1]:
                bare.append(f"{path.relative_to(ROOT)}:{number + 1}")
    assert not bare


def test_the_standard_library_s_http_clients_stay_in_net() -> None:
    """import-linter knows only whole external packages, so `http.client` and `urllib.request` are held here."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] != "net"
        for name in re.findall(
            r"^\s*(?:from|import) (http\.client|urllib\.request|http import client)",
            path.read_text("utf-8"),
            re.M,
        )
    ]
    assert not found


def test_the_compose_file_is_valid_by_its_schema() -> None:
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("check-jsonschema")),
            "--builtin-schema",
            "vendor.compose-spec",
            str(ROOT / "docker-compose.yml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_compose_profile_configures_the_search_engine_once(tmp_path: Path) -> None:
    services = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    (script,) = services["use-elasticsearch"]["command"]
    run = [*services["use-elasticsearch"]["entrypoint"], script]
    assert subprocess.run(run, cwd=tmp_path, check=False, capture_output=True).returncode == 1
    config = tmp_path / "presswatch.toml"
    config.write_text('sources = ["https://paper.example/"]', "utf-8")
    for _ in range(2):
        subprocess.run(run, cwd=tmp_path, check=True)
        index = read_settings(config, {}).index
        assert (index.engine, index.url) == ("elasticsearch", ("http://elasticsearch:9200",))
    assert index.url[0].partition("//")[2].partition(":")[0] in services


def test_images_are_named_without_a_registry() -> None:
    services = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    based = re.findall(r"^FROM (?:--\S+ )*(\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
    assert based
    for image in [*based, *(service["image"] for service in services.values())]:
        first, slash, _ = image.partition("/")
        assert not slash or not re.search(r"[.:]", first), image  # whoever builds says where images come from


def test_the_lock_file_names_no_index_and_has_a_hash_for_everything() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "index-url" not in text and "://" not in text and "find-links" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_file_holds_every_dependency() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M))
    blocks = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", project, re.M | re.S)
    wanted = {
        re.split(r"[<>=\[;]", line.strip().strip('",'))[0]
        for b in blocks
        for line in b.splitlines()
        if line.strip()
    }
    assert {name.replace("_", "-").lower() for name in wanted} <= locked
