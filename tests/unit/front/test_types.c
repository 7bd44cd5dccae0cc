/* Layouts against what the compiler of this test gives: the same text is compiled and parsed. */
#include "parsed.h"

#include "front/types.h"
#include "ir/access.h"

#define SAME_TEXT(...)                                                                                                 \
    __VA_ARGS__                                                                                                        \
    static const char same_text[] = #__VA_ARGS__;

#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Wgnu-variable-sized-type-not-at-end"

SAME_TEXT(
    struct plain {
        char c;
        int i;
        short s;
        long l;
    };
    struct __attribute__((packed)) packed {
        char c;
        int i;
        long l;
    };
    struct deep {
        int tag;
        union {
            struct {
                short a;
                int b;
            };
            long c;
            struct {
                char d;
                union {
                    int e;
                    char f;
                };
            };
        };
        struct {
            int x;
            int y;
        } named;
        char tail[];
    };
    struct bits {
        unsigned a : 3;
        unsigned b : 7;
        int : 4;
        unsigned c : 5;
        unsigned : 0;
        unsigned d : 9;
    };
    struct list {
        struct list *next;
        const struct list *const *others;
        struct plain by_value;
    };
    struct __attribute__((aligned(64))) wide { char c; };)

struct expected {
    const char *name;
    size_t offset;
};

static ir_id record_named(struct parsed *parsed, const char *name)
{
    return front_type(&parsed->front, clang_getCursorType(find_cursor(parsed, CXCursor_StructDecl, name, 0)));
}

static const struct ir_field *field_at(struct parsed *parsed, ir_id record, guint i)
{
    return &g_array_index(ir_type_at(parsed->front.unit, record)->fields, struct ir_field, i);
}

static void check_layout(struct parsed *parsed, const char *name, size_t size, size_t align,
                         const struct expected *fields, guint n)
{
    ir_id id = record_named(parsed, name);
    const struct ir_type *type = ir_type_at(parsed->front.unit, id);
    assert_int_equal(type->kind, IR_TYPE_RECORD);
    assert_int_equal(type->size, size);
    assert_int_equal(type->align, align);
    assert_int_equal(type->fields->len, n);
    for (guint i = 0; i < n; i++) {
        assert_string_equal(field_at(parsed, id, i)->name, fields[i].name);
        assert_int_equal(field_at(parsed, id, i)->offset_bits, fields[i].offset * 8);
    }
}

#define AT(record, field)                                                                                              \
    {                                                                                                                  \
#field, offsetof(struct record, field)                                                                         \
    }
#define CHECK(parsed, record, ...)                                                                                     \
    check_layout(parsed, #record, sizeof(struct record), _Alignof(struct record), (struct expected[]){__VA_ARGS__},    \
                 G_N_ELEMENTS(((struct expected[]){__VA_ARGS__})))

static void test_layouts(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(same_text);
    CHECK(parsed, plain, AT(plain, c), AT(plain, i), AT(plain, s), AT(plain, l));
    CHECK(parsed, packed, AT(packed, c), AT(packed, i), AT(packed, l));
    CHECK(parsed, list, AT(list, next), AT(list, others), AT(list, by_value));
    CHECK(parsed, wide, AT(wide, c));
    parsed_free(parsed);
}

static void test_members_of_anonymous_members_are_listed_at_their_place(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(same_text);
    CHECK(parsed, deep, AT(deep, tag), AT(deep, a), AT(deep, b), AT(deep, c), AT(deep, d), AT(deep, e), AT(deep, f),
          AT(deep, named), AT(deep, tail));
    parsed_free(parsed);
}

static void test_flexible_array_has_no_count_and_no_size(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(same_text);
    const struct ir_type *tail =
        ir_type_at(parsed->front.unit, field_at(parsed, record_named(parsed, "deep"), 8)->type);
    assert_int_equal(tail->kind, IR_TYPE_ARRAY);
    assert_int_equal(tail->count, 0);
    assert_int_equal(tail->size, 0);
    parsed_free(parsed);
}

/* Where the compiler put a bit-field: the first bit that changes when all of its bits are set. */
#define FIRST_BIT(field)                                                                                               \
    ({                                                                                                                 \
        struct bits bits_;                                                                                             \
        memset(&bits_, 0, sizeof bits_);                                                                               \
        bits_.field = (1u << 5) - 1;                                                                                   \
        unsigned bit_ = 0;                                                                                             \
        while (!(((unsigned char *)&bits_)[bit_ / 8] >> bit_ % 8 & 1))                                                 \
            bit_++;                                                                                                    \
        bit_;                                                                                                          \
    })

