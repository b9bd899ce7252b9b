#!/usr/bin/env python3
"""Records what Jinja2 makes of whole chat templates, for the tests of this crate to compare with.

    pip install Jinja2==3.1.6
    python engine/tests/record_templates.py

Reads engine/tests/fixtures/templates/*.jinja and writes templates.json beside them: for each template and each
conversation the prompt, or null where the template refuses the conversation. Jinja2 is set up as in Hugging Face's
transformers. The templates are those of the models, as llama.cpp carries them in `models/templates` and in
`tests/test-chat-template.cpp`.
"""

import datetime
import json
import pathlib

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

FOLDER = pathlib.Path(__file__).parent / "fixtures" / "templates"

# 23 July 2025.
NOW = 1_753_228_800_000

THOUGHT = "<think>\nThe user greets me.\n</think>\n\nHello!"
CALL = {"type": "function", "id": "call_0001", "function": {"name": "add", "arguments": {"a": 1, "b": [2, 3]}}}
TOOL = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds <two> numbers & says “sum”.",
        "parameters": {
            "type": "object",
            "properties": {"b": {"type": "number", "description": "second"}, "a": {"type": "number", "description": "first"}},
            "required": ["b", "a"],
        },
    },
}


def says(*messages):
    return {"messages": [{"role": role, "content": content} for role, content in messages]}


CONVERSATIONS = {
    "question": says(("user", " Hi\n")),
    "system": says(("system", "Be brief. "), ("user", "Hi")),
    "turns": says(("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!"), ("user", "1 < 2 & {{ x }}?\n\n  Why?")),
    "turns without system": says(("user", "Hi"), ("assistant", "Hello!"), ("user", "Why?")),
    "thinking": says(("user", "Hi"), ("assistant", THOUGHT), ("user", "Why?")),
    "no thinking": {**says(("user", "Hi"), ("assistant", THOUGHT), ("user", "Why?")), "enable_thinking": False},
    "tool results": says(
        ("system", "Be brief."), ("user", "Add"), ("assistant", "Adding."), ("tool", "3"), ("tool", "4"), ("user", "So?")
    ),
    "asked twice": says(("user", "Hi"), ("user", "There?")),
    "tools": {**says(("system", "Be brief."), ("user", "Add")), "tools": [TOOL]},
    "tool calls": {
        "messages": [
            {"role": "user", "content": "Add"},
            {"role": "assistant", "content": "", "tool_calls": [CALL]},
            {"role": "tool", "name": "add", "tool_call_id": "call_0001", "content": "3"},
        ],
        "tools": [TOOL],
    },
}


class Generation(Extension):
    """`{% generation %}`, which marks the model's own words for training."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        return nodes.Scope(parser.parse_statements(["name:endgeneration"], drop_needle=True), lineno=line)


def refuse(message):
    raise TemplateError(message)


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def environment():
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    made.filters["tojson"] = to_json
    made.globals["raise_exception"] = refuse
    now = datetime.datetime.fromtimestamp(NOW / 1000, datetime.timezone.utc)
    made.globals["strftime_now"] = now.strftime
    return made


def record(template, conversation):
    try:
        return template.render(**conversation, bos_token="<s>", eos_token="</s>", add_generation_prompt=True)
    # Some templates refuse by failing: by adding a text to a list, or by asking nothing for its contents.
    except (TemplateError, TypeError):
        return None


def main():
    made = environment()
    prompts = {}
    for file in sorted(FOLDER.glob("*.jinja")):
        template = made.from_string(file.read_text())
        prompts[file.stem] = {name: record(template, conversation) for name, conversation in CONVERSATIONS.items()}
    recorded = {"now": NOW, "conversations": CONVERSATIONS, "prompts": prompts}
    (FOLDER / "templates.json").write_text(json.dumps(recorded, ensure_ascii=False, indent=1) + "\n")


main()
