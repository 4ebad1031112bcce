"""What the database itself sees to: earlier versions, counts, and words of names.

A change of nothing but the sealed NIK is the renewal of a key, not of a membership.
"""

from django.db import migrations

COLUMNS = (
    "id, party_id, cycle_id, version, national_id, national_id_index, name, name_key, sex,"
    " birth_place, birth_date, marital_status, occupation, address, rt, rw, village_code,"
    ' district_code, regency_code, card_number, card_file, id_file, flags, delivery_id, "row",'
    " changed_at, changed_by_id, ended_at, ending_id"
)
OLD_COLUMNS = ", ".join(f"OLD.{name}" for name in COLUMNS.split(", "))

# The NIK's two columns may be sealed anew, in a version too; nothing else of it.
KEEP_VERSIONS = f"""
CREATE FUNCTION members_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE resealed members_member%ROWTYPE := NEW;
BEGIN
    resealed.national_id := OLD.national_id;
    resealed.national_id_index := OLD.national_id_index;
    IF resealed IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    IF NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id OR NEW.party_id <> OLD.party_id
        OR NEW.cycle_id <> OLD.cycle_id THEN
        RAISE EXCEPTION 'a change of a membership is its next version'
            USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO members_memberversion ({COLUMNS}, replaced_at)
        SELECT {OLD_COLUMNS}, now();
    RETURN NEW;
END
$$;
CREATE TRIGGER members_keep_version BEFORE UPDATE ON members_member
    FOR EACH ROW EXECUTE FUNCTION members_keep_version();

CREATE FUNCTION members_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: a membership is ended, never removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER members_refuse_removal BEFORE DELETE ON members_member
    FOR EACH STATEMENT EXECUTE FUNCTION members_refuse_removal();
CREATE TRIGGER members_version_refuse_removal BEFORE DELETE ON members_memberversion
    FOR EACH STATEMENT EXECUTE FUNCTION members_refuse_removal();

CREATE FUNCTION members_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE resealed members_memberversion%ROWTYPE := NEW;
BEGIN
    resealed.national_id := OLD.national_id;
    resealed.national_id_index := OLD.national_id_index;
    IF resealed IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'an earlier version of a membership stays as it is'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER members_version_stays BEFORE UPDATE ON members_memberversion
    FOR EACH ROW EXECUTE FUNCTION members_version_stays();
"""  # noqa: S608 - put together of our own column names
FORGET_VERSIONS = """
DROP TRIGGER members_version_stays ON members_memberversion;
DROP FUNCTION members_version_stays();
DROP TRIGGER members_version_refuse_removal ON members_memberversion;
DROP TRIGGER members_refuse_removal ON members_member;
DROP FUNCTION members_refuse_removal();
DROP TRIGGER members_keep_version ON members_member;
DROP FUNCTION members_keep_version();
"""

KEEP_COUNTS = """
CREATE FUNCTION members_count_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO members_countchange (cycle_id, party_id, regency_code, change)
        SELECT cycle_id, party_id, regency_code, count(*) FROM arrived
        WHERE ended_at IS NULL GROUP BY cycle_id, party_id, regency_code;
    RETURN NULL;
END
$$;
CREATE TRIGGER members_count_new AFTER INSERT ON members_member
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION members_count_new();

CREATE FUNCTION members_count_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO members_countchange (cycle_id, party_id, regency_code, change)
        SELECT cycle_id, party_id, regency_code, sum(change) FROM (
            SELECT cycle_id, party_id, regency_code, 1 AS change FROM after_it
                WHERE ended_at IS NULL
            UNION ALL
            SELECT cycle_id, party_id, regency_code, -1 FROM before_it WHERE ended_at IS NULL
        ) AS moved
        GROUP BY cycle_id, party_id, regency_code HAVING sum(change) <> 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER members_count_changed AFTER UPDATE ON members_member
    REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
    FOR EACH STATEMENT EXECUTE FUNCTION members_count_changed();

INSERT INTO members_countchange (cycle_id, party_id, regency_code, change)
    SELECT cycle_id, party_id, regency_code, count(*) FROM members_member
    WHERE ended_at IS NULL GROUP BY cycle_id, party_id, regency_code;
"""
FORGET_COUNTS = """
DROP TRIGGER members_count_changed ON members_member;
DROP FUNCTION members_count_changed();
DROP TRIGGER members_count_new ON members_member;
DROP FUNCTION members_count_new();
DELETE FROM members_countchange;
"""

# Words carry cycle and party, so that a frequent name costs a party only its own share of them.
INDEX_WORDS = """
CREATE FUNCTION members_words(cycle_id bigint, party_id bigint, name_key text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_to_array(
        cycle_id::text || '.' || party_id::text || ':' || replace(
            name_key, ' ', ' ' || cycle_id::text || '.' || party_id::text || ':'
        ), ' ')
$$;
CREATE INDEX member_by_words ON members_member
    USING gin (members_words(cycle_id, party_id, name_key));
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0002_versions_and_origin")]

    operations = [
        migrations.RunSQL(KEEP_VERSIONS, FORGET_VERSIONS),
        migrations.RunSQL(KEEP_COUNTS, FORGET_COUNTS),
        migrations.RunSQL(
            INDEX_WORDS,
            "DROP INDEX member_by_words; DROP FUNCTION members_words(bigint, bigint, text);",
        ),
    ]
