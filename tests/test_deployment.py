"""What docs/deployment.md and deploy/ say is what the program does: settings, commands, packages, keys in addresses."""

import re
from pathlib import Path

import pytest
import yaml
from click import Group

from pan2_assess import config
from pan2_assess.cli import main
from pan2_assess.core.sheet import MAX_FILE
from pan2_assess.serving import GRACE
from pan2_assess.web import security

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "deployment.md").read_text()
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    rows = re.findall(r"^\| `PAN2_(\w+)` \|", GUIDE, re.MULTILINE)
    assert sorted(rows) == sorted(config.KNOWN)


@pytest.mark.parametrize("path", [*FILES, ROOT / "README.md", ROOT / "docs" / "deployment.md"], ids=lambda p: p.name)
def test_only_settings_that_exist_are_spoken_of(path: Path) -> None:
    assert set(re.findall(r"\bPAN2_([A-Z_]*[A-Z])\b", path.read_text())) <= set(config.KNOWN)


def test_the_example_of_settings_is_good(tmp_path: Path) -> None:
    given = dict(
        line.lstrip("#").replace('"', "").split("=", 1)
        for line in (DEPLOY / "systemd" / "settings.example").read_text().splitlines()
        if re.match(r"#?PAN2_", line) and "URL_FILE" not in line
    )
    for name in ("SERVER", "SECRET"):
        file = tmp_path / Path(given[f"PAN2_{name}_KEY_FILE"]).name
        file.write_text("A" * 43 + "=")
        given[f"PAN2_{name}_KEY_FILE"] = str(file)
    settings = config.load(given | {"PAN2_INSTANCE": str(tmp_path)})
    assert settings.production
    assert settings.proxy_hops == 1
    assert settings.database_url.query["host"] == "/run/postgresql"


def test_the_commands_spoken_of_exist() -> None:
    texts = "\n".join(path.read_text() for path in [*FILES, ROOT / "docs" / "deployment.md"])
    spoken = set(re.findall(r"(?:\bpan2-assess|run --rm web) ([a-z][a-z-]+)(?=[ `\n])", texts))
    assert isinstance(main, Group)
    assert {"serve", "worker", "upgrade", "staff", "copy-to"} <= spoken
    assert spoken - {"pan2-assess-web", "pan2-assess-worker"} <= main.commands.keys()


def test_the_packages_are_those_of_the_makefile() -> None:
    (packages,) = re.findall(r"^PACKAGES := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for name, text in (("Containerfile", (DEPLOY / "Containerfile").read_text()), ("guide", GUIDE)):
        assert packages in text, name


def test_the_image_gets_all_that_the_wheel_needs() -> None:
    container = (DEPLOY / "Containerfile").read_text()
    copied = {word for line in re.findall(r"^COPY (?!--)(.+) \S+$", container, re.MULTILINE) for word in line.split()}
    ignored = {line[1:] for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert copied == ignored
    assert {"pan2_assess", "questionnaires", "templates", "README.md", "LICENSE"} <= copied
    for name in copied:
        assert (ROOT / name).exists(), name


def test_the_composition_hangs_together() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for name, service in composed["services"].items():
        assert set(service.get("secrets", [])) <= composed["secrets"].keys(), name
        assert set(service["networks"]) <= composed["networks"].keys(), name
        assert set(service.get("depends_on", [])) <= composed["services"].keys(), name
        for variable, value in service["environment"].items() if name in ("web", "worker") else ():
            assert variable.removeprefix("PAN2_") in config.KNOWN
            if variable.endswith("_FILE"):
                assert Path(value).name in service["secrets"]
    for name in ("web", "worker"):
        service = composed["services"][name]
        assert service["deploy"]["replicas"] == 2
        assert service["read_only"]
        assert service["command"][0] in main.commands  # type: ignore[attr-defined]
        assert service["stop_grace_period"] == f"{GRACE + 10:.0f}s"
    assert composed["services"]["worker"]["networks"] == ["inside"]
    assert composed["networks"]["inside"]["internal"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_waits_until_its_processes_have_ended(unit: Path) -> None:
    text = unit.read_text()
    assert f"TimeoutStopSec={GRACE + 10:.0f}\n" in text
    for rule in ("ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes", "KillMode=mixed"):
        assert f"{rule}\n" in text


def test_the_press_may_make_the_namespaces_it_wants() -> None:
    worker = (DEPLOY / "systemd" / "pan2-assess-worker.service").read_text()
    assert "\nRestrictNamespaces=user net\n" in worker
    assert "\nPrivateNetwork=yes\n" in worker


def test_the_proxies_take_more_than_the_application() -> None:
    nginx = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    caddy = re.search(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text())
    told = re.search(r"bodies of at least (\d+) MB", GUIDE)
    assert nginx
    assert caddy
    assert told
    most = max(security.BODY, MAX_FILE) / (1 << 20)
    assert int(nginx[1]) > int(told[1]) > most
    assert int(caddy[1]) > int(told[1])


def test_the_proxy_logs_no_key() -> None:
    (pattern,) = re.findall(r'"~\^\(\?<before>(\S+)\)"', (DEPLOY / "nginx.conf").read_text())
    for place in security._PLACES:
        address = f"/en{place}ABCD-EFGH/more?x=1"
        found = re.match(f"({pattern})", address)
        assert found, place
        assert found[1] == f"/en{place}"
        assert f"`{place}`" in GUIDE
    logged = re.search(r"log_format pan2 '(.+)';", (DEPLOY / "nginx.conf").read_text())
    assert logged
    assert not set(re.findall(r"\$(\w+)", logged[1])) & {"request", "request_uri", "uri", "args", "http_referer"}
