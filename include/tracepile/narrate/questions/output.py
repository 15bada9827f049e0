"""Questions about what a line prints."""

import ast

from tracepile.narrate.printing import output_claim, tell_output
from tracepile.narrate.questions.desk import CannotTellError, Desk
from tracepile.narrate.questions.flow import tell_operands
from tracepile.narrate.questions.places import in_pass


def tell_printed(desk: Desk) -> None:
    """Which text a visit of a line prints."""
    step = desk.asked.target
    frame = desk.frame_at(step)
    place = desk.places(frame.id).find(step)
    after = desk.following(step)
    text = desk.scene.printed(step, after)
    if place is None or ast.literal_eval(desk.asked.answer) != text.removesuffix("\n"):
        raise CannotTellError
    calls = [part for part in ast.walk(place.node.stmt) if isinstance(part, ast.Call)]
    arguments = [each for call in calls if ast.unparse(call.func) == "print" for each in call.args]
    for argument in arguments[:1]:
        tell_operands(desk, frame, argument, step)
    words, claims = desk.places(frame.id).pass_words(place)
    with_pass = f", {in_pass(words)}" if words else ""
    desk.say(f"line {desk.asked.at_line} runs {desk.time_words()}{with_pass}", claims, step, step)
    moment = desk.moment(step, frame.id, desk.scene.callees(frame.id, step, after))
    told = [
        (explained.result(explained.shown, has_source=True), explained.claims)
        for argument in arguments
        if (explained := moment.explain(argument)).is_known and explained.source != explained.literal
    ]
    for result, more in told:
        desk.say(f"{'its' if len(told) == 1 else 'an'} argument of `print` is {result}", more, step, step)
    claim = output_claim(desk.moment(step, frame.id), step, after, text)
    desk.say(desk.voice.at(desk.asked.at_line)("printed").format(tell_output(text)), [claim], step, after)
