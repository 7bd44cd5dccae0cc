/* Private to db/: the schema and its versions. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/statement.h"

/* Brings an older schema, or none, to the newest. */
bool database_migrate(struct database *database, GError **error);
/* The newest schema that this program knows. */
int64_t database_schema(void);

#endif
