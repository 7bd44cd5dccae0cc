/* --family: which families of the catalogue a scan asks for. */
#ifndef CLI_FAMILIES_H
#define CLI_FAMILIES_H

#include "catalogue/catalogue.h"

/* The families that are not asked for; none when `words` is NULL. "NAME,NAME" asks for these alone, "-NAME" for all but
 * it. NULL and an error for a family that the catalogue does not have. g_strfreev. */
char **families_without(const struct catalogue *catalogue, const char *words, GError **error);

#endif
