"""A readable page of the API, made from its own description: no script, no style of its own."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from encrier.web.api.words import SENTENCES as OWN
from encrier.web.words.refusals import SENTENCES

PROMISES = re.compile(r"^(?:[A-Z]+-\d[\d…]*(?:, )?)+: ")
"""The ids of the promises that a call keeps: for those who read the code."""
METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True)
class Call:
    """One call as the page shows it."""

    method: str
    path: str
    anchor: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    body: str
    answers: list[dict[str, Any]]

    @property
    def steps(self) -> list[str]:
        """The path in parts, between which a narrow screen may break it."""
        return self.path.strip("/").split("/")


def page(request: HttpRequest, api: Any) -> HttpResponse:
    """The calls, their values, their answers, and the code of every problem."""
    schema = api.get_openapi_schema()
    calls = list(_calls(schema))
    groups: dict[str, list[Call]] = {}
    for tag, call in calls:
        groups.setdefault(tag, []).append(call)
    with translation.override("en"):
        codes = sorted(
            (code, str(text)) for code, text in {**SENTENCES, **OWN}.items() if ":" not in code
        )
        return render(
            request,
            "api/docs.html",
            {"info": schema["info"], "groups": groups.items(), "codes": codes},
        )


def to_page(request: HttpRequest) -> HttpResponse:
    """The root of the API leads to its description."""
    return redirect("api:docs")


def _calls(schema: dict[str, Any]) -> Iterator[tuple[str, Call]]:
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                yield operation["tags"][0], _call(schema, path, method, operation)


def _call(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Call:
    content = operation.get("requestBody", {}).get("content", {})
    return Call(
        method=method.upper(),
        path=path,
        anchor=operation["operationId"].rpartition("api_")[2],
        summary=operation["summary"],
        description=PROMISES.sub("", operation.get("description", "")).replace("``", ""),
        parameters=[_parameter(each) for each in operation["parameters"]],
        body="".join(_example(schema, each["schema"]) for each in content.values()),
        answers=[_answer(schema, *each) for each in operation["responses"].items()],
    )


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    facts = given["schema"]
    kinds = [each for each in facts.get("anyOf", [facts]) if each.get("type") != "null"]
    first = kinds[0] if kinds else {}
    return {
        "name": given["name"],
        "place": given["in"],
        "required": given["required"],
        "default": facts.get("default"),
        "kind": " | ".join(first["enum"])
        if "enum" in first
        else first.get("format") or first.get("type", ""),
        "description": facts.get("description", ""),
    }


def _answer(schema: dict[str, Any], status: Any, response: dict[str, Any]) -> dict[str, Any]:
    content = response.get("content", {})
    is_problem = int(status) >= 400
    return {
        "status": status,
        "description": response["description"],
        "is_problem": is_problem,
        "example": ""
        if is_problem
        else "".join(_example(schema, each["schema"]) for each in content.values()),
    }


def _example(schema: dict[str, Any], of: dict[str, Any]) -> str:
    return json.dumps(_value(schema, of, 0), indent=2, ensure_ascii=False)


def _value(schema: dict[str, Any], of: dict[str, Any], depth: int) -> Any:
    """A value of a schema as a reader would write it: names of types where no example is given."""
    if depth > 8:
        return "…"
    if reference := of.get("$ref"):
        found = schema["components"]["schemas"][reference.rpartition("/")[2]]
        return _value(schema, found, depth + 1)
    if "anyOf" in of:
        kinds = [each for each in of["anyOf"] if each.get("type") != "null"]
        return _value(schema, kinds[0], depth + 1)
    if of.get("examples"):
        return of["examples"][0]
    if "enum" in of:
        return " | ".join(str(each) for each in of["enum"])
    if of.get("type") == "array":
        return [_value(schema, of["items"], depth + 1)]
    if of.get("type") == "object":
        properties = of.get("properties", {})
        return {name: _value(schema, each, depth + 1) for name, each in properties.items()}
    return of.get("const") or of.get("format") or of.get("type", "any")
