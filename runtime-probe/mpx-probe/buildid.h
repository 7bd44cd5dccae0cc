/* The build-id of an ELF file: the note of type NT_GNU_BUILD_ID that its program headers lead to. */
#ifndef MPX_PROBE_BUILDID_H
#define MPX_PROBE_BUILDID_H

#include <stdint.h>

enum { BUILD_ID_MAX = 64 };

/* Its size, 0 when the file has none or is no ELF file of this machine's byte order. */
unsigned buildid_read(int fd, uint8_t ret_id[BUILD_ID_MAX]);

#endif
