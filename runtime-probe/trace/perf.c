/* Text of perf script (tools/perf/builtin-script.c): a header of `#` lines, then samples, each a line and its call
 * chain up to an empty line, and PERF_RECORD_… lines. */
#include <string.h>

#include "trace/points.h"
#include "trace/readers.h"
#include "trace/scan.h"

enum { COMM = 16 };

struct perf {
    struct points points;
    char *tool, *machine, *kernel;
    bool has_origin;
    bool is_absolute; /* addresses of a call chain are those of the process; before perf 6.4 they count in the file */
};

/* "PID/TID [CPU] TIME: " behind the name of the thread, of which everything but the CPU is needed. */
static bool scan_head(const char **at, struct point *ret_point)
{
    uint32_t first;
    if (!scan_u32(at, &first))
        return false;
    ret_point->tid = first;
    if (scan_text(at, "/")) {
        ret_point->pid = first;
        if (!scan_u32(at, &ret_point->tid))
            return false;
    }
    const char *before = *at;
    scan_spaces(at);
    if (*at == before)
        return false;
    if (scan_text(at, "[") && (!scan_u32(at, &ret_point->cpu) || !scan_text(at, "]")))
        return false;
    scan_spaces(at);
    if (!scan_time(at, &ret_point->ts_ns) || !scan_text(at, ":"))
        return false;
    scan_spaces(at);
    return true;
}

/* The thread's name may hold anything, but has at most 15 bytes: the first place where the rest fits is the right one.
 */
static bool head(const char *line, struct point *ret_point, const char **ret_rest)
{
    const char *name = line + strspn(line, " ");
    for (size_t i = 1; i <= 2 * COMM && name[i - 1]; i++) {
        if (name[i - 1] != ' ' || !g_ascii_isdigit(name[i]))
            continue;
        *ret_point = (struct point){.comm = name};
        const char *at = name + i;
        if (!scan_head(&at, ret_point))
            continue;
        size_t size = i;
        while (size && name[size - 1] == ' ')
            size--;
        ret_point->comm_size = MIN(size, (size_t)COMM);
        *ret_rest = at;
        return true;
    }
    return false;
}

bool perf_knows(const char *line)
{
    struct point point;
    const char *rest;
    return head(line, &point, &rest) && (strstr(rest, ": ") || g_str_has_prefix(rest, "PERF_RECORD_"));
}

static void tell_origin(struct perf *perf)
{
    if (perf->has_origin)
        return;
    perf->has_origin = true;
    struct points *points = &perf->points;
    if (points->native == EVENT_ABI_UNKNOWN && perf->machine && strcmp(perf->machine, "x86_64") == 0)
        points->native = EVENT_X86_64;
    delivery_origin(points->delivery, &(struct trace_origin){.format = "perf",
                                                             .backend = "",
                                                             .tool = perf->tool ? perf->tool : "",
                                                             .kernel = perf->kernel ? perf->kernel : "",
                                                             .machine = perf->machine ? perf->machine : "",
                                                             .catalogue = ""});
}

static void header_line(struct perf *perf, const char *at)
{
    if (scan_text(&at, "# arch : ")) {
        g_free(perf->machine);
        perf->machine = g_strdup(at);
    } else if (scan_text(&at, "# os release : ")) {
        g_free(perf->kernel);
        perf->kernel = g_strdup(at);
    } else if (scan_text(&at, "# perf version : ")) {
        g_free(perf->tool);
        perf->tool = g_strdup_printf("perf %s", at);
        uint64_t major = 0, minor = 0;
        if (scan_digits(&at, 10, &major) && scan_text(&at, "."))
            (void)scan_digits(&at, 10, &minor);
        perf->is_absolute = major > 6 || (major == 6 && minor >= 4);
    }
}

/* "\t 10a247 pkey_alloc+0x7 (/usr/lib/libc.so.6)". Those of the kernel stand in brackets; inlined ones repeat the
 * address of the frame that follows. */
