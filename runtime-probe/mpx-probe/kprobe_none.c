/* Stands in for the kprobe back end where libbpf is missing, so that no caller has an #ifdef. */
#include "mpx-probe/backend.h"

static const char *refuses(enum target_kind target)
{
    (void)target;
    return "this mpx-probe was built where clang, bpftool or libbpf-dev was missing";
}

const struct backend backend_kprobe = {.name = "kprobe", .kind = BACKEND_KPROBE, .refuses = refuses};
