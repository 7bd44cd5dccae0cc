/* A process that may do little: read below some folders and answer through what it has open. For workers, which parse
 * what an enemy may have written. */
#ifndef SCAN_CONFINE_H
#define SCAN_CONFINE_H

#include <stdbool.h>

struct confinement;

/* With the folders that a compiler reads anywhere: the system's headers, and those beside our own libraries. */
struct confinement *confinement_new(void);
void confinement_free(struct confinement *confinement);

/* Also a file or folder that is named so, and where links lead to from there. What does not exist is left out. */
void confinement_allow(struct confinement *confinement, const char *path);
/* Is it, links followed, in what may be read? */
bool confinement_reaches(const struct confinement *confinement, const char *path);

/* Tries it in a process of its own. NULL, or what is not to be had here, for a note (g_free): confinement_enter then
 * does without it. */
char *confinement_try(struct confinement *confinement);
/* For good, for the calling process and its threads to come. False and errno: what could be had when it was tried cannot
 * be had now. */
bool confinement_enter(const struct confinement *confinement);

#endif