static void test_bit_fields(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(same_text);
    ir_id id = record_named(parsed, "bits");
    assert_int_equal(ir_type_at(parsed->front.unit, id)->fields->len, 4); /* the unnamed ones are padding */
    assert_int_equal(field_at(parsed, id, 1)->width_bits, 7);
    assert_int_equal(field_at(parsed, id, 1)->offset_bits, FIRST_BIT(b));
    assert_int_equal(field_at(parsed, id, 2)->width_bits, 5);
    assert_int_equal(field_at(parsed, id, 2)->offset_bits, FIRST_BIT(c));
    assert_int_equal(field_at(parsed, id, 3)->offset_bits, FIRST_BIT(d));
    parsed_free(parsed);
}

static void test_members_that_expressions_name(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("struct s { int a; union { struct { int b; int c; }; long d; }; };"
                                       "int f(const struct s *p) { return p->c; }");
    ir_id record = 0;
    uint32_t index = 0;
    CXCursor step = find_cursor(parsed, CXCursor_MemberRefExpr, "c", 0);
    assert_true(front_field(&parsed->front, step, &record, &index));
    assert_int_equal(index, 2);
    assert_int_equal(record, record_named(parsed, "s"));
    assert_int_equal(field_at(parsed, record, index)->offset_bits, 96);
    CXCursor implicit = find_cursor(parsed, CXCursor_MemberRefExpr, NULL, 1);
    front_type(&parsed->front, clang_getCursorType(implicit)); /* asked for itself, it takes no member away */
    assert_true(front_field(&parsed->front, step, &record, &index));
    assert_int_equal(record, record_named(parsed, "s"));
    assert_true(front_is_anonymous_member(implicit));
    assert_false(front_field(&parsed->front, implicit, &record, &index));
    parsed_free(parsed);
}

static void test_variants_of_a_record_have_its_fields(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("struct s { struct s *next; const struct s *other; volatile int x; };"
                                       "const struct s k; volatile struct s v;");
    ir_id k = front_type(&parsed->front, clang_getCursorType(find_cursor(parsed, CXCursor_VarDecl, "k", 0)));
    ir_id base = record_named(parsed, "s");
    assert_true(ir_type_at(parsed->front.unit, k)->is_const);
    assert_int_equal(ir_type_at(parsed->front.unit, k)->fields->len, 3);
    ir_id other = ir_type_at(parsed->front.unit, field_at(parsed, base, 1)->type)->target;
    assert_int_equal(other, k);
    assert_true(ir_type_at(parsed->front.unit, field_at(parsed, base, 2)->type)->is_volatile);
    assert_int_equal(front_unqualified(&parsed->front, k), base);
    parsed_free(parsed);
}

static void test_equal_types_have_equal_ids(void **state)
{
    (void)state;
    struct parsed *parsed =
        parse_text("typedef unsigned int u32; typedef u32 *pu; u32 a; unsigned b; pu c; unsigned *d;"
                   "typeof(a) e; int (*f)(pu, ...); int (*g)(unsigned *, ...); u32 h[4]; unsigned i[4];");
    ir_id id[9];
    for (unsigned i = 0; i < 9; i++) {
        char name[2] = {(char)('a' + i), '\0'};
        id[i] = front_type(&parsed->front, clang_getCursorType(find_cursor(parsed, CXCursor_VarDecl, name, 0)));
    }
    assert_int_equal(id[0], id[1]);
    assert_int_equal(id[0], id[4]);
    assert_int_equal(id[0], front_int_type(&parsed->front, 4, false));
    assert_int_equal(id[2], id[3]);
    assert_int_equal(id[2], front_pointer_to(&parsed->front, id[0]));
    assert_int_equal(id[5], id[6]);
    assert_int_equal(id[7], id[8]);
    assert_string_equal(ir_type_at(parsed->front.unit, id[5])->name, "int (*)(unsigned int *, ...)");
    assert_int_equal(ir_type_at(parsed->front.unit, id[7])->size, 16);
    parsed_free(parsed);
}

static const struct ir_type *pointee_of(struct parsed *parsed, enum CXCursorKind kind, const char *name)
{
    ir_id id = front_cursor_type(&parsed->front, find_cursor(parsed, kind, name, 0));
    assert_int_equal(ir_type_at(parsed->front.unit, id)->kind, IR_TYPE_POINTER);
    return ir_type_at(parsed->front.unit, ir_type_at(parsed->front.unit, id)->target);
}

