"""The command ``study``."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Final

from cpts_geo.answers.evolution import run_evolution
from cpts_geo.cli.options import study_spec
from cpts_geo.cli.output import say, warn, write_file, write_files
from cpts_geo.render import csv_tables, geojson, road_cautions, study_json
from cpts_geo.render.evolution_json import evolution_object
from cpts_geo.study import Inputs, Study, read_inputs, run_study
from cpts_geo.wording import answers

SPEC_FILE: Final = "study.toml"
JSON_FILE: Final = "study.json"


def study(arguments: Namespace) -> None:
    """Run a study; write its files when asked; answer with one line or the contract's object."""
    inputs = read_inputs(arguments.folder)
    spec = study_spec(arguments, inputs)
    result = run_study(spec, inputs=inputs)
    for caution in road_cautions.of_study(result):
        warn(caution)
    if arguments.save_spec:
        write_file(Path(arguments.save_spec), spec.to_toml().encode())
    if arguments.out:
        write_files(Path(arguments.out), out_files(result, inputs))
    answer = (
        _json(result, inputs).decode() if arguments.json else answers.study_line(result, arguments.out or "")
    )
    say(answer.rstrip("\n"))


def _json(result: Study, inputs: Inputs) -> bytes:
    """The contract's object; a scenario in time adds the key ``evolution``."""
    if not result.spec.steps:
        return study_json.write(result)
    evolution = evolution_object(run_evolution(result.spec, inputs=inputs))
    whole = {**study_json.study_object(result), "evolution": evolution}
    return (json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n").encode()


def out_files(result: Study, inputs: Inputs) -> dict[str, bytes]:
    """Files of ``--out``: the spec, the contract's object, tables and GeoJSON layers."""
    tables = {f"tableaux/{name}": content for name, content in csv_tables.write_files(result).items()}
    layers = {f"geojson/{name}": content for name, content in geojson.write_files(result).items()}
    return {
        SPEC_FILE: result.spec.to_toml().encode(),
        JSON_FILE: _json(result, inputs),
        **tables,
        **layers,
    }
