"""What may change in tables that are only added to, as operations of migrations: what is sealed in them goes when content of the people
whom it names does, and is sealed anew by a new key. Each is a function of the database, and nobody may do either otherwise."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

from safehold.database.roles import COMMAND

_DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"


def goes_with_content(app: str, *emptying: str) -> RunSQL:
    """`emptying`: statements that take out of the app's tables what a removal takes along; `d` is the decision that was carried out."""
    name = f"{app}_go"
    return RunSQL(
        f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger {_DEFINER}
DECLARE d retention_decision;
BEGIN
  SELECT * INTO d FROM retention_decision WHERE id = NEW.decision_id;
  {" ".join(f"{each};" for each in emptying)}
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;
CREATE OR REPLACE TRIGGER {name} AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION {name}();
""",  # nosec B608
        RunSQL.noop,
    )


def sealed_anew(app: str, tables: Sequence[str]) -> RunSQL:
    """`tables` without the app's name before them; each holds what is sealed in `sealed`, empty where it has gone."""
    name = f"{app}_reseal"
    each = " ELSIF ".join(
        f"what = '{table}' THEN UPDATE {app}_{table} SET sealed = anew WHERE id = which AND sealed <> '';"  # nosec B608
        for table in tables
    )
    return RunSQL(
        f"""
CREATE OR REPLACE FUNCTION {name}(what text, which bigint, anew text) RETURNS void {_DEFINER}
BEGIN
  IF {each}
  END IF;
END $$;
REVOKE ALL ON FUNCTION {name}(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {name}(text, bigint, text) TO {COMMAND};
""",
        RunSQL.noop,
    )
