/* Where in a tree its headers lie: all of them, found once, by name. */
#ifndef INPUT_PLACES_H
#define INPUT_PLACES_H

#include <glib.h>

struct places;

/* Of the headers below `root` (absolute). At most PLACES_MAX of them; hidden folders are left out. Freed by
 * places_free. */
struct places *places_new(const char *root);
void places_free(struct places *places);
#define PLACES_MAX 500000u

/* Is this path (absolute, canonical) one of them? */
gboolean places_has(const struct places *places, const char *path);

/* The folder in which `name` ("y.h", "x/y.h") is found, of several the one nearest to the folder `from`: with the
 * fewest steps up and down between the two; folders for other systems count as far away. NULL when there is none.
 * g_free. */
char *places_folder(const struct places *places, const char *name, const char *from);

/* Is `name` one of those that a build makes for itself (config.h and the like)? Then only one in a folder around the
 * file, or in the folder `include` of such a one, can be meant. */
gboolean places_is_configuration(const char *name);

#endif
