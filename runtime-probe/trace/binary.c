/* The file that mpx-probe writes (mpx-probe/event.h). Everything in it may be a lie: sizes are compared with the frame
 * that holds them, words with their tables, and strings end where their field does. */
#include <string.h>

#include "mpx-probe/event.h"
#include "trace/binary_event.h"
#include "trace/readers.h"

enum { PROBES = 4096 };

struct binary {
    struct stream *stream;
    struct delivery *delivery;
    GHashTable *interfaces; /* number of a probe → name */
    bool has_header, has_end;
};

/* A field of fixed size as a string. */
#define TEXT(field) g_strndup(field, sizeof(field))

G_STATIC_ASSERT((int)PROBE_REFUSED == (int)PROBE_IS_REFUSED + 1 && (int)PROBE_ABSENT == (int)PROBE_IS_ABSENT + 1);
G_STATIC_ASSERT((int)PROCESS_START == (int)STEP_START + 1 && (int)PROCESS_EXIT == (int)STEP_EXIT + 1);

static const char *backend_name(uint32_t backend)
{
    static const char *const names[] = {[BACKEND_PTRACE] = "ptrace", [BACKEND_KPROBE] = "kprobe"};
    return backend < G_N_ELEMENTS(names) && names[backend] ? names[backend] : "";
}

static bool read_header(struct binary *binary, const struct frame *frame, const uint8_t *payload, GError **error)
{
    struct trace_header header;
    if (frame->kind != FRAME_HEADER || frame->size != sizeof header) {
        g_set_error_literal(error, TRACE_ERROR, 0, "the trace's first record is no header");
        return false;
    }
    memcpy(&header, payload, sizeof header);
    if (header.byte_order != TRACE_BYTE_ORDER) {
        g_set_error_literal(error, TRACE_ERROR, 0,
                            header.byte_order == GUINT32_SWAP_LE_BE(TRACE_BYTE_ORDER)
                                ? "the trace comes from a machine of the other byte order; dump it to JSON Lines there "
                                  "(mpx-audit import --dump)"
                                : "the trace's header makes no sense");
        return false;
    }
    if (header.version != TRACE_VERSION) {
        g_set_error(error, TRACE_ERROR, 0, "the trace has version %u; this program reads version %d", header.version,
                    TRACE_VERSION);
        return false;
    }
    g_autofree char *kernel = TEXT(header.kernel), *catalogue = TEXT(header.catalogue);
    delivery_origin(binary->delivery, &(struct trace_origin){.format = "mpx-audit",
                                                             .backend = backend_name(header.backend),
                                                             .tool = "",
                                                             .kernel = kernel,
                                                             .machine = "",
                                                             .catalogue = catalogue,
                                                             .pid = header.pid,
                                                             .monotonic_ns = header.monotonic_ns,
                                                             .realtime_ns = header.realtime_ns});
    return true;
}

static bool read_probe(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    struct trace_probe probe;
    if (size != sizeof probe)
        return false;
    memcpy(&probe, payload, sizeof probe);
    if (probe.state < PROBE_REFUSED || probe.state > PROBE_ABSENT)
        return false;
    g_autofree char *symbol = TEXT(probe.symbol), *reason = TEXT(probe.reason);
    char *interface = TEXT(probe.interface);
    delivery_probe(binary->delivery, &(struct probe_report){.probe = probe.probe,
                                                            .outcome = (enum probe_outcome)(probe.state - 1),
                                                            .hits = probe.hits,
                                                            .missed = probe.missed,
                                                            .ran = probe.ran,
                                                            .interface = interface,
                                                            .symbol = symbol,
                                                            .reason = reason});
    if (g_hash_table_size(binary->interfaces) < PROBES)
        g_hash_table_insert(binary->interfaces, GUINT_TO_POINTER(probe.probe), interface);
    else
        g_free(interface);
    return true;
}

static bool read_maps(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    struct trace_maps maps;
    if (size < sizeof maps)
        return false;
    memcpy(&maps, payload, sizeof maps);
    uint32_t length = size - (uint32_t)sizeof maps;
    g_autofree char *text = g_strndup((const char *)payload + sizeof maps, length);
    delivery_maps(binary->delivery, &(struct process_maps){.pid = maps.pid,
                                                           .start_time = maps.start_time,
                                                           .time_ns = maps.time_ns,
                                                           .text = text,
                                                           .size = (uint32_t)strlen(text)});
    return true;
}

static bool read_build_id(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    struct trace_build_id id;
    if (size < sizeof id)
        return false;
    memcpy(&id, payload, sizeof id);
    uint64_t wanted = (uint64_t)id.id_size + id.path_size;
    if (wanted > size - sizeof id)
        return false;
    const uint8_t *bytes = payload + sizeof id;
    g_autofree char *path = g_strndup((const char *)bytes + id.id_size, id.path_size);
    delivery_object(binary->delivery, &(struct mapped_object){.pid = id.pid,
                                                              .device = id.device,
                                                              .inode = id.inode,
                                                              .path = path,
                                                              .build_id = bytes,
                                                              .build_id_size = id.id_size});
    return true;
}

