"""The house keeps its shape: imports, foreign keys and tables point down only."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

SRC = Path(__file__).parents[2] / "src" / "encrier"
LADDER = [
    {"kernel"}, {"policy"}, {"journal"}, {"mailroom"}, {"catalogue"}, {"customers"},
    {"inventory", "vat"},
    {"pricing", "delivery"}, {"newsletter"}, {"orders", "cart"}, {"payments"},
    {"invoicing", "fulfilment"}, {"checkout", "returns", "accounting"},
    {"helpdesk"}, {"web", "reactions"}, {"sandbox"}, {"console"},
]  # fmt: skip
RUNG = {room: height for height, rung in enumerate(LADDER) for room in rung}
ROOMS = sorted(p.name for p in SRC.iterdir() if (p / "__init__.py").exists())
OFTEN_SEEN_ELSEWHERE = {"utils", "helpers", "common", "managers", "misc", "services"}


def test_imports_keep_the_ladder():
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed here; bin/check runs it")
    seen = subprocess.run([lint], cwd=SRC.parents[1], capture_output=True, text=True, check=False)
    assert seen.returncode == 0, seen.stdout


def test_every_room_has_its_rung_and_says_what_it_is_for():
    assert set(ROOMS) == set(RUNG)
    for room in ROOMS:
        assert ast.get_docstring(ast.parse((SRC / room / "__init__.py").read_text())), room


def test_foreign_keys_point_down_only():
    for model in apps.get_models():
        room = model._meta.app_label
        for field in model._meta.get_fields():
            if room in RUNG and isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                target = field.related_model._meta.app_label
                if target in RUNG and target != room:
                    assert RUNG[target] < RUNG[room], f"{model.__name__}.{field.name} -> {target}"


def test_no_room_writes_another_rooms_tables():
    """Rows are made and changed by the room's own commands; others may only point at a model."""
    writes = re.compile(r"\b(?:create|bulk_create|update|delete|get_or_create|update_or_create)\b")
    a_store_of_its_own = SRC / "console" / "bench.py"  # ten thousand orders, thrown away afterwards
    for path in _sources():
        if path == a_store_of_its_own:
            continue
        room = path.relative_to(SRC).parts[0]
        foreign = _models_imported_from_other_rooms(path, room)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for name in foreign:
                if re.search(rf"\b{name}\.objects\b.*{writes.pattern}", line):
                    pytest.fail(f"{path.relative_to(SRC)}:{number}: writes {name} of another room")


def test_no_file_is_an_attic():
    for path in _sources():
        assert path.stem not in OFTEN_SEEN_ELSEWHERE, path


def test_only_the_clock_knows_the_time():
    asks = re.compile(
        r"datetime\.now\(|date\.today\(|timezone\.now\(|datetime\.utcnow|time\.time\("
    )
    for path in _sources():
        if path != SRC / "kernel" / "clock.py" and path.relative_to(SRC).parts[0] != "sandbox":
            assert not asks.search(path.read_text()), path.relative_to(SRC)


def test_only_chance_is_random():
    for path in _sources():
        if path not in {SRC / "kernel" / "chance.py", SRC / "settings.py"}:
            assert not re.search(r"^\s*(import|from) (random|secrets)\b", path.read_text(), re.M), (
                path
            )


def test_rules_know_no_django():
    for path in (*SRC.rglob("rules.py"), *SRC.rglob("rules/*.py")):
        assert "django" not in path.read_text(), path.relative_to(SRC)


def test_no_room_below_the_web_speaks_sentences():
    for path in _sources():
        if path.relative_to(SRC).parts[0] not in {"web", "reactions", "sandbox", "console"}:
            assert "gettext" not in path.read_text(), path.relative_to(SRC)


def _sources() -> list[Path]:
    return [p for p in SRC.rglob("*.py") if "migrations" not in p.parts]


def _models_imported_from_other_rooms(path: Path, room: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        module = getattr(node, "module", None) or ""
        models = re.fullmatch(r"encrier\.(\w+)\.models", module)
        if isinstance(node, ast.ImportFrom) and models and models[1] != room:
            names |= {alias.asname or alias.name for alias in node.names}
    return names