static void frame_line(struct perf *perf, const char *at)
{
    struct draft *draft = perf->points.frames_for;
    uint64_t address;
    scan_spaces(&at);
    if (!draft || !scan_digits(&at, 16, &address) || !scan_text(&at, " "))
        return;
    const char *object = strrchr(at, '(');
    size_t size = object ? strlen(object) : 0;
    if (size < 3 || object[size - 1] != ')' || object[1] == '[' || strcmp(object, "(inlined)") == 0)
        return;
    g_autofree char *path = g_strndup(object + 1, size - 2);
    g_autofree char *symbol = g_strchomp(g_strndup(at, (gsize)(object - at)));
    const char *function = strcmp(symbol, "[unknown]") == 0 ? "" : symbol;
    if (perf->is_absolute)
        draft_address(draft, address);
    draft_frame(draft, perf->is_absolute
                           ? g_strdup_printf("%s(%s)", path, function)
                           : g_strdup_printf("%s(%s) [0x%" G_GINT64_MODIFIER "x]", path, function, address));
}

/* "<6bbfa4b7d2d1c3a0>" in the place of device and inode. */
static void build_id(struct perf *perf, uint32_t pid, const char *at, const char *path)
{
    enum { MAX = 64 };
    uint8_t id[MAX];
    unsigned n = 0;
    scan_spaces(&at);
    if (!scan_text(&at, "<"))
        return;
    for (; n < MAX && g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]); at += 2)
        id[n++] = (uint8_t)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1]));
    if (n > 0 && *at == '>')
        delivery_object(perf->points.delivery,
                        &(struct mapped_object){.pid = pid, .path = path, .build_id = id, .build_id_size = n});
}

/* "32581/32581: [0x55ba85ffa000(0x1000) @ 0x1000 fe:00 12173817 1473465793]: r-xp /tmp/pk", with a build-id in the
 * place of the numbers in front of the bracket. */
static bool mapping(struct perf *perf, const struct point *point, const char *at)
{
    uint32_t pid, tid;
    uint64_t start, size, offset;
    if (!scan_u32(&at, &pid) || !scan_text(&at, "/") || !scan_u32(&at, &tid) || !scan_text(&at, ": [0x") ||
        !scan_digits(&at, 16, &start) || !scan_text(&at, "(0x") || !scan_digits(&at, 16, &size) ||
        !scan_text(&at, ") @ ") || !scan_number(&at, false, &offset))
        return false;
    const char *file = at, *end = strstr(at, "]: ");
    if (!end || strlen(end) < strlen("]: r-xp /"))
        return false;
    uint64_t major = 0, minor = 0, inode = 0;
    build_id(perf, pid, at, end + 8);
    scan_spaces(&file);
    if (!scan_digits(&file, 16, &major) || !scan_text(&file, ":") || !scan_digits(&file, 16, &minor) ||
        !scan_text(&file, " ") || !scan_digits(&file, 10, &inode))
        major = minor = inode = 0;
    g_autofree char *text =
        g_strdup_printf("%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %.4s %08" G_GINT64_MODIFIER
                        "x %02" G_GINT64_MODIFIER "x:%02" G_GINT64_MODIFIER "x %" G_GUINT64_FORMAT " %s\n",
                        start, start + size, end + 3, offset, major, minor, inode, end + 8);
    delivery_maps(perf->points.delivery,
                  &(struct process_maps){
                      .pid = pid, .time_ns = point->ts_ns, .adds = true, .text = text, .size = (uint32_t)strlen(text)});
    return true;
}

