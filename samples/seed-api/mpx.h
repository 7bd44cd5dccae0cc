/* mpx: manage memory protection keys. The caller numbers its keys itself, 1 to 15; one call creates a key, ties it to
 * an area, opens and closes it, and tells how it stands. Not for several threads at once. */
#ifndef MPX_H
#define MPX_H

enum mpx_op {
    MPX_CREATE,  /* the key exists from now on and denies nothing yet; addr and len are not looked at */
    MPX_ENABLE,  /* this thread may no longer touch what the key protects */
    MPX_DISABLE, /* this thread may touch it again */
    MPX_SET,     /* the key protects the area from now on */
    MPX_GET,     /* 1 when enabled, else 0 */
};

/* The state (MPX_GET) or 0; -1 and errno on failure. */
int mpx(void *addr, int len, unsigned int key, int op);

#endif
