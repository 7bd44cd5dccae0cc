/* A trace file as lines of text, for the cases to look at: written from event.h alone, so that it also checks what the
 * product's own reader takes for granted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

static char interfaces[512][TRACE_NAME];

static const char *interface_of(unsigned probe)
{
    return probe < 512 && interfaces[probe][0] ? interfaces[probe] : "?";
}

static const char *abi_of(unsigned abi)
{
    static const char *const names[] = {"?", "x86_64", "i386", "x32"};
    return names[abi < 4 ? abi : 0];
}

static void show_probe(const struct trace_probe *probe)
{
    static const char *const states[] = {"?", "refused", "attached", "seen", "silent", "absent"};
    if (probe->probe < 512)
        memcpy(interfaces[probe->probe], probe->interface, TRACE_NAME);
    printf("probe %u %s %s %s hits=%llu missed=%llu ran=%llu # %s\n", probe->probe, probe->interface,
           states[probe->state < 6 ? probe->state : 0], probe->symbol[0] ? probe->symbol : "-",
           (unsigned long long)probe->hits, (unsigned long long)probe->missed, (unsigned long long)probe->ran,
           probe->reason);
}

static void show_call(const struct trace_call *call)
{
    static const char *const words[] = {"",          ":unchanged", ":changed", ":unreadable",
                                        ":remapped", ":unmapped",  ":key",     ":protection"};
    printf("call %s %s pid=%u nr=%llu (", interface_of(call->probe), abi_of(call->abi), call->task.pid,
           (unsigned long long)call->number);
    for (unsigned i = 0; i < call->n_arguments && i < TRACE_ARGUMENTS; i++) {
        const struct trace_argument *argument = &call->arguments[i];
        printf("%s%#llx%s", i ? ", " : "", (unsigned long long)argument->value, words[argument->evidence & 7]);
        if (argument->evidence == EVIDENCE_CHANGED)
            printf("[%u-%u of %u]", argument->first, argument->last, argument->size);
    }
    printf(") = %lld flags=%u pkru=%#x/%u stack=%u tid=%u comm=%.16s time=%s\n", (long long)call->result, call->flags,
           call->pkru, call->pkru_source, call->stack_size, call->task.tid, call->task.comm,
           call->leave_ns >= call->entry_ns ? "ok" : "backwards");
}

static void show_fault(const struct trace_fault *fault)
{
    printf("fault %s pid=%u at=%#llx key=%d error=%#x kernel=%u forged=%u stack=%u pkru=%#x/%u\n", abi_of(fault->abi),
           fault->task.pid, (unsigned long long)fault->address, fault->key, fault->error_code, fault->in_kernel,
           fault->is_forged, fault->stack_size, fault->pkru, fault->pkru_source);
}

/* Of the text of the maps only the code, without its addresses. */
static void show_maps(const struct trace_maps *maps, size_t size)
{
    const char *text = (const char *)(maps + 1), *end = (const char *)maps + size;
    printf("maps pid=%u\n", maps->pid);
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        char rights[5], path[256] = "";
        unsigned long long offset, inode;
        if (!newline)
            break;
        char line[512];
        snprintf(line, sizeof line, "%.*s", (int)(newline - text), text);
        if (sscanf(line, "%*x-%*x %4s %llx %*s %llu %255s", rights, &offset, &inode, path) >= 3 && rights[2] == 'x')
            printf("code %s %#llx inode=%llu %s\n", rights, offset, inode, path);
        text = newline + 1;
    }
}

static void show_build_id(const struct trace_build_id *id)
{
    const unsigned char *bytes = (const unsigned char *)(id + 1);
    printf("build-id ");
    for (unsigned i = 0; i < id->id_size && i < 20; i++)
        printf("%02x", bytes[i]);
    printf(" %.*s\n", (int)id->path_size, (const char *)bytes + id->id_size);
}

static void show_end(const struct trace_end *end)
{
    const struct trace_loss *loss = &end->loss;
    printf("end calls=%llu faults=%llu missed=%llu skipped=%llu full=%llu unpaired=%llu not_written=%llu exit=%d\n",
           (unsigned long long)end->calls, (unsigned long long)end->faults, (unsigned long long)loss->missed,
           (unsigned long long)loss->skipped, (unsigned long long)loss->full, (unsigned long long)loss->unpaired,
           (unsigned long long)loss->not_written, end->exit_status);
}

static void show(unsigned kind, const void *payload, size_t size)
{
    static const char *const changes[] = {"?", "start", "exec", "thread", "exit"};
    const struct trace_process *process = payload;
    const struct trace_header *header = payload;
    switch (kind) {
    case FRAME_HEADER:
        printf("header backend=%u kernel=%s\n", header->backend, header->kernel);
        break;
    case FRAME_PROBE:
        show_probe(payload);
        break;
    case FRAME_MAPS:
        show_maps(payload, size);
        break;
    case FRAME_BUILD_ID:
        show_build_id(payload);
        break;
    case FRAME_CALL:
        show_call(payload);
        break;
    case FRAME_FAULT:
        show_fault(payload);
        break;
    case FRAME_PROCESS:
        printf("process %s pid=%u tid=%u parent=%u comm=%.16s\n", changes[process->change < 5 ? process->change : 0],
               process->task.pid, process->task.tid, process->parent, process->task.comm);
        break;
    case FRAME_END:
        show_end(payload);
        break;
    }
}

int main(void)
{
    char magic[8];
    struct frame frame;
    static _Alignas(8) char payload[TRACE_FRAME_MAX];
    if (fread(magic, 1, 8, stdin) != 8 || memcmp(magic, TRACE_MAGIC, 8) != 0)
        return 1;
    while (fread(&frame, sizeof frame, 1, stdin) == 1) {
        size_t padded = (frame.size + 7u) & ~7u;
        if (padded > sizeof payload || fread(payload, 1, padded, stdin) != padded) {
            puts("truncated");
            return 1;
        }
        show(frame.kind, payload, frame.size);
    }
    return 0;
}
