#include "following.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shown.h"
#include "trace/json_text.h"
#include "trace/jsonl.h"

void following_init(struct following *following, const struct options *options)
{
    *following = (struct following){
        .shows = options->follow, .is_json = options->json, .reaction = options->reaction, .line = g_string_new(NULL)};
}

/* ---- where ------------------------------------------------------------------------------------------------------- */

struct spot {
    const char *file, *function;
    uint32_t line, col;
};

/* The site's line, else the innermost one of the program that is known. */
static bool find_spot(const struct joined *joined, struct spot *ret_spot)
{
    *ret_spot = (struct spot){.file = "", .function = ""};
    if (!joined)
        return false;
    if (joined->file) {
        *ret_spot = (struct spot){joined->file, "", joined->line, joined->col};
        return true;
    }
    for (uint32_t i = 0; i < joined->n_places; i++)
        if (joined->places[i].line) {
            const struct frame_place *place = &joined->places[i];
            *ret_spot = (struct spot){place->file, place->function, place->line, place->col};
            return true;
        }
    return false;
}

/* Puts "at" into an event's line, before the brace that ends it. */
static void add_spot(GString *line, const struct joined *joined)
{
    struct spot spot;
    if (!find_spot(joined, &spot))
        return;
    g_string_truncate(line, line->len - strlen("}\n"));
    g_string_append(line, ",\"at\":{\"file\":");
    json_text_string(line, spot.file);
    g_string_append_printf(line, ",\"line\":%u,\"column\":%u", spot.line, spot.col);
    if (joined->site) {
        g_string_append(line, ",\"site\":");
        json_text_string(line, joined->site);
    }
    if (joined->match >= 0)
        g_string_append_printf(line, ",\"match\":\"%s\"", match_name((enum match)joined->match));
    g_string_append(line, "}}\n");
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void add_arguments(GString *line, const struct event *event)
{
    for (uint32_t i = 0; i < event->n_arguments; i++) {
        const struct event_argument *argument = &event->arguments[i];
        g_string_append_printf(line, "%s%s=0x%" PRIx64, i ? ", " : "", argument->name, argument->value);
        if (argument->evidence > SEEN_UNCHANGED)
            g_string_append_printf(line, " [%s]", evidence_kind_name(argument->evidence));
    }
}

static void add_text(GString *line, const struct event *event, const struct joined *joined)
{
    struct spot spot;
    g_string_append_printf(line, "%u/%u ", event->pid, event->tid);
    if (event->kind == EVENT_FAULT) {
        g_string_append_printf(line, "denied %s of 0x%" PRIx64 ", key %d%s", event->is_write ? "write" : "access",
                               event->address, event->key, event->is_forged ? " (forged)" : "");
    } else {
        g_string_append_printf(line, "%s %s(", event_abi_name(event->abi), event->interface);
        add_arguments(line, event);
        g_string_append(line, ")");
        if (event->has_result)
            g_string_append_printf(line, " = %" PRId64, event->result);
        else
            g_string_append(line, " did not return");
    }
    if (find_spot(joined, &spot))
        g_string_append_printf(line, " at %s:%u", spot.file, spot.line);
}

static void show(struct following *following, const struct event *event, const struct joined *joined)
{
    if (following->is_json) {
        fputs(following->line->str, stdout);
    } else {
        g_autoptr(GString) text = g_string_new(NULL);
        add_text(text, event, joined);
        g_autofree char *line = shown(text->str);
        puts(line);
    }
    fflush(stdout);
}

/* ---- reactions --------------------------------------------------------------------------------------------------- */

static void set_number(const char *name, uint64_t number, const char *format)
{
    char text[32];
    snprintf(text, sizeof text, format[0] == 'x' ? "0x%" PRIx64 : "%" PRId64, number);
    setenv(name, text, 1);
}

/* Only what cannot hold a trick: numbers, words of the catalogue, and paths of the debug information, which a careful
 * script quotes. Names that do not begin as our options do. */
static void set_environment(const struct event *event, const struct joined *joined)
{
    struct spot spot;
    setenv("MPX_EVENT", event_kind_name(event->kind), 1);
    setenv("MPX_EVENT_INTERFACE", event->interface ? event->interface : "", 1);
    set_number("MPX_EVENT_PID", event->pid, "d");
    set_number("MPX_EVENT_TID", event->tid, "d");
    if (event->has_result)
        set_number("MPX_EVENT_RESULT", (uint64_t)event->result, "d");
    if (event->kind == EVENT_FAULT) {
        set_number("MPX_EVENT_ADDRESS", event->address, "x");
        set_number("MPX_EVENT_KEY", (uint64_t)event->key, "d");
    }
    if (find_spot(joined, &spot)) {
        setenv("MPX_EVENT_FILE", spot.file, 1);
        set_number("MPX_EVENT_LINE", spot.line, "d");
    }
}

/* The event's line as a file that is read from its beginning: nobody waits for a reaction that does not read it. */
static int open_line(const GString *line)
{
    int fd = memfd_create("mpx-audit-event", MFD_CLOEXEC);
    if (fd >= 0 && (write(fd, line->str, line->len) != (ssize_t)line->len || lseek(fd, 0, SEEK_SET) < 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Takes note of those that have ended; waits for the oldest ones until no more than `keep` run: more would slow down
 * what is watched. */
static void reap(struct following *following, unsigned keep)
{
    unsigned left = 0, running = following->running;
    for (unsigned i = 0; i < running; i++) {
        int status = 0;
        pid_t pid = following->reactions[i], ended;
        bool waits = left + (running - i) > keep;
        while ((ended = waitpid(pid, &status, waits ? 0 : WNOHANG)) < 0 && errno == EINTR)
            ;
        if (ended == 0)
            following->reactions[left++] = pid;
        else
            following->failed += ended < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    following->running = left;
}

/* The shell gets the user's own words; of the event it sees nothing but variables and its input. */
static void react(struct following *following, const struct event *event, const struct joined *joined)
{
    int line = open_line(following->line);
    reap(following, G_N_ELEMENTS(following->reactions) - 1);
    pid_t pid = line < 0 ? -1 : fork();
    if (pid == 0) {
        static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGXFSZ, SIGPIPE};
        for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
            signal(numbers[i], SIG_DFL);
        set_environment(event, joined);
        dup2(line, STDIN_FILENO);
        execl("/bin/sh", "sh", "-c", following->reaction, NULL);
        _exit(127);
    }
    if (line >= 0)
        close(line);
    if (pid > 0)
        following->reactions[following->running++] = pid;
    else
        following->failed++;
}

static bool print_line(void *data, const char *line, size_t size, GError **error)
{
    (void)data;
    (void)error;
    fwrite(line, 1, size, stdout);
    return true;
}

void following_origin(const struct following *following, const struct trace_origin *origin)
{
    if (!following->shows || !following->is_json)
        return;
    struct jsonl *jsonl = jsonl_new(print_line, NULL);
    struct trace_sink sink = jsonl_sink(jsonl);
    sink.origin(sink.data, origin, NULL);
    jsonl_free(jsonl);
    fflush(stdout);
}

void following_event(struct following *following, const struct event *event, const struct joined *joined)
{
    if (!following->shows && !following->reaction)
        return;
    g_string_truncate(following->line, 0);
    jsonl_event(following->line, event);
    add_spot(following->line, joined);
    if (following->shows)
        show(following, event, joined);
    if (following->reaction)
        react(following, event, joined);
}

void following_finish(struct following *following)
{
    reap(following, 0);
    g_string_free(following->line, TRUE);
    following->line = NULL;
}
