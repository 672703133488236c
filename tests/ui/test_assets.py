"""Files of the map are copied once, completely, without running any script of a package."""

import json
from pathlib import Path

import pytest

from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.ui import assets

ROOT = Path(__file__).parents[2]


def fake_modules(folder: Path) -> Path:
    for name in assets.VENDOR_FILES:
        path = folder / name if "." in Path(name).name else folder / name / "picture.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return folder


def test_every_needed_file_is_copied(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    assert not assets.installed(vendor)
    assert assets.copy_files(fake_modules(tmp_path / "modules"), vendor) == len(assets.VENDOR_FILES)
    assert assets.installed(vendor)


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no_asset_list"):
        assets.install(tmp_path, tmp_path / "vendor")


def test_a_missing_npm_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(assets, "find_spec", lambda _: None)
    with pytest.raises(UnreadableFileError, match="no_npm"):
        assets.install(tmp_path, tmp_path / "vendor")


def test_the_lock_file_names_no_address_and_checks_every_package() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: facts for name, facts in packages.items() if name}
    assert not [name for name, facts in fetched.items() if "resolved" in facts]
    assert all(facts["integrity"].startswith("sha512-") for facts in fetched.values())


def test_the_map_uses_the_packages_of_the_list() -> None:
    listed = set(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"])
    assert {name.split("/")[0] for name in assets.VENDOR_FILES} == listed
