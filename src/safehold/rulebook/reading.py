"""YAML read with its places: every complaint names the file, the line, the field, what is wrong and what is allowed."""

from collections.abc import Iterable, Iterator

import yaml


class BadRules(ValueError):
    """A file of rules or settings that cannot be read; the message says where and what would be right."""


class Reader:
    """A value of a YAML file, with its file, line and path within the rule."""

    def __init__(self, node: yaml.Node, file: str, path: str = "") -> None:
        self.node = node
        self.file = file
        self.path = path

    @property
    def place(self) -> str:
        return f"{self.file}, line {self.node.start_mark.line + 1}"

    def bad(self, problem: str) -> BadRules:
        return BadRules(f"{self.place}: {self.path or 'the file'} {problem}")

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def fields(self, allowed: Iterable[str], required: Iterable[str] = ()) -> dict[str, "Reader"]:
        """The fields of a mapping. A field that is not allowed, given twice, or lacking is refused."""
        found = self.entries()
        allowed = sorted(allowed)
        for name, value in found.items():
            if name not in allowed:
                raise value.bad(f"is not a field here; allowed: {', '.join(allowed)}")
        for name in required:
            if name not in found:
                raise self.bad(f"lacks the field {name}; it needs {', '.join(required)}")
        return found

    def entries(self) -> dict[str, "Reader"]:
        if not isinstance(self.node, yaml.MappingNode):
            raise self.bad("must be a mapping of fields")
        found: dict[str, Reader] = {}
        for key, value in self.node.value:
            name = str(key.value)
            child = Reader(value, self.file, f"{self.path}.{name}" if self.path else name)
            if name in found:
                raise child.bad("is given twice")
            found[name] = child
        return found

    def items(self) -> Iterator["Reader"]:
        """The items of a list; a single value is a list of one."""
        if not isinstance(self.node, yaml.SequenceNode):
            yield self
            return
        for position, node in enumerate(self.node.value):
            yield Reader(node, self.file, f"{self.path}[{position}]")

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.bad("must be text")
        return " ".join(str(self.node.value).split())

    def choice(self, allowed: Iterable[str]) -> str:
        given, allowed = self.text(), list(allowed)
        if given not in allowed:
            raise self.bad(f"is {given!r}; allowed: {', '.join(allowed)}")
        return given

    def whole_number(self) -> int:
        given = self.scalar()
        if isinstance(given, bool) or not isinstance(given, int):
            raise self.bad(f"is {given!r}; it must be a whole number")
        return given

    def flag(self) -> bool:
        given = self.scalar()
        if not isinstance(given, bool):
            raise self.bad(f"is {given!r}; it must be true or false")
        return given

    def scalar(self) -> object:
        """Text, a whole number, a number, or true and false; dates stay text."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.bad("must be a single value")
        tag, value = self.node.tag.rsplit(":", 1)[-1], str(self.node.value)
        if tag == "bool":
            return value.casefold() in ("true", "yes", "on")
        if tag in ("int", "float"):
            try:
                return int(value) if tag == "int" else float(value)
            except ValueError as error:
                raise self.bad(f"is {value!r}, which is not a plain number") from error
        return value


def read_yaml(text: str, file: str) -> Reader:
    """The one document of a YAML file. Raises BadRules."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}, line {mark.line + 1}" if mark else file
        raise BadRules(f"{where}: this is not YAML: {getattr(error, 'problem', error)}") from error
    if node is None:
        raise BadRules(f"{file}: the file is empty")
    return Reader(node, file)
