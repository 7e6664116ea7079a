from django.db import migrations

from safehold.database.policies import protect
from safehold.database.roles import APP

OWN = "user_id = (SELECT access.user_id())"
# Who judges who is who must know who has looked at them meanwhile (access/looked.py), and who answers for a glass that was broken what was
# seen by it.
LOOKS = f"""
{OWN} OR (SELECT access.may('see_looks') OR access.may('judge_looks') OR access.may('judge_links'))
 OR ((SELECT access.may('review_openings')) AND task LIKE 'opening %')
"""
# Under row security the indexes of whom a look was at are out of reach, since comparing arrays is no leakproof operation. Numbers alone come
# back: which of these looks the viewer may see is asked of each as it is read.
LOOKS_AT = f"""
CREATE FUNCTION access.looks_at(whom bigint[], cases text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = public, pg_temp AS $$ BEGIN
  RETURN QUERY SELECT id FROM access_look WHERE persons && whom UNION SELECT id FROM access_look WHERE case_ids && cases; END $$;
REVOKE ALL ON FUNCTION access.looks_at(bigint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.looks_at(bigint[], text[]) TO {APP};
"""  # nosec B608
BETWEEN = "agency = (SELECT access.agency()) OR of = (SELECT access.agency())"


class Migration(migrations.Migration):
    dependencies = [("access", "0004_row_security")]
    operations = [
        protect("access_look", seen=LOOKS, adds=f"{OWN} AND agency = (SELECT access.agency())"),
        migrations.RunSQL(LOOKS_AT, "DROP FUNCTION access.looks_at(bigint[], text[])"),
        protect("access_asking", seen=BETWEEN, adds=f"{OWN} AND agency = (SELECT access.agency())", changes=BETWEEN),
    ]
