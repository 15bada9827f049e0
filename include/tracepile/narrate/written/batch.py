"""Rationales by a model for recordings at hand: what `tracepile narrate` and the benches use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracepile.execution.model import Recording
from tracepile.narrate.model import Rationale
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_scene
from tracepile.narrate.scene import Scene
from tracepile.narrate.source import Source
from tracepile.narrate.verify import verify_rationales
from tracepile.narrate.written.draft import Job
from tracepile.narrate.written.ending import Ending
from tracepile.narrate.written.writer import Completer, Writer, make_job
from tracepile.schema import content_id
from tracepile.settings import Settings


@dataclass(frozen=True, slots=True)
class Told:
    """One recording's rationale: the model's, or the template's where `ending` says that it fell back.

    rationale: None when the run has none at all; then reason and message say why.
    """

    rationale: Rationale | None
    ending: Ending | None = None
    reason: str | None = None
    message: str | None = None


def name_of(recording: Recording) -> str:
    """Return the id that decides the wording of a recording that no table knows."""
    case = recording.case
    return content_id(case.code, case.call, case.stdin)


def write_recordings(
    recordings: Sequence[Recording], client: Completer, settings: Settings, *, mode: str | None = None
) -> list[Told]:
    """Let a model explain recordings; return what became of each, in order. Equal cases are asked for once."""
    told: dict[str, Told] = {}
    jobs: dict[str, Job] = {}
    by_name: dict[str, Recording] = {}
    for recording in recordings:
        name = name_of(recording)
        if name not in by_name:
            by_name[name] = recording
            result = _tell(recording, name, settings)
            if isinstance(result, Job):
                jobs[name] = result
            else:
                told[name] = result

    def find(names: set[str]) -> Iterator[tuple[str, Recording, Source]]:
        for name in names:
            yield name, by_name[name], Source(by_name[name].case.code)

    endings = Writer(client, settings, mode=mode).write(list(jobs.values()), find)
    for name, job in jobs.items():
        ending = endings[name, None]
        told[name] = Told(ending.rationale or job.template, ending)
    return [told[name_of(recording)] for recording in recordings]


def _tell(recording: Recording, name: str, settings: Settings) -> Job | Told:
    scene = Scene(recording, trace_id=name)
    try:
        template = narrate_scene(
            scene, seed=settings.seed, style=settings.narration_style, max_tokens=settings.max_rationale_tokens
        )
    except NotNarratedError as error:
        return Told(None, reason=error.reason, message=str(error))
    verdict = verify_rationales(recording, [(template, answer_of(recording))], source=scene.source)[0]
    if not verdict.is_accepted:
        message = f"The verifier says: {verdict.failures[0].to_dict()}."
        return Told(None, reason="unverified", message=message)
    return make_job(scene, template, verdict, program_id=content_id(recording.case.code))