static void test_address_space_tag_is_the_pointees(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("#define __user __attribute__((btf_type_tag(\"user\")))\n"
                                       "struct s { int x; }; typedef const struct s __user *ps;"
                                       "int f(ps a, const void __user *b, int __seg_gs *c, char *d) { typeof(*a) "
                                       "__user *e = a; __auto_type g = b; return 0; }");
    assert_string_equal(pointee_of(parsed, CXCursor_ParmDecl, "a")->tag, "user");
    assert_true(pointee_of(parsed, CXCursor_ParmDecl, "a")->is_const);
    assert_string_equal(pointee_of(parsed, CXCursor_ParmDecl, "b")->tag, "user");
    assert_int_equal(pointee_of(parsed, CXCursor_ParmDecl, "b")->kind, IR_TYPE_VOID);
    assert_string_equal(pointee_of(parsed, CXCursor_ParmDecl, "c")->tag, "seg_gs");
    assert_null(pointee_of(parsed, CXCursor_ParmDecl, "d")->tag);
    assert_string_equal(pointee_of(parsed, CXCursor_VarDecl, "e")->tag, "user");
    assert_string_equal(pointee_of(parsed, CXCursor_VarDecl, "g")->tag, "user");
    parsed_free(parsed);
}

static void test_array_parameters_are_pointers(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("int f(int a[4]) { int b[4]; a++; return a[1] + b[1]; }");
    assert_int_equal(pointee_of(parsed, CXCursor_ParmDecl, "a")->kind, IR_TYPE_INT);
    assert_int_equal(pointee_of(parsed, CXCursor_DeclRefExpr, "a")->kind, IR_TYPE_INT);
    assert_int_equal(pointee_of(parsed, CXCursor_UnexposedExpr, "a")->kind, IR_TYPE_INT);
    assert_int_equal(pointee_of(parsed, CXCursor_UnaryOperator, NULL)->kind, IR_TYPE_INT);
    ir_id b = front_cursor_type(&parsed->front, find_cursor(parsed, CXCursor_DeclRefExpr, "b", 0));
    assert_int_equal(ir_type_at(parsed->front.unit, b)->kind, IR_TYPE_ARRAY);
    parsed_free(parsed);
}

struct scalar_case {
    const char *name;
    enum ir_type_kind kind;
    uint64_t size;
    bool is_signed, is_bool;
};

static void test_scalars(void **state)
{
    (void)state;
    static const struct scalar_case cases[] = {
        {"b", IR_TYPE_INT, 1, false, true},     {"c", IR_TYPE_INT, 1, true, false},
        {"i", IR_TYPE_INT, 16, true, false},    {"u", IR_TYPE_INT, 16, false, false},
        {"e", IR_TYPE_INT, 4, false, false},    {"n", IR_TYPE_INT, 4, true, false},
        {"l", IR_TYPE_FLOAT, 16, true, false},  {"a", IR_TYPE_INT, 4, true, false},
        {"v", IR_TYPE_ARRAY, 16, false, false}, {"z", IR_TYPE_ARRAY, 16, false, false},
        {"w", IR_TYPE_INT, 8, true, false},
    };
    struct parsed *parsed = parse_text(
        "_Bool b; char c; __int128 i; unsigned __int128 u; enum x { A } e; enum y { M = -1 } n; long double l;"
        "_Atomic int a; int v __attribute__((vector_size(16))); double _Complex z; _BitInt(37) w;"
                   "enum only_declared *o;");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        CXCursor cursor = find_cursor(parsed, CXCursor_VarDecl, cases[i].name, 0);
        const struct ir_type *type = ir_type_at(parsed->front.unit, front_cursor_type(&parsed->front, cursor));
        assert_int_equal(type->kind, cases[i].kind);
        assert_int_equal(type->size, cases[i].size);
        assert_int_equal(type->is_signed, cases[i].is_signed);
        assert_int_equal(type->is_bool, cases[i].is_bool);
    }
    assert_int_equal(pointee_of(parsed, CXCursor_VarDecl, "o")->size, 4);
    assert_true(front_is_atomic(clang_getCursorType(find_cursor(parsed, CXCursor_VarDecl, "a", 0))));
    assert_false(front_is_atomic(clang_getCursorType(find_cursor(parsed, CXCursor_VarDecl, "c", 0))));
    parsed_free(parsed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_members_of_anonymous_members_are_listed_at_their_place),
        cmocka_unit_test(test_flexible_array_has_no_count_and_no_size),
        cmocka_unit_test(test_bit_fields),
        cmocka_unit_test(test_members_that_expressions_name),
        cmocka_unit_test(test_variants_of_a_record_have_its_fields),
        cmocka_unit_test(test_equal_types_have_equal_ids),
        cmocka_unit_test(test_address_space_tag_is_the_pointees),
        cmocka_unit_test(test_array_parameters_are_pointers),
        cmocka_unit_test(test_scalars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
