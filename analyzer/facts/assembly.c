/* Uses in inline assembly: by mnemonic, by bytes, and system calls made by `syscall` or `int $0x80`. */
#include "facts/assembly.h"

#include <string.h>

#include "facts/finders.h"

static const struct ir_asm *asm_of(const struct ir_function *function, const struct ir_inst *inst)
{
    if (inst->op != IR_ASM && inst->op != IR_ASMGOTO)
        return NULL;
    return &g_array_index(function->asms, struct ir_asm, inst->aux);
}

/* `at`: the statement, and nothing yet of what it uses. */
static void add_instruction(struct collector *c, const struct use *at, const struct catalogue_match *match)
{
    struct use use = *at;
    use.interface = match->interface;
    use.spelling = match->spelling;
    use.name = match->spelling->name ? match->spelling->name : match->interface->name;
    if (collector_on_side(c, match->spelling))
        collector_add(c, use);
}

/* AT&T mnemonics may carry the operand size at their end; what is a mnemonic as it stands has none (`bndcl`). */
static void collect_mnemonic(struct collector *c, const struct use *at, const char *word)
{
    const GPtrArray *matches = catalogue_by_name(c->catalogue, SPELLING_ASM, word);
    size_t n = strlen(word);
    if (!matches->len && n > 1 && strchr("bwlq", word[n - 1])) {
        g_autofree char *plain = g_strndup(word, n - 1);
        matches = catalogue_by_name(c->catalogue, SPELLING_ASM, plain);
    }
    if (matches->len)
        add_instruction(c, at, g_ptr_array_index(matches, 0));
}

/* 66, F2, F3 and REX. */
static bool is_prefix_byte(uint8_t byte)
{
    return byte == 0x66 || byte == 0xf2 || byte == 0xf3 || (byte & 0xf0) == 0x40;
}

/* The longest spelling whose bytes stand at the place: F3 0F 1B is bndmk, 0F 1B alone bndstx. Two bytes are too little
 * to go by in the middle of other code. */
static const struct catalogue_match *longest_at(const struct collector *c, const GByteArray *run, guint at,
                                                bool in_prefix)
{
    const GPtrArray *spellings = catalogue_by_kind(c->catalogue, SPELLING_ASM);
    const struct catalogue_match *best = NULL;
    for (guint i = 0; i < spellings->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(spellings, i);
        unsigned n = match->spelling->n_bytes;
        if (n == 0 || n > run->len - at || (n < 3 && !in_prefix) || (best && n <= best->spelling->n_bytes))
            continue;
        if (memcmp(run->data + at, match->spelling->bytes, n) == 0)
            best = match;
    }
    return best;
}

static void collect_bytes(struct collector *c, const struct use *at, const GByteArray *run)
{
    bool in_prefix = true;
    for (guint i = 0; i < run->len;) {
        const struct catalogue_match *match = longest_at(c, run, i, in_prefix);
        in_prefix = match || (in_prefix && is_prefix_byte(run->data[i]));
        if (match)
            add_instruction(c, at, match);
        i += match ? match->spelling->n_bytes : 1;
    }
}

static void collect_instructions(struct collector *c, const struct use *at, const GArray *parts)
{
    for (guint p = 0; p < parts->len; p++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, p);
        if (part->mnemonic)
            collect_mnemonic(c, at, part->mnemonic);
        else
            collect_bytes(c, at, part->bytes);
    }
}

static bool is_int80(const struct template_part *part)
{
    static const char *const vectors[] = {"$0x80", "0x80", "$128", "128", "$0X80", "80h"};
    for (unsigned i = 0; i < G_N_ELEMENTS(vectors); i++)
        if (g_str_equal(part->operands, vectors[i]))
            return g_str_equal(part->mnemonic, "int");
    return false;
}

const char *assembly_entry(const GArray *parts, const char *unit_abi)
{
    for (guint i = 0; i < parts->len; i++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, i);
        if (!part->mnemonic)
            continue;
        if (is_int80(part) || g_str_equal(part->mnemonic, "sysenter"))
            return "i386";
        if (g_str_equal(part->mnemonic, "syscall") || g_str_equal(part->mnemonic, "svc"))
            return unit_abi;
    }
    return NULL;
}

static const char *constraint_at(const struct ir_asm *text, uint32_t i)
{
    return i < text->constraints->len ? g_array_index(text->constraints, const char *, i) : "";
}

