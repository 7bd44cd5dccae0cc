/* Spreads an initialiser list over an object (C11 6.7.9p17-p20), brace elision and designators included. */
#include "front/init.h"

#include "front/designator.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/types.h"

/* A range of more elements than this is initialised in its first ones only: nothing reads so many apart. */
#define MAX_RANGE 64

/* The elements of one brace-enclosed list, taken in order. */
struct feed {
    const children *elements;
    guint next;
    guint part; /* designators of the element that were followed already */
};

static bool fill(struct lower *l, struct feed *feed, struct object *object, bool is_braced);

static CXCursor element(const struct feed *feed)
{
    return children_at(feed->elements, feed->next);
}

static CXCursor element_value(struct lower *l, const struct feed *feed)
{
    CXCursor current = element(feed);
    if (!designator_is(current))
        return current;
    g_auto(children) parts = lower_all_children(l, current);
    return parts.n ? children_last(&parts) : current;
}

/* Whether the element has designators that were not followed yet. */
static bool has_designator(struct lower *l, const struct feed *feed)
{
    if (!designator_is(element(feed)))
        return false;
    g_auto(children) parts = lower_all_children(l, element(feed));
    return feed->part + 1 < parts.n;
}

static void advance(struct feed *feed)
{
    feed->next++;
    feed->part = 0;
}

/* 6.7.9p13: a record from an expression of its type; p14: an array of characters from a string. */
static bool initialises_whole(struct lower *l, struct place place, CXCursor value)
{
    enum ir_type_kind kind = lower_type_at(l, place.type)->kind;
    if (kind == IR_TYPE_RECORD)
        return front_unqualified(l->front, front_type(l->front, clang_getCursorType(value))) == place.type;
    if (kind == IR_TYPE_ARRAY)
        return clang_getCursorKind(lower_strip(l, value)) == CXCursor_StringLiteral &&
               lower_type_at(l, lower_type_at(l, place.type)->target)->kind == IR_TYPE_INT;
    return true;
}

static void put(struct lower *l, struct feed *feed, struct place place, CXType type)
{
    CXCursor value = element_value(l, feed);
    if (clang_getCursorKind(value) == CXCursor_InitListExpr) {
        init_list(l, place, type, value);
        advance(feed);
    } else if (initialises_whole(l, place, value)) {
        lower_initialise(l, place, type, value);
        advance(feed);
    } else { /* braces left out: the member takes what it needs */
        struct object object;
        guint before = feed->next;
        object_open(&object, type, place.address, place.is_volatile);
        fill(l, feed, &object, false);
        object_close(&object);
        if (feed->next == before)
            advance(feed);
    }
}

static void copy_to_range(struct lower *l, const struct object *object, struct place first, uint64_t low, uint64_t high,
                          ir_id loc)
{
    CXType type;
    for (uint64_t i = low + 1; i <= high && i - low < MAX_RANGE; i++) {
        struct place place = object_member(l, object, i, &type, loc);
        struct ir_inst inst = {.op = IR_COPY, .type = place.type, .loc = loc, .aux = IR_NONE};
        lower_emit2(l, inst, place.address, first.address);
    }
}

/* Follows the next designator of the element: *ret_index is where the list goes on from. */
static bool designate(struct lower *l, struct feed *feed, struct object *object, uint64_t *ret_index)
{
    uint64_t low, high;
    CXType type;
    CXCursor current = element(feed);
    ir_id loc = front_loc(l->front, current);
    g_auto(children) parts = lower_all_children(l, current);
    if (feed->part + 1 >= parts.n || !designator_take(l, object, current, &parts, &feed->part, &low, &high) ||
        (!object->fields && low >= object->count))
        return false;
    struct place place = object_member(l, object, low, &type, loc);
    if (feed->part + 1 < parts.n) {
        struct object member;
        object_open(&member, type, place.address, place.is_volatile);
        bool done = fill(l, feed, &member, false);
        object_close(&member);
        if (!done)
            return false;
    } else {
        put(l, feed, place, type);
    }
    copy_to_range(l, object, place, low, high, loc);
    *ret_index = object->is_union ? 0 : high;
    return true;
}

static void give_up(struct lower *l, struct feed *feed)
{
    lower_unknown(l, element(feed), 0, "designator", NULL, 0);
    advance(feed);
}

/* Fills the object from the feed: a braced one takes all elements, another one only what it needs, and no designator
 * but the rest of the one that led to it. */
static bool fill(struct lower *l, struct feed *feed, struct object *object, bool is_braced)
{
    if (!front_enter(l->front))
        return false;
    bool follows = !is_braced && feed->part > 0, done = true; /* the designators that led here go on */
    for (uint64_t index = 0; feed->next < feed->elements->n; index++) {
        CXType type;
        bool is_designated = has_designator(l, feed);
        if (is_designated && (is_braced || follows)) {
            done = designate(l, feed, object, &index);
            if (!done && !is_braced)
                break;
            if (!done)
                give_up(l, feed);
        } else if (is_designated) {
            break;
        } else if (index < object->count) {
            struct place place = object_member(l, object, index, &type, front_loc(l->front, element(feed)));
            put(l, feed, place, type);
        } else if (is_braced) { /* too many: a warning, evaluated all the same */
            lower_effect(l, element_value(l, feed));
            advance(feed);
        } else {
            break;
        }
        follows = false;
    }
    front_leave(l->front);
    return done || is_braced;
}

void init_list(struct lower *l, struct place place, CXType type, CXCursor list)
{
    g_auto(children) kids = lower_children(l, list);
    struct feed feed = {&kids, 0, 0};
    struct object object;
    if (kids.n == 1 && !designator_is(children_at(&kids, 0)) && lower_type_at(l, place.type)->kind == IR_TYPE_ARRAY &&
        initialises_whole(l, place, children_at(&kids, 0))) { /* char a[] = {"abc"} */
        lower_initialise(l, place, type, children_at(&kids, 0));
        return;
    }
    object_open(&object, type, place.address, place.is_volatile);
    fill(l, &feed, &object, true);
    object_close(&object);
}
