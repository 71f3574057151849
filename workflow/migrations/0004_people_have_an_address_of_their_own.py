"""E-mail is the login: the database keeps every address in lower case and gives it to one account."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LOWER_WHAT_IS_THERE = "UPDATE auth_user SET email = LOWER(email) WHERE email <> LOWER(email)"

ONE_ACCOUNT_EACH = "CREATE UNIQUE INDEX address_belongs_to_one_account ON auth_user (LOWER(email)) WHERE email <> ''"

SQLITE = """
CREATE TRIGGER address_is_in_lower_case_{name} AFTER {event} ON auth_user WHEN NEW.email <> LOWER(NEW.email)
BEGIN UPDATE auth_user SET email = LOWER(NEW.email) WHERE id = NEW.id; END
"""

POSTGRES = """
CREATE FUNCTION address_is_in_lower_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.email := LOWER(NEW.email);
    RETURN NEW;
END $$;
CREATE TRIGGER address_is_in_lower_case BEFORE INSERT OR UPDATE OF email ON auth_user
    FOR EACH ROW EXECUTE FUNCTION address_is_in_lower_case();
"""


def triggers(vendor: str) -> list[str]:
    if vendor != "sqlite":
        return [POSTGRES]
    return [SQLITE.format(name=name, event=event) for name, event in (("new", "INSERT"), ("old", "UPDATE OF email"))]


def give_each_address_to_one_account(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in [LOWER_WHAT_IS_THERE, ONE_ACCOUNT_EACH, *triggers(schema_editor.connection.vendor)]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0003_invitation"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(give_each_address_to_one_account)]
