#include "symbols/symbols.h"

#include <string.h>

#include "symbols/named.h"
#include "symbols/objects.h"
#include "symbols/processes.h"
#include "symbols/tail.h"
#include "symbols/unwind.h"

enum { MOST_FRAMES = 128 };

struct symbols {
    struct processes *processes;
    struct objects *objects;
    /* The chain that is being made. */
    struct call_chain chain;
    GArray *places; /* struct frame_place */
    GArray *key;    /* uint64_t */
    GStringChunk *texts;
};

struct symbols *symbols_new(const struct symbols_options *options)
{
    struct symbols *symbols = g_new0(struct symbols, 1);
    elf_version(EV_CURRENT); /* without which libelf reads nothing */
    symbols->processes = processes_new();
    symbols->objects = objects_new(options);
    symbols->places = g_array_new(FALSE, FALSE, sizeof(struct frame_place));
    symbols->key = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    symbols->texts = g_string_chunk_new(1024);
    return symbols;
}

void symbols_free(struct symbols *symbols)
{
    if (!symbols)
        return;
    processes_free(symbols->processes);
    objects_free(symbols->objects);
    g_array_unref(symbols->places);
    g_array_unref(symbols->key);
    g_string_chunk_free(symbols->texts);
    g_free(symbols);
}

void symbols_maps(struct symbols *symbols, const struct process_maps *maps)
{
    processes_map(symbols->processes, maps);
}

void symbols_object(struct symbols *symbols, const struct mapped_object *object)
{
    objects_tell(symbols->objects, object);
}

void symbols_process(struct symbols *symbols, const struct process_event *process)
{
    processes_step(symbols->processes, process);
}

GPtrArray *symbols_refused(const struct symbols *symbols)
{
    return objects_refused(symbols->objects);
}

static void add_key(struct symbols *symbols, uint64_t a, uint64_t b)
{
    g_array_append_val(symbols->key, a);
    g_array_append_val(symbols->key, b);
}

/* A frame of which no more can be said. */
static void add_bare(struct symbols *symbols, const char *object, const char *build_id, uint64_t offset,
                     const char *function, const char *why)
{
    struct frame_place place = {.object = g_string_chunk_insert_const(symbols->texts, object),
                                .build_id = build_id,
                                .offset = offset,
                                .function = g_string_chunk_insert_const(symbols->texts, function ? function : ""),
                                .file = "",
                                .unresolved = why};
    g_array_append_val(symbols->places, place);
    add_key(symbols, (uint64_t)g_str_hash(object) << 32 | g_str_hash(place.function), offset);
}

static void add_spot(struct symbols *symbols, const struct object *object, const struct spot *spot, bool is_tail)
{
    for (uint32_t i = 0; i < spot->n_places; i++) {
        struct frame_place place = spot->places[i];
        place.is_tail = is_tail;
        g_array_append_val(symbols->places, place);
    }
    add_key(symbols, object->serial << 1 | is_tail, spot->address);
}

/* One frame: the mapping that its pc lies in, and what stands there. */
struct found {
    struct object *object; /* NULL: nothing but the mapping is known */
    const struct spot *spot;
    uint64_t back; /* the pc as an address of the object, not moved into the call */
};

/* Why a mapping is no file that can be opened, or NULL. */
static const char *no_file(const struct mapping *mapping)
{
    if (mapping->path[0] != '/')
        return "no file is mapped there";
    if (g_str_has_suffix(mapping->path, " (deleted)"))
        return "the file was deleted while it was mapped";
    return NULL;
}

/* `inside` is what is taken off so that a return address lies inside its call. False: nothing is mapped there. */
static bool find_pc(struct symbols *symbols, const struct maps *maps, uint64_t pc, unsigned inside, bool is_64,
                    struct found *found)
{
    const struct mapping *mapping = maps ? maps_find(maps, pc - inside) : NULL;
    *found = (struct found){0};
    if (!mapping) {
        add_bare(symbols, "", NULL, pc, NULL, "no code is known to be mapped there");
        return false;
    }
    uint64_t offset = mapping->offset + (pc - inside - mapping->start), address;
    const char *why = no_file(mapping);
    struct object *object = why ? NULL : objects_get(symbols->objects, mapping->path, mapping->inode);
    if (object)
        why = object->unresolved;
    if (!why && object->is_64 != is_64)
        why = "the file is of another machine than the process";
    if (!why && !object_address(object, offset, &address))
        why = "the file has no code there";
    if (why) {
        add_bare(symbols, mapping->path, object ? object->build_id : NULL, offset, NULL, why);
        return true;
    }
    *found = (struct found){object, object_spot(object, address), address + inside};
    return true;
}

/* A library has several names for a function: whether this is one of that which `inner` is in. */
static bool is_alias(const struct found *inner, const char *name)
{
    GElf_Off behind;
    GElf_Sym symbol;
    uint64_t start, at = inner->spot->address;
    return dwfl_module_addrinfo(inner->object->module, at, &behind, &symbol, NULL, NULL, NULL) &&
           object_symbol(inner->object, name, &start) && start == at - behind;
}

/* Between a frame and its caller: the functions that left by a jump. */
static void add_tails(struct symbols *symbols, const char *name, const struct found *inner, const struct found *caller)
{
    if (!name || !*name || !inner->object)
        return;
    const struct tails *tails = tail_recover(caller->object, caller->back, name, inner->object == caller->object);
    for (unsigned i = 0; i < tails->n; i++)
        add_spot(symbols, caller->object, object_spot(caller->object, tails->jumps[i]), true);
    if (!tails->called || is_alias(inner, tails->called))
        return;
    add_bare(symbols, "", NULL, 0, tails->called, "it left by a jump that nothing tells of");
    g_array_index(symbols->places, struct frame_place, symbols->places->len - 1).is_tail = true;
}

