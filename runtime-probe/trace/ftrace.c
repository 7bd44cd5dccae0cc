/* Text of ftrace's `trace` and `trace_pipe` (Documentation/trace/ftrace.rst), and of trace-cmd report, which heads its
 * lines alike and prints return probes as perf does. */
#include <string.h>

#include "trace/points.h"
#include "trace/readers.h"
#include "trace/scan.h"

enum { COMM = 16 };

enum stack { STACK_NONE, STACK_USER, STACK_KERNEL };

struct ftrace {
    struct points points;
    enum stack stack;
    uint32_t last_tid; /* of the event whose stack may follow on lines of its own */
};

/* " [CPU] FLAGS TIME: ", behind "NAME-TID" and perhaps "(TGID)". */
static bool scan_place_and_time(const char **at, struct point *ret_point)
{
    if (!scan_text(at, "[") || !scan_u32(at, &ret_point->cpu) || !scan_text(at, "]"))
        return false;
    scan_spaces(at);
    const char *behind = *at;
    if (!scan_time(&behind, &ret_point->ts_ns) || *behind != ':') {
        *at += strcspn(*at, " ");
        scan_spaces(at);
        behind = *at;
        if (!scan_time(&behind, &ret_point->ts_ns) || *behind != ':')
            return false;
    }
    *at = behind + 1;
    scan_spaces(at);
    return true;
}

/* "(  339)", or "(-------)" when nobody knows. */
static void scan_group(const char **at, struct point *ret_point)
{
    const char *p = *at;
    if (!scan_text(&p, "("))
        return;
    scan_spaces(&p);
    (void)scan_u32(&p, &ret_point->pid);
    p += strspn(p, "-");
    if (!scan_text(&p, ")"))
        return;
    scan_spaces(&p);
    *at = p;
}

/* The thread's name may hold anything, but has at most 15 bytes, and ends at "-TID" in front of what follows. */
static bool head(const char *line, struct point *ret_point, const char **ret_rest)
{
    const char *name = line + strspn(line, " ");
    for (size_t i = 0; i <= 2 * COMM && name[i]; i++) {
        if (name[i] != '-')
            continue;
        *ret_point = (struct point){.comm = name, .comm_size = MIN(i, (size_t)COMM)};
        const char *at = name + i + 1;
        if (!scan_u32(&at, &ret_point->tid) || *at != ' ')
            continue;
        scan_spaces(&at);
        scan_group(&at, ret_point);
        if (!scan_place_and_time(&at, ret_point))
            continue;
        *ret_rest = at;
        return true;
    }
    return false;
}

bool ftrace_knows(const char *line)
{
    struct point point;
    const char *rest;
    return head(line, &point, &rest);
}

/* " => /usr/lib/libc.so.6[+0xd2aa7]", " =>  <00007fb3a34c7247>", " => ??": the number is one of the mapping, not of the
 * file. */
static void frame_line(struct draft *draft, const char *at)
{
    uint64_t address;
    scan_spaces(&at);
    if (scan_text(&at, "<")) {
        if (scan_digits(&at, 16, &address))
            draft_address(draft, address);
        return;
    }
    const char *bracket = strrchr(at, '[');
    const char *offset = bracket;
    if (!bracket || bracket == at || !scan_text(&offset, "[+0x") || !scan_digits(&offset, 16, &address))
        return;
    g_autofree char *path = g_strndup(at, (gsize)(bracket - at));
    draft_frame(draft, g_strdup_printf("%s(+0x%" G_GINT64_MODIFIER "x)", path, address));
}

/* "CPU:1 [LOST 12 EVENTS]", "CPU:1 [LOST EVENTS]", and trace-cmd's "CPU:1 [12 EVENTS DROPPED]". */
static bool loss_line(struct ftrace *ftrace, const char *at)
{
    uint32_t cpu;
    uint64_t lost = 1;
    if (!scan_text(&at, "CPU:") || !scan_u32(&at, &cpu) || !scan_text(&at, " ["))
        return false;
    bool is_kernel = scan_text(&at, "LOST ");
    (void)scan_digits(&at, 10, &lost);
    scan_spaces(&at);
    if (!g_str_has_prefix(at, is_kernel ? "EVENTS]" : "EVENTS DROPPED]"))
        return false;
    ftrace->points.delivery->totals.losses.dropped += lost;
    return true;
}

/* "# entries-in-buffer/entries-written: 26/30": the rest was overwritten. */
static void header_line(struct ftrace *ftrace, const char *at)
{
    uint64_t kept, written;
    if (scan_text(&at, "# entries-in-buffer/entries-written: ") && scan_digits(&at, 10, &kept) && scan_text(&at, "/") &&
        scan_digits(&at, 10, &written) && written > kept)
        ftrace->points.delivery->totals.losses.dropped += written - kept;
}

/* "sys_mprotect(start: …)" and "sys_mprotect -> 0x0" are names as a whole. */
static void split(struct point *point, char *rest)
{
    size_t size = strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    point->name = rest;
    point->text = "";
    if (size == 0 || rest[size] != ':')
        return;
    rest[size] = '\0';
    point->text = rest + size + 1 + strspn(rest + size + 1, " ");
}

static void event_line(struct ftrace *ftrace, struct point *point, char *rest)
{
    if (strcmp(rest, "<user stack trace>") == 0 || strcmp(rest, "<stack trace>") == 0) {
        ftrace->stack = ftrace->last_tid != point->tid ? STACK_NONE : *++rest == 'u' ? STACK_USER : STACK_KERNEL;
        return;
    }
    split(point, rest);
    points_event(&ftrace->points, point);
    ftrace->last_tid = point->tid;
    ftrace->stack = STACK_NONE;
}

static void read_line(struct ftrace *ftrace, char *line)
{
    struct point point;
    const char *rest, *at = line;
    if (*line == '#' || *line == '\0' || g_str_has_prefix(line, "cpus=") || g_str_has_prefix(line, "version = ")) {
        header_line(ftrace, line);
    } else if (scan_text(&at, " => ") || scan_text(&at, "=> ")) {
        if (ftrace->stack == STACK_USER && ftrace->points.frames_for)
            frame_line(ftrace->points.frames_for, at);
    } else if (head(line, &point, &rest)) {
        event_line(ftrace, &point, line + (rest - line));
    } else if (!loss_line(ftrace, line)) {
        delivery_bad(ftrace->points.delivery, "no event of ftrace");
    }
}

static bool read_all(struct stream *stream, struct delivery *delivery, const char *format, bool return_first)
{
    struct ftrace ftrace = {0};
    struct line line;
    points_init(&ftrace.points, delivery);
    ftrace.points.return_first = return_first;
    delivery->is_foreign = true;
    delivery_origin(delivery,
                    &(struct trace_origin){
                        .format = format, .backend = "", .tool = "", .kernel = "", .machine = "", .catalogue = ""});
    while (readers_line(stream, delivery, &line))
        read_line(&ftrace, line.text);
    points_release(&ftrace.points);
    return true;
}

bool ftrace_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    (void)error;
    return read_all(stream, delivery, "ftrace", true);
}

bool trace_cmd_read(struct stream *stream, struct delivery *delivery, GError **error)
{
    (void)error;
    return read_all(stream, delivery, "trace-cmd", false);
}