/* The letter that GCC's constraints have for an x86 register, whatever part of it is meant; 0 for others. */
static char letter_of(const char *name)
{
    static const struct {
        char letter;
        const char *name; /* behind r or e */
    } letters[] = {{'a', "ax"}, {'b', "bx"}, {'c', "cx"}, {'d', "dx"}, {'S', "si"}, {'D', "di"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(letters) && (*name == 'r' || *name == 'e'); i++)
        if (g_str_equal(name + 1, letters[i].name))
            return letters[i].letter;
    return 0;
}

/* Of "{r10}", or of letters. */
static bool names(const char *constraint, const char *name)
{
    const char *open = strchr(constraint, '{'), *close = open ? strchr(open, '}') : NULL;
    char letter = letter_of(name);
    if (!close)
        return letter && strchr(constraint, letter) && !strchr(constraint, '[');
    g_autofree char *placed = g_strndup(open + 1, (gsize)(close - open - 1));
    return g_str_equal(placed, name) || (letter && letter_of(placed) == letter);
}

/* An input may name its register itself, or the output ("0") that lives in it. */
static bool is_in_register(const struct ir_asm *text, uint32_t i, const char *name)
{
    const char *constraint = constraint_at(text, i);
    if (!g_ascii_isdigit(*constraint))
        return names(constraint, name);
    guint64 output = g_ascii_strtoull(constraint, NULL, 10);
    return output < text->n_outputs && names(constraint_at(text, (uint32_t)output), name);
}

struct ir_ref assembly_input(const struct ir_function *function, const struct ir_inst *inst, const char *name)
{
    const struct ir_asm *text = asm_of(function, inst);
    uint32_t first = inst->op == IR_ASMGOTO ? text->n_labels + 1 : 0;
    for (uint32_t i = text->n_outputs; name && first + i < inst->n_operands; i++)
        if (is_in_register(text, i, name))
            return ir_operand(function, inst, first + i);
    return (struct ir_ref){.kind = IR_REF_NONE};
}

/* How an ABI hands a call to the kernel. */
struct convention {
    const char *abi, *number, *arguments[6];
};

static const struct convention *convention_of(const char *abi)
{
    static const struct convention conventions[] = {
        {"x86_64", "rax", {"rdi", "rsi", "rdx", "r10", "r8", "r9"}},
        {"x32", "rax", {"rdi", "rsi", "rdx", "r10", "r8", "r9"}},
        {"i386", "eax", {"ebx", "ecx", "edx", "esi", "edi", "ebp"}},
        {"arm64", "x8", {"x0", "x1", "x2", "x3", "x4", "x5"}},
    };
    for (unsigned i = 0; abi && i < G_N_ELEMENTS(conventions); i++)
        if (g_str_equal(conventions[i].abi, abi))
            return &conventions[i];
    return NULL;
}

bool assembly_loaded_number(const GArray *parts, int64_t *ret_number)
{
    for (guint i = 0; i < parts->len; i++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, i);
        if (!part->mnemonic || !g_str_has_prefix(part->mnemonic, "mov") || part->operands[0] != '$')
            continue;
        char *end;
        gint64 number = g_ascii_strtoll(part->operands + 1, &end, 0);
        end += strspn(end, " ,%");
        if (end != part->operands + 1 && (g_str_equal(end, "eax") || g_str_equal(end, "rax"))) {
            *ret_number = number;
            return true;
        }
    }
    return false;
}

const char *assembly_register(const char *abi, unsigned i)
{
    const struct convention *convention = convention_of(abi);
    return convention && i < G_N_ELEMENTS(convention->arguments) ? convention->arguments[i] : NULL;
}

/* The one number that an output read as well ("+a") holds when the statement begins. */
static bool updated_number(struct collector *c, const struct ir_function *function, uint32_t index, const char *in,
                           int64_t *ret_number)
{
    const struct ir_inst *inst = ir_inst_at(function, index);
    const struct ir_asm *text = asm_of(function, inst);
    uint32_t first = inst->op == IR_ASMGOTO ? text->n_labels + 1 : 0;
    for (uint32_t i = 0; i < text->n_outputs && first + i < inst->n_operands; i++) {
        struct ir_ref ref = ir_operand(function, inst, first + i);
        const char *constraint = constraint_at(text, i);
        if (*constraint != '+' || !names(constraint, in) || ref.kind != IR_REF_LOCAL)
            continue;
        const struct value_set *set = constants_local(body_constants(collector_body(c, function)), index, ref.index);
        *ret_number = set->values[0].number;
        return set->n == 1 && !set->is_open && set->values[0].kind == VALUE_NUMBER;
    }
    return false;
}

/* Where the number of the call can stand: in the template, in an input, in an output that is read as well. */
static bool entry_number(struct collector *c, const struct ir_function *function, uint32_t index, const char *abi,
                         const GArray *parts, int64_t *ret_number)
{
    const struct convention *convention = convention_of(abi);
    const char *in = convention ? convention->number : "rax";
    struct ir_ref input = assembly_input(function, ir_inst_at(function, index), in);
    if (assembly_loaded_number(parts, ret_number))
        return true;
    if (input.kind != IR_REF_NONE)
        return constants_number(body_constants(collector_body(c, function)), input, ret_number);
    return updated_number(c, function, index, in, ret_number);
}

static void collect_entry(struct collector *c, const struct ir_function *function, uint32_t index, const GArray *parts)
{
    const char *abi = assembly_entry(parts, c->abi);
    int64_t number;
    if (!abi || !entry_number(c, function, index, abi, parts, &number))
        return;
    const GPtrArray *matches = catalogue_by_number(c->catalogue, SPELLING_SYSCALL, abi, number);
    for (guint i = 0; i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        struct use use = collector_use(c, function, index, match, match->spelling->name);
        use.abi = abi;
        use.by_number = true;
        use.number = number;
        if (collector_on_side(c, match->spelling))
            collector_add(c, use);
    }
}

void collect_asm(struct collector *c, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_asm *text = asm_of(function, ir_inst_at(function, i));
        if (!text || !text->template)
            continue;
        g_autoptr(GArray) parts = template_parse(text->template);
        struct use at = {.function = function, .inst = i, .loc = ir_inst_at(function, i)->loc, .abi = c->abi};
        collect_instructions(c, &at, parts);
        collect_entry(c, function, i, parts);
    }
}

void collect_asm_text(struct collector *c, const struct use *at, const char *template)
{
    g_autoptr(GArray) parts = template_parse(template);
    collect_instructions(c, at, parts);
}
