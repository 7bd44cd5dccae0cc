/* mpx: manage memory protection keys. One call creates a key, ties it to an area, opens and closes it, and tells how
 * it stands. */
#ifndef MPX_H
#define MPX_H

enum mpx_op {
    MPX_CREATE,  /* a new key that denies nothing yet; addr, len and key are not looked at */
    MPX_ENABLE,  /* this thread may no longer touch what the key protects */
    MPX_DISABLE, /* this thread may touch it again */
    MPX_SET,     /* the key protects the area from now on */
    MPX_GET,     /* 1 when enabled, else 0 */
};

/* The key (MPX_CREATE), the state (MPX_GET) or 0; -1 and errno on failure. */
int mpx(void *addr, int len, unsigned int key, int op);

#endif
