"""The one program: `safehold`."""


def main() -> None:
    raise SystemExit("safehold: no commands yet")