static bool read_process(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    struct trace_process process;
    if (size != sizeof process)
        return false;
    memcpy(&process, payload, sizeof process);
    if (process.change < PROCESS_START || process.change > PROCESS_EXIT)
        return false;
    g_autofree char *comm = TEXT(process.task.comm);
    delivery_process(binary->delivery, &(struct process_event){.time_ns = process.time_ns,
                                                               .pid = process.task.pid,
                                                               .tid = process.task.tid,
                                                               .parent = process.parent,
                                                               .start_time = process.task.start_time,
                                                               .comm = comm,
                                                               .step = (enum process_step)(process.change - 1)});
    return true;
}

static bool read_call(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    return binary_call(binary->delivery, binary->interfaces, payload, size);
}

static bool read_fault(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    return binary_fault(binary->delivery, payload, size);
}

static bool read_end(struct binary *binary, const uint8_t *payload, uint32_t size)
{
    struct trace_end end;
    if (size != sizeof end)
        return false;
    memcpy(&end, payload, sizeof end);
    struct trace_totals *totals = &binary->delivery->totals;
    totals->losses.missed = end.loss.missed;
    totals->losses.skipped = end.loss.skipped;
    totals->losses.full = end.loss.full;
    totals->losses.unpaired = end.loss.unpaired;
    totals->losses.not_written = end.loss.not_written;
    totals->stated = end.calls + end.faults;
    totals->has_status = end.exit_status != -1;
    totals->status = end.exit_status;
    binary->has_end = true;
    return true;
}

static const struct {
    enum frame_kind kind;
    const char *name;
    bool (*read)(struct binary *binary, const uint8_t *payload, uint32_t size);
} kinds[] = {
    {FRAME_PROBE, "probe", read_probe}, {FRAME_MAPS, "maps", read_maps},    {FRAME_BUILD_ID, "build-id", read_build_id},
    {FRAME_CALL, "call", read_call},    {FRAME_FAULT, "fault", read_fault}, {FRAME_PROCESS, "process", read_process},
    {FRAME_END, "end", read_end},
};

static void read_frame(struct binary *binary, const struct frame *frame, const uint8_t *payload)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if ((uint32_t)kinds[i].kind != frame->kind)
            continue;
        if (!kinds[i].read(binary, payload, frame->size))
            delivery_bad(binary->delivery, "a %s of %u bytes that makes no sense (offset %" G_GUINT64_FORMAT ")",
                         kinds[i].name, frame->size, binary->stream->offset);
        return;
    }
    binary->delivery->totals.unknown++;
}

/* The payload of the next frame that is there as a whole, or NULL. `ret_whole` is what to take for it. */
static const uint8_t *next_frame(struct binary *binary, struct frame *ret_frame, size_t *ret_whole)
{
    size_t have;
    const uint8_t *bytes = stream_peek(binary->stream, sizeof *ret_frame, &have);
    if (have < sizeof *ret_frame)
        return NULL;
    memcpy(ret_frame, bytes, sizeof *ret_frame);
    if (ret_frame->size > TRACE_FRAME_MAX) {
        delivery_bad(binary->delivery, "a size of %u bytes: what follows cannot be read", ret_frame->size);
        return NULL;
    }
    *ret_whole = sizeof *ret_frame + ((ret_frame->size + 7u) & ~7u);
    bytes = stream_peek(binary->stream, *ret_whole, &have);
    return have < *ret_whole ? NULL : bytes + sizeof *ret_frame;
}

static bool read_frames(struct binary *binary, GError **error)
{
    struct frame frame;
    size_t whole;
    const uint8_t *payload;
    while (!binary->has_end && !binary->delivery->is_stopped && (payload = next_frame(binary, &frame, &whole))) {
        binary->delivery->totals.records++;
        if (binary->has_header)
            read_frame(binary, &frame, payload);
        else if (!read_header(binary, &frame, payload, error))
            return false;
        binary->has_header = true;
        stream_take(binary->stream, whole);
    }
    if (!binary->has_header)
        g_set_error_literal(error, TRACE_ERROR, 0, "the trace ends before its header does");
    return binary->has_header;
}

bool binary_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    struct binary binary = {
        .stream = stream, .delivery = delivery, .interfaces = g_hash_table_new_full(NULL, NULL, NULL, g_free)};
    size_t have;
    (void)stream_peek(stream, strlen(TRACE_MAGIC), &have);
    stream_take(stream, have);
    delivery->unit = "record";
    bool fine = read_frames(&binary, error);
    delivery->totals.is_truncated = !binary.has_end && !delivery->is_stopped;
    g_hash_table_unref(binary.interfaces);
    return fine;
}