/* "(PID:TID):(PARENT:TID)" of a fork or an exit. */
static bool task_record(struct perf *perf, const struct point *point, const char *at, bool is_exit)
{
    uint32_t pid, tid, parent, other;
    if (!scan_text(&at, "(") || !scan_u32(&at, &pid) || !scan_text(&at, ":") || !scan_u32(&at, &tid) ||
        !scan_text(&at, "):(") || !scan_u32(&at, &parent) || !scan_text(&at, ":") || !scan_u32(&at, &other))
        return false;
    struct process_event process = {.time_ns = point->ts_ns, .pid = pid, .tid = tid, .parent = parent, .comm = ""};
    process.step = is_exit ? STEP_EXIT : pid == parent ? STEP_THREAD : STEP_START;
    if (is_exit)
        pending_end(perf->points.pending, tid);
    delivery_process(perf->points.delivery, &process);
    return true;
}

/* "exec: NAME:PID/TID"; without "exec" somebody only changed a name. */
static bool comm_record(struct perf *perf, const struct point *point, const char *at)
{
    if (!scan_text(&at, " exec: "))
        return true;
    const char *colon = strrchr(at, ':');
    uint32_t pid, tid;
    const char *rest = colon ? colon + 1 : at;
    if (!colon || !scan_u32(&rest, &pid) || !scan_text(&rest, "/") || !scan_u32(&rest, &tid))
        return false;
    g_autofree char *comm = g_strndup(at, (gsize)(colon - at));
    pending_end(perf->points.pending, tid);
    delivery_process(
        perf->points.delivery,
        &(struct process_event){.time_ns = point->ts_ns, .pid = pid, .tid = tid, .comm = comm, .step = STEP_EXEC});
    return true;
}

static bool record(struct perf *perf, const struct point *point, const char *at)
{
    uint64_t lost = 0;
    points_pause(&perf->points);
    if (scan_text(&at, "MMAP2 "))
        return mapping(perf, point, at);
    if (scan_text(&at, "FORK"))
        return task_record(perf, point, at, false);
    if (scan_text(&at, "EXIT"))
        return task_record(perf, point, at, true);
    if (scan_text(&at, "COMM"))
        return comm_record(perf, point, at);
    if (scan_text(&at, "LOST_SAMPLES lost ") || scan_text(&at, "LOST lost ")) {
        (void)scan_digits(&at, 10, &lost);
        perf->points.delivery->totals.losses.dropped += MAX(lost, 1);
    }
    return true;
}

/* "GROUP:NAME: TEXT", after a count where one is printed. */
static bool sample(struct perf *perf, struct point *point, char *at)
{
    const char *p = at;
    uint64_t period;
    if (scan_digits(&p, 10, &period) && *p == ' ')
        at += strspn(at, "0123456789 ");
    char *end = strstr(at, ": ");
    size_t size = strlen(at);
    if (!end && size && at[size - 1] == ':')
        end = at + size - 1;
    if (!end)
        return false;
    *end = '\0';
    point->name = at;
    point->text = end + 1 + strspn(end + 1, " ");
    points_event(&perf->points, point);
    return true;
}

static void read_line(struct perf *perf, char *line)
{
    struct point point;
    const char *rest;
    if (*line == '#') {
        header_line(perf, line);
        return;
    }
    tell_origin(perf);
    if (*line == '\0') {
        points_pause(&perf->points);
        return;
    }
    if (*line == '\t') {
        frame_line(perf, line);
        return;
    }
    if (!head(line, &point, &rest)) {
        /* A source line of the frame before: "  t.c:11". */
        if (!perf->points.frames_for)
            delivery_bad(perf->points.delivery, "no sample of perf script");
        return;
    }
    const char *at = rest;
    bool fine = scan_text(&at, "PERF_RECORD_") ? record(perf, &point, at) : sample(perf, &point, line + (rest - line));
    if (!fine)
        delivery_bad(perf->points.delivery, "no sample and no record of perf script");
}

bool perf_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    (void)error;
    struct perf perf = {0};
    struct line line;
    points_init(&perf.points, delivery);
    delivery->is_foreign = true;
    while (readers_line(stream, delivery, &line))
        read_line(&perf, line.text);
    tell_origin(&perf);
    points_release(&perf.points);
    g_free(perf.tool);
    g_free(perf.machine);
    g_free(perf.kernel);
    return true;
}
