"""The command ``compare``."""

from argparse import Namespace

from cpts_geo.answers.compare import MOST, compare_studies
from cpts_geo.cli.options import read_spec
from cpts_geo.cli.output import say, say_json
from cpts_geo.model.errors import ScenarioError
from cpts_geo.render.compare_json import compare_object
from cpts_geo.render.compare_table import sentences
from cpts_geo.render.figures import headline_care
from cpts_geo.study import read_inputs, run_study
from cpts_geo.wording import compare as words
from cpts_geo.wording.cautions import NO_CARE


def compare(arguments: Namespace) -> None:
    """Put two to four saved studies side by side."""
    if not 2 <= len(arguments.specs) <= MOST:
        raise ScenarioError("compare_two_to_four", value=str(len(arguments.specs)))
    inputs = read_inputs(arguments.folder)
    studies = [run_study(read_spec(path, arguments.folder), inputs=inputs) for path in arguments.specs]
    side = compare_studies(studies)
    if arguments.json:
        say_json(compare_object(side))
        return
    say(words.compared(side.names))
    care = tuple(headline_care(studies[0]))
    for line in sentences(side, care) if care else [NO_CARE]:
        say(line)