/* What holds the code of the frame that was added last: inlined functions are no frames. */
static const char *last_function(const struct symbols *symbols)
{
    return symbols->places->len ? g_array_index(symbols->places, struct frame_place, symbols->places->len - 1).function
                                : NULL;
}

/* The kernel's entry for 32-bit programs is code of the vDSO, of which nobody keeps a file: it pushes ecx, edx and ebp
 * (arch/x86/entry/vdso/vdso32/system_call.S) and returns when it has taken them off again. */
static bool leave_vdso32(const struct maps *maps, struct state *state, uint64_t *pc)
{
    enum { ESP = 4, EBP = 5, EIP = 8, PUSHED = 12 };
    const struct mapping *mapping = maps ? maps_find(maps, *pc) : NULL;
    uint64_t esp, ebp, back;
    if (state->is_64 || !mapping || !g_str_equal(mapping->path, "[vdso]") || !state_register(state, ESP, &esp) ||
        !state_read(state, esp, 4, &ebp) || !state_read(state, esp + PUSHED, 4, &back))
        return false;
    if (!maps_find(maps, back))
        return false;
    state_set(state, EBP, ebp);
    state_set(state, ESP, esp + PUSHED + 4);
    state_set(state, EIP, back);
    *pc = back;
    return true;
}

static const struct maps *maps_of(struct symbols *symbols, const struct event *event, uint64_t pc)
{
    return processes_find(symbols->processes, event->pid, event->start_time, event->ts_ns, pc);
}

/* A call was made by the instruction before the saved pc, a denied access by the one at it. */
static void by_registers(struct symbols *symbols, const struct event *event)
{
    struct state state;
    uint64_t pc;
    unwind_start(event, &state, &pc);
    const struct maps *maps = maps_of(symbols, event, pc);
    bool is_exact = event->kind == EVENT_FAULT && !event->in_kernel;
    struct found inner = {0}, found;
    if (leave_vdso32(maps, &state, &pc))
        is_exact = false;
    for (unsigned i = 0; i < MOST_FRAMES; i++) {
        if (!find_pc(symbols, maps, pc, is_exact ? 0 : 1, state.is_64, &found) || !found.object)
            return;
        if (i > 0 && !is_exact)
            add_tails(symbols, last_function(symbols), &inner, &found);
        add_spot(symbols, found.object, found.spot, false);
        inner = found;
        if (!unwind_step(&state, found.spot, &pc, &is_exact))
            return;
        /* is_exact told of this frame: a signal handler's trampoline; its caller was interrupted. */
    }
}

static void by_addresses(struct symbols *symbols, const struct event *event)
{
    struct found inner = {0}, found;
    for (uint32_t i = 0; i < MIN(event->n_addresses, MOST_FRAMES); i++) {
        uint64_t pc = event->addresses[i];
        bool is_exact = i == 0 && event->kind == EVENT_FAULT && !event->in_kernel;
        bool is_64 = event->abi != EVENT_I386;
        if (!find_pc(symbols, maps_of(symbols, event, pc - !is_exact), pc, !is_exact, is_64, &found) || !found.object)
            continue;
        if (i > 0)
            add_tails(symbols, last_function(symbols), &inner, &found);
        add_spot(symbols, found.object, found.spot, false);
        inner = found;
    }
}

/* An offset in the file is surer than one from a function that may have several names. */
static bool find_named(struct symbols *symbols, const struct named *named, struct found *found)
{
    struct object *object = objects_get(symbols->objects, named->path, 0);
    uint64_t address;
    const char *why = object->unresolved;
    *found = (struct found){0};
    if (!why && named->has_offset && !object_address(object, named->offset, &address))
        why = "the file has no code there";
    if (!why && !named->has_offset && (!named->function || !object_symbol(object, named->function, &address)))
        why = "the file has no such function";
    if (why) {
        add_bare(symbols, named->path, NULL, named->offset, named->function, why);
        return false;
    }
    if (!named->has_offset)
        address += named->add;
    *found = (struct found){object, object_spot(object, address - 1), address};
    return true;
}

static void by_names(struct symbols *symbols, const struct event *event)
{
    struct found inner = {0}, found;
    for (uint32_t i = 0; i < MIN(event->n_frames, MOST_FRAMES); i++) {
        struct named named;
        if (!named_parse(event->frames[i], &named)) {
            add_bare(symbols, "", NULL, 0, event->frames[i], "no file is named");
            continue;
        }
        if (find_named(symbols, &named, &found)) {
            if (i > 0)
                add_tails(symbols, last_function(symbols), &inner, &found);
            add_spot(symbols, found.object, found.spot, false);
            inner = found;
        }
        named_clear(&named);
    }
}

const struct call_chain *symbols_chain(struct symbols *symbols, const struct event *event)
{
    objects_trim(symbols->objects);
    g_string_chunk_clear(symbols->texts);
    g_array_set_size(symbols->places, 0);
    g_array_set_size(symbols->key, 0);
    if (event->has_registers)
        by_registers(symbols, event);
    else if (event->n_addresses > 0)
        by_addresses(symbols, event);
    else
        by_names(symbols, event);
    symbols->chain = (struct call_chain){.places = (const struct frame_place *)(void *)symbols->places->data,
                                         .n_places = symbols->places->len,
                                         .key = (const uint64_t *)(void *)symbols->key->data,
                                         .n_key = symbols->key->len};
    return &symbols->chain;
}
