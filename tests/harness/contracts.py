"""A contract for import-linter: a room's modules are pure unless they are named as knowing Django."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PureContract(Contract):
    """No module of these rooms imports `forbidden`, by whatever way, but those that `may`; a needless exception breaks it too."""

    rooms = fields.ListField(subfield=fields.StringField())
    forbidden = fields.StringField()
    may = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        allowed = set(self.may or [])
        chains, unused = [], []
        for room in self.rooms:
            for module in sorted({room, *graph.find_descendants(room)}):
                if ".migrations" in module:
                    continue
                chain = graph.find_shortest_chain(module, self.forbidden)
                if chain and module not in allowed:
                    chains.append(" -> ".join(chain))
                if not chain and module in allowed:
                    unused.append(module)
        return ContractCheck(kept=not chains and not unused, metadata={"chains": chains, "unused": unused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for chain in check.metadata["chains"]:
            output.print_error(f"{chain}: keep it pure, or name it in pyproject.toml among those that may")
        for module in check.metadata["unused"]:
            output.print_error(f"{module} is pure and need not be named in pyproject.toml")
