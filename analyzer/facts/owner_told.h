/* Private to facts: what other units say of who can write, while a unit's owners are found (facts/owners_p.h). */
#ifndef FACTS_OWNER_TOLD_H
#define FACTS_OWNER_TOLD_H

#include "facts/owners_p.h"

/* Of an external function's result (`parameter` -1), or of what it writes through one of its parameters. */
struct owner owner_told(const struct owners *owners, const struct ir_symbol *function, int parameter);
/* And of globals, members and parameters. */
void owners_put_told(struct owners *owners);
/* Of the key (facts/tree_owners.h), of a kernel in this folder. `is_defined`: of a global, here. */
struct owner owner_find(const struct owners *owners, const char *key, bool is_defined);
/* Of the key of what a function is given, of a kernel in any folder. */
struct owner owner_find_given(const struct owners *owners, const char *key);
/* g_free. */
char *owner_home_key(const char *key, const char *folder);
/* g_free. */
char *owner_given_key(const struct owners *owners, const char *function, uint32_t parameter);
/* What other units may call it by; NULL: they cannot. */
const struct ir_symbol *owners_external(const struct owners *owners, const struct ir_function *function);

#endif
