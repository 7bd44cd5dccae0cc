/* Private to symbols/: opening files that somebody else named. Nothing but a regular file is opened, opening never
 * waits, and a file without reason to be that large is refused. */
#ifndef SYMBOLS_OPEN_H
#define SYMBOLS_OPEN_H

/* A descriptor, or -1 and in *ret_why why not (static). */
int open_regular(const char *path, const char **ret_why);

#endif
