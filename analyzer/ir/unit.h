/* The unit IR: what the front hands over for one translation unit, and all that flow, facts and rules ever see.
 *
 * It is memory-form three-address code, as clang -O0 makes it: every C variable is a piece of memory with an address, every read
 * of it a `load`, every write a `store`; each value is computed once, in a temp. A temp is named by the index of its
 * instruction. `phi` joins the arms of ?:, && and ||. Only what the C standard says is evaluated is there: no operand of
 * sizeof or typeof, only the chosen arm of _Generic and __builtin_choose_expr.
 *
 * Tables are GArrays of the structs below, indexed by ir_id; strings are interned in the unit (ir_intern), so equal
 * strings are equal pointers. Everything lives as long as the unit. Positions: a loc id indexes `locs`; loc 0 is
 * "unknown". Type 0 is void. Sizes and offsets are in bytes except where a name says bits. */
#ifndef IR_UNIT_H
#define IR_UNIT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint32_t ir_id;
#define IR_NONE UINT32_MAX

enum ir_op {
#define OP(identifier, name, result, operands, flags) IR_##identifier,
#include "ir/ops.def"
#undef OP
    IR_N_OPS
};

/* An operand: 4 bits of kind, 28 of index. Small and comparable with ==, through ir_ref_equal. */
enum ir_ref_kind {
    IR_REF_NONE,
    IR_REF_TEMP,   /* result of instruction `index` of this function */
    IR_REF_CONST,  /* unit->consts[index] */
    IR_REF_LOCAL,  /* address of function->locals[index] */
    IR_REF_SYMBOL, /* address of unit->symbols[index] */
    IR_REF_STRING, /* address of the string literal unit->literals[index] */
    IR_REF_BLOCK   /* function->blocks[index]; as a value: &&label */
};

struct ir_ref {
    uint32_t kind : 4;
    uint32_t index : 28;
};

/* A position in the text, three ways (they differ inside macros): where the reader finds it in the file (the use of the
 * outermost macro), and where the characters are spelled (may be a macro's body). macro: the outermost macro's name, or
 * NULL. */
struct ir_loc {
    ir_id file, line, col;
    ir_id spelling_file, spelling_line, spelling_col;
    const char *macro;
};

enum ir_type_kind {
    IR_TYPE_VOID,
    IR_TYPE_INT, /* also _Bool (is_bool), char, enum */
    IR_TYPE_FLOAT,
    IR_TYPE_POINTER,
    IR_TYPE_ARRAY,
    IR_TYPE_RECORD,
    IR_TYPE_FUNCTION
};

struct ir_field {
    const char *name; /* members of anonymous members are listed in the outermost named record, at their offset there */
    ir_id type;
    uint64_t offset_bits;
    uint32_t width_bits; /* of a bit-field, else 0 */
};

struct ir_type {
    enum ir_type_kind kind;
    bool is_signed, is_bool, is_volatile, is_const, is_union, is_variadic;
    bool is_public; /* of a record with members: a header in a folder `include` declares it, for all */
    uint64_t size; /* bytes; 0: unknown, incomplete or variable */
    uint32_t align;
    const char *name; /* as C spells it */
    const char *tag;  /* address space by attribute: "user", "iomem", "percpu", "rcu" …, or NULL */
    ir_id target;     /* pointee, element, result */
    uint64_t count;   /* array elements; 0: unknown or flexible */
    GArray *fields;   /* struct ir_field, of a record */
    GArray *params;   /* ir_id types, of a function */
};

struct ir_const {
    ir_id type;
    int64_t value;    /* two's complement; of an unsigned type read as uint64_t */
    const char *name; /* the enumerator it was written as, or the text of a floating constant; else NULL */
};

enum ir_linkage { IR_EXTERN, IR_STATIC };

struct ir_symbol {
    const char *name;
    ir_id type, loc;
    enum ir_linkage linkage;
    bool is_function, is_defined, is_noreturn, is_thread_local, is_weak;
    const char *section; /* __attribute__((section)), or NULL */
    uint32_t align;      /* by attribute, else 0 */
};

struct ir_local {
    const char *name; /* "" for what the compiler invents (compound literals, statement-expression results) */
    ir_id type, loc;
    ir_id cleanup; /* symbol of __attribute__((cleanup)), or IR_NONE; the calls themselves are lowered too */
    bool is_static;
};

struct ir_inst {
    uint8_t op; /* enum ir_op */
    bool is_volatile;
    bool is_atomic;
    bool is_cast_to_void; /* of a call: its value is dropped by an explicit (void) */
    ir_id type, loc, aux; /* aux: see ops.def */
    uint32_t operands, n_operands; /* slice of function->operands */
};

struct ir_block {
    const char *name; /* telling: "if.then", "for.cond", a label's name */
    uint32_t first, n; /* slice of function->insts; the last one is the only terminator */
};

/* What the text knew of a call: one per `call` instruction. */
struct ir_call {
    GArray *texts; /* const char *, an argument each, as written, blanks folded, at most 200 bytes */
};

struct ir_asm {
    const char *template;  /* macro-expanded, string parts joined, escapes resolved */
    GArray *constraints;   /* const char *, an operand each, outputs first */
    GArray *clobbers;      /* const char * */
    uint32_t n_outputs, n_labels;
    bool is_volatile;
};

struct ir_function {
    ir_id symbol, type, loc;
    uint32_t end_line;
    uint32_t n_params; /* the first locals are the parameters, in order */
    bool in_header;    /* no code of the unit's own: a header brought it, and the unit reaches it */
    bool is_initialiser; /* the synthetic function that stores a file's initialised globals; named ".init" */
    const char *degraded; /* why the parser could not read it whole, or NULL */
    GArray *locals, *blocks, *insts, *operands, *calls, *asms; /* of the structs above; operands: struct ir_ref; block 0 is the entry */
};

/* A catalogued name that the lowering cannot carry: a macro constant, a compiler flag, text that the build leaves out or
 * that the parser lost. */
enum ir_mention_kind {
    IR_MENTION_MACRO,
    IR_MENTION_FLAG,
    IR_MENTION_SKIPPED,
    IR_MENTION_TEXT, /* of code that the parser lost: a name that is called, a number of syscall(), an option of prctl() */
    IR_MENTION_ASM,  /* of code that the parser lost: a template of inline assembly */
    IR_MENTION_MISSING, /* no name of the catalogue: a header that was not found */
    IR_N_MENTION_KINDS
};

struct ir_mention {
    enum ir_mention_kind kind;
    const char *name;
    ir_id loc;
    const char *function; /* enclosing, or "" */
};

struct ir_index; /* private to ir/unit.c: finds equal entries */

struct ir_unit {
    const char *main_file;
    const char *target; /* triple */
    uint32_t pointer_size;
    bool is_kernel;         /* __KERNEL__ was defined */
    const char *degraded;   /* first reason, or NULL; functions carry their own */
    GArray *files;          /* const char *: absolute paths */
    GArray *locs, *types, *consts, *symbols, *literals, *mentions; /* literals: const char * */
    GPtrArray *functions;   /* struct ir_function *: the main file's and the header functions that they reach; main file first, in source order */
    GStringChunk *strings;
    struct ir_index *index;
};

struct ir_unit *ir_unit_new(const char *main_file);
void ir_unit_free(struct ir_unit *unit);

/* The unit's own copy of text; NULL stays NULL. Equal texts give equal pointers. */
const char *ir_intern(struct ir_unit *unit, const char *text);

struct ir_function *ir_function_new(void);
void ir_function_free(struct ir_function *function);

#endif
