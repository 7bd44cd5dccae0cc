/* The built-in catalogue through every lookup. Numbers: the system call tables of Linux 6.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "catalogue/words.h"

static int load(void **state)
{
    g_autoptr(GError) error = NULL;
    *state = catalogue_load(NULL, &error);
    if (error)
        print_error("%s\n", error->message);
    return *state ? 0 : -1;
}

static int unload(void **state)
{
    catalogue_free(*state);
    return 0;
}

static void test_mpx_is_the_seeds(void **state)
{
    static const struct {
        const char *name, *type, *tags;
        enum argument_role role;
    } expected[] = {
        {"addr", "void *", "U,TOCTOU", ARGUMENT_ADDRESS},
        {"len", "int", "U,TOCTOU", ARGUMENT_LENGTH},
        {"key", "unsigned int", "U", ARGUMENT_KEY},
        {"op", "int", "U", ARGUMENT_OP},
    };
    const struct interface *mpx = catalogue_interface(*state, "mpx");
    assert_non_null(mpx);
    assert_string_equal(mpx->family, "mpx");
    assert_true(mpx->protects);
    assert_int_equal(mpx->args->len, 4);
    for (unsigned i = 0; i < 4; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(mpx->args, i);
        assert_string_equal(argument->name, expected[i].name);
        assert_string_equal(argument->type, expected[i].type);
        assert_string_equal(argument_tags_text(argument->tags), expected[i].tags);
        assert_int_equal(argument->role, expected[i].role);
    }
    assert_int_equal(((struct catalogue_argument *)g_ptr_array_index(mpx->args, 1))->length_of, 0);
}

static void test_slot_56_depends_on_the_abi(void **state)
{
    const GPtrArray *i386 = catalogue_by_number(*state, SPELLING_SYSCALL, "i386", 56);
    assert_int_equal(i386->len, 1);
    const struct catalogue_match *match = g_ptr_array_index(i386, 0);
    assert_string_equal(match->interface->name, "mpx");
    assert_string_equal(match->spelling->name, "mpx");
    assert_int_equal(catalogue_by_number(*state, SPELLING_SYSCALL, "x86_64", 56)->len, 0);
    assert_int_equal(catalogue_by_number(*state, SPELLING_SYSCALL, "arm64", 56)->len, 0);
}

static const struct catalogue_match *only(const GPtrArray *matches)
{
    assert_int_equal(matches->len, 1);
    return g_ptr_array_index(matches, 0);
}

/* arch/x86/entry/syscalls, arch/arm/tools, arch/powerpc, arch/s390, arch/mips and include/uapi/asm-generic/unistd.h; x32 has bit 30 set. */
static void test_syscall_numbers(void **state)
{
    static const struct {
        const char *abi;
        int64_t number;
        const char *interface;
    } cases[] = {
        {"x86_64", 329, "pkey_mprotect"},  {"x86_64", 330, "pkey_alloc"},      {"x86_64", 331, "pkey_free"},
        {"x32", 0x40000000 + 329, "pkey_mprotect"},                            {"i386", 380, "pkey_mprotect"},
        {"i386", 381, "pkey_alloc"},       {"i386", 382, "pkey_free"},         {"arm64", 288, "pkey_mprotect"},
        {"arm64", 289, "pkey_alloc"},      {"arm64", 290, "pkey_free"},        {"riscv64", 288, "pkey_mprotect"},
        {"arm", 394, "pkey_mprotect"},     {"arm", 395, "pkey_alloc"},         {"ppc64", 386, "pkey_mprotect"},
        {"ppc64", 384, "pkey_alloc"},      {"ppc64", 385, "pkey_free"},        {"s390x", 384, "pkey_mprotect"},
        {"mips64", 5323, "pkey_mprotect"}, {"x86_64", 10, "mprotect"},         {"i386", 125, "mprotect"},
        {"arm64", 226, "mprotect"},        {"x86_64", 9, "mmap"},              {"i386", 192, "mmap"},
        {"x86_64", 11, "munmap"},          {"x86_64", 25, "mremap"},           {"x86_64", 28, "madvise"},
        {"x86_64", 462, "mseal"},          {"arm64", 462, "mseal"},            {"i386", 243, "set_thread_area"},
        {"x86_64", 205, "set_thread_area"},{"i386", 244, "get_thread_area"},   {"ppc64", 56, "mpx"},
        {"mips", 4056, "mpx"},             {"x86_64", 30, "shmat"},            {"x86_64", 319, "memfd_create"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        const GPtrArray *matches = catalogue_by_number(*state, SPELLING_SYSCALL, cases[i].abi, cases[i].number);
        if (matches->len != 1)
            fail_msg("%s %d", cases[i].abi, (int)cases[i].number);
        assert_string_equal(only(matches)->interface->name, cases[i].interface);
    }
}

/* The headers that this test is compiled with know the numbers of its own ABI. */
static void test_numbers_of_this_machine(void **state)
{
#if defined(__x86_64__) && !defined(__ILP32__)
    static const struct {
        long number;
        const char *name;
    } cases[] = {{SYS_pkey_mprotect, "pkey_mprotect"}, {SYS_pkey_alloc, "pkey_alloc"},
                 {SYS_pkey_free, "pkey_free"},         {SYS_mprotect, "mprotect"},
                 {SYS_mmap, "mmap"},                   {SYS_munmap, "munmap"},
                 {SYS_mremap, "mremap"},               {SYS_madvise, "madvise"},
                 {SYS_set_thread_area, "set_thread_area"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct catalogue_match *match =
            only(catalogue_by_number(*state, SPELLING_SYSCALL, "x86_64", cases[i].number));
        assert_string_equal(match->spelling->name, cases[i].name);
    }
#else
    (void)state;
    skip();
#endif
}

static void test_prctl_by_number_and_name(void **state)
{
    assert_string_equal(only(catalogue_by_number(*state, SPELLING_PRCTL, "x86_64", 43))->interface->name,
                        "PR_MPX_ENABLE_MANAGEMENT");
    assert_string_equal(only(catalogue_by_number(*state, SPELLING_PRCTL, "arm64", 44))->interface->name,
                        "PR_MPX_DISABLE_MANAGEMENT");
    assert_string_equal(only(catalogue_by_name(*state, SPELLING_PRCTL, "PR_MPX_ENABLE_MANAGEMENT"))->interface->removed,
                        "Linux 5.4");
    assert_int_equal(catalogue_by_number(*state, SPELLING_PRCTL, "x86_64", 45)->len, 0);
    assert_int_equal(catalogue_by_number(*state, SPELLING_SYSCALL, "x86_64", 43)->len, 0);
}

/* field/corpora.md, "Spellings seen in the wild" */
static void test_spellings_seen_in_the_wild(void **state)
{
    static const struct {
        enum spelling_kind kind;
        const char *name, *interface;
    } cases[] = {
        {SPELLING_CALL, "pkey_mprotect", "pkey_mprotect"},
        {SPELLING_CALL, "mprotect_pkey", "pkey_mprotect"},
        {SPELLING_CALL, "sys_mprotect_pkey", "pkey_mprotect"},
        {SPELLING_CALL, "do_mprotect_pkey", "pkey_mprotect"},
        {SPELLING_SYSCALL, "mprotect_key", "pkey_mprotect"},
        {SPELLING_SYSCALL, "mpx", "mpx"},
        {SPELLING_CALL, "sys_mpx", "mpx"},
        {SPELLING_IMPLEMENTATION, "sys_mpx", "mpx"},
        {SPELLING_IMPLEMENTATION, "__x64_sys_mpx", "mpx"},
        {SPELLING_IMPLEMENTATION, "__ia32_sys_mpx", "mpx"},
        {SPELLING_IMPLEMENTATION, "do_mprotect_pkey", "pkey_mprotect"},
        {SPELLING_INTRINSIC, "_wrpkru", "wrpkru"},
        {SPELLING_INTRINSIC, "__builtin_ia32_wrpkru", "wrpkru"},
        {SPELLING_INTRINSIC, "_rdpkru_u32", "rdpkru"},
        {SPELLING_CALL, "write_pkru", "wrpkru"},
        {SPELLING_INTRINSIC, "_bnd_chk_ptr_lbounds", "bnd_chk_ptr_lbounds"},
        {SPELLING_INTRINSIC, "__builtin___bnd_set_ptr_bounds", "bnd_set_ptr_bounds"},
        {SPELLING_INTRINSIC, "__bnd_get_ptr_ubound", "bnd_get_ptr_ubound"},
        {SPELLING_CALL, "wrmsrl", "wrmsr"},
        {SPELLING_CALL, "native_write_msr", "wrmsr"},
        {SPELLING_CALL, "native_read_msr", "rdmsr"},
        {SPELLING_CONSTANT, "SEGV_PKUERR", "SEGV_PKUERR"},
        {SPELLING_CONSTANT, "SEGV_BNDERR", "SEGV_BNDERR"},
        {SPELLING_CONSTANT, "MSR_IA32_BNDCFGS", "IA32_BNDCFGS"},
        {SPELLING_FLAG, "-mmpx", "mpx_compiler"},
        {SPELLING_FLAG, "-fchkp-*", "mpx_compiler"},
        {SPELLING_DEVICE, "/dev/cpu/*/msr", "msr_device"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        const GPtrArray *matches = catalogue_by_name(*state, cases[i].kind, cases[i].name);
        if (matches->len != 1)
            fail_msg("%s", cases[i].name);
        assert_string_equal(only(matches)->interface->name, cases[i].interface);
        assert_non_null(catalogue_interface(*state, cases[i].interface));
    }
}

static void test_what_concerns_others(void **state)
{
    const struct interface *remap = catalogue_interface(*state, "mremap"), *start, *lock;
    assert_int_equal(remap->ends->len, 2);
    const struct catalogue_end *end = &g_array_index(remap->ends, struct catalogue_end, 0);
    assert_int_equal(end->argument, 0);
    assert_int_equal(end->what, ENDED_MAPPING);
    assert_string_equal(end->flag, "MREMAP_MAYMOVE");
    assert_int_equal(catalogue_interface(*state, "mprotect")->ends->len, 0);
    start = catalogue_interface(*state, "pthread_create");
    assert_int_equal(start->thread->function, 2);
    assert_int_equal(start->thread->data, 3);
    assert_false(start->thread->waits || start->thread->is_handler);
    assert_true(g_strv_contains((const char *const *)catalogue_interface(*state, "sigaction")->thread->fields,
                                "sa_sigaction"));
    lock = catalogue_interface(*state, "pthread_mutex_unlock");
    assert_true(lock->lock->releases && lock->accessor);
    assert_true(catalogue_interface(*state, "pthread_rwlock_rdlock")->lock->is_shared);
    assert_true(catalogue_interface(*state, "pthread_cond_wait")->lock->waits);
    assert_int_equal(catalogue_interface(*state, "pthread_cond_wait")->lock->argument, 1);
    assert_true(catalogue_interface(*state, "pthread_mutex_trylock")->lock->tries);
    assert_int_equal(catalogue_interface(*state, "sigaction")->thread->signal, 0);
    assert_int_equal(start->thread->signal, -1);
    const struct catalogue_mask *mask = catalogue_interface(*state, "sigprocmask")->mask;
    assert_true(mask->how == 0 && mask->set == 1 && mask->adds == -1 && !mask->fills);
    assert_true(catalogue_interface(*state, "sigfillset")->mask->fills);
    assert_int_equal(catalogue_interface(*state, "pthread_once")->once->function, 1);
}

static void test_decoys_are_silent(void **state)
{
    static const char *const decoys[] = {"mpxgen", "EVP_PKEY_free", "pkey",  "pkey_",  "Pkey_alloc", "mpx_",
                                         "MPX",    "mprotect_",     "exec",  "memcpy", ""};
    for (unsigned i = 0; i < G_N_ELEMENTS(decoys); i++)
        for (int kind = SPELLING_CALL; kind <= SPELLING_DEVICE; kind++)
            assert_int_equal(catalogue_by_name(*state, (enum spelling_kind)kind, decoys[i])->len, 0);
    /* generic names need the right number of arguments */
    assert_int_equal(only(catalogue_by_name(*state, SPELLING_CALL, "mpx"))->spelling->arity, 4);
    assert_int_equal(only(catalogue_by_name(*state, SPELLING_CALL, "wrmsr"))->spelling->arity, 3);
    assert_int_equal(only(catalogue_by_name(*state, SPELLING_CALL, "wrmsrl"))->spelling->arity, 2);
}

/* Intel SDM volume 2. */
static void test_opcodes(void **state)
{
    static const struct {
        const char *mnemonic, *bytes;
        unsigned n_bytes;
    } cases[] = {
        {"wrpkru", "\x0f\x01\xef", 3},    {"rdpkru", "\x0f\x01\xee", 3},    {"rdmsr", "\x0f\x32", 2},
        {"wrmsr", "\x0f\x30", 2},         {"bndmk", "\xf3\x0f\x1b", 3},     {"bndcl", "\xf3\x0f\x1a", 3},
        {"bndcu", "\xf2\x0f\x1a", 3},     {"bndcn", "\xf2\x0f\x1b", 3},     {"bndmov", "\x66\x0f\x1a", 3},
        {"bndmov", "\x66\x0f\x1b", 3},    {"bndldx", "\x0f\x1a", 2},        {"bndstx", "\x0f\x1b", 2},
    };
    const GPtrArray *matches = catalogue_by_kind(*state, SPELLING_ASM);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        unsigned n_found = 0;
        for (unsigned j = 0; j < matches->len; j++) {
            const struct catalogue_spelling *spelling =
                ((const struct catalogue_match *)g_ptr_array_index(matches, j))->spelling;
            n_found += spelling->n_bytes == cases[i].n_bytes && strcmp(spelling->name, cases[i].mnemonic) == 0 &&
                       memcmp(spelling->bytes, cases[i].bytes, cases[i].n_bytes) == 0;
        }
        if (n_found != 1)
            fail_msg("%s", cases[i].mnemonic);
    }
}

static const struct catalogue_limit *limit_of(const struct catalogue_argument *argument, const char *abi)
{
    for (unsigned i = 0; i < argument->limits->len; i++) {
        const struct catalogue_limit *limit = &g_array_index(argument->limits, struct catalogue_limit, i);
        if (strcmp(limit->abi, abi) == 0)
            return limit;
    }
    fail_msg("no limit for %s", abi);
    return NULL;
}

static void test_key_and_rights_limits(void **state)
{
    const struct interface *set = catalogue_interface(*state, "pkey_set");
    const struct catalogue_argument *key = g_ptr_array_index(set->args, 0);
    const struct catalogue_argument *rights = g_ptr_array_index(set->args, 1);
    assert_int_equal(limit_of(key, "x86_64")->high, 15);
    assert_int_equal(limit_of(key, "ppc64")->high, 31);
    assert_int_equal(limit_of(key, "arm64")->high, 7);
    assert_int_equal(limit_of(rights, "x86_64")->high, 3);
    assert_int_equal(limit_of(rights, "ppc64")->high, 7);
    /* pkey_mprotect takes -1 for "as mprotect", pkey_free does not */
    const struct interface *protect = catalogue_interface(*state, "pkey_mprotect");
    assert_int_equal(limit_of(g_ptr_array_index(protect->args, 3), "x86_64")->low, -1);
    const struct interface *release = catalogue_interface(*state, "pkey_free");
    assert_int_equal(limit_of(g_ptr_array_index(release->args, 0), "x86_64")->low, 0);
}

static void test_arguments_that_a_helper_moves(void **state)
{
    const struct catalogue_spelling *helper =
        only(catalogue_by_name(*state, SPELLING_CALL, "arch_set_user_pkey_access"))->spelling;
    assert_int_equal(helper->arguments[0], 1);
    assert_int_equal(helper->arguments[1], 2);
    assert_string_equal(helper->side, "kernel");
    const struct catalogue_spelling *entry =
        only(catalogue_by_name(*state, SPELLING_IMPLEMENTATION, "__x64_sys_pkey_mprotect"))->spelling;
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(entry->arguments[i], -1);
}

/* FIELD.md §4 and the census of field/toctou.md §3.3 */
static void test_census_of_fetch_functions(void **state)
{
    static const char *const census[] = {
        "copy_from_user", "get_user", "__get_user", "memdup_user", "copy_from_sockptr", "__copy_from_user",
        "memdup_user_nul", "unsafe_get_user", "simple_write_to_buffer", "ib_copy_from_udata", "kstrtoul_from_user",
        "kstrtoint_from_user", "kstrtobool_from_user", "strncpy_from_user", "strndup_user", "get_timespec64",
        "copy_struct_from_user", "copy_from_iter", "__copy_from_user_inatomic", "get_old_timespec32", "kvm_read_guest",
        "vmemdup_user", "strnlen_user", "import_iovec", "copy_from_sockptr_offset",
        "copy_from_user_nofault", "bpf_probe_read_user", "unsafe_copy_from_user", "raw_copy_from_user",
        "copy_from_bpfptr", "copy_from_user_toio", "copy_from_user_nmi", "get_compat_msghdr",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(census); i++) {
        const struct interface *interface = catalogue_interface(*state, census[i]);
        if (!interface || !interface->fetch || strcmp(interface->family, "fetch") != 0)
            fail_msg("%s", census[i]);
        assert_true(catalogue_by_name(*state, SPELLING_CALL, census[i])->len > 0);
        const struct catalogue_argument *source = g_ptr_array_index(interface->args, interface->fetch->source);
        assert_int_equal(source->role, ARGUMENT_SOURCE);
        assert_true(source->tags & TAG_TOCTOU);
    }
    /* in the census, but it reads nothing yet: the iterator's copies do */
    assert_null(catalogue_interface(*state, "import_single_range")->fetch);
}

static void test_signatures(void **state)
{
    const struct catalogue_fetch *copy = catalogue_interface(*state, "copy_from_user")->fetch;
    assert_int_equal(copy->source, 1);
    assert_int_equal(copy->destination, 0);
    assert_int_equal(copy->length, 2);
    assert_true(copy->partial);
    const struct catalogue_fetch *duplicate = catalogue_interface(*state, "memdup_user_nul")->fetch;
    assert_int_equal(duplicate->destination, -1);
    assert_true(duplicate->returns_copy && duplicate->forces_nul);
    const struct catalogue_fetch *vector = catalogue_interface(*state, "import_iovec")->fetch;
    assert_int_equal(vector->count, 2);
    assert_int_equal(vector->implied_size, 0);
    assert_int_equal(catalogue_interface(*state, "user_regset_copyin")->fetch->implied_size, -1);
}

static void test_shared_memory(void **state)
{
    const struct catalogue_shared *map = catalogue_interface(*state, "mmap")->shared;
    assert_string_equal(map->principal, "process");
    assert_string_equal(map->flag, "MAP_SHARED");
    assert_int_equal(map->through, -1);
    assert_string_equal(catalogue_interface(*state, "dma_alloc_coherent")->shared->principal, "device");
    assert_string_equal(catalogue_interface(*state, "remap_vmalloc_range")->shared->principal, "user");
    assert_int_equal(catalogue_interface(*state, "remap_vmalloc_range")->shared->through, 1);
    assert_null(catalogue_interface(*state, "mprotect")->shared);
}

/* field/runtime.md §2.2: what attaches and stays silent, or is refused, is not offered as a probe. */
static void test_probes_are_those_that_fire(void **state)
{
    static const char *const silent[] = {"sys_ni_syscall", "__ia32_sys_ni_syscall", "__x64_sys_set_thread_area",
                                         "force_sig_bnderr", "native_write_msr", "_copy_from_user", "__do_sys_prctl"};
    const GPtrArray *interfaces = catalogue_interfaces(*state);
    for (unsigned i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        for (unsigned j = 0; j < interface->probes->len; j++)
            for (unsigned k = 0; k < G_N_ELEMENTS(silent); k++)
                assert_string_not_equal(g_array_index(interface->probes, struct catalogue_probe, j).symbol, silent[k]);
    }
    const struct catalogue_probe *slot =
        &g_array_index(catalogue_interface(*state, "mpx")->probes, struct catalogue_probe, 0);
    assert_string_equal(slot->symbol, "ia32_sys_call");
    assert_string_equal(slot->filter, "nr==56");
}

static void test_order_and_names(void **state)
{
    const GPtrArray *interfaces = catalogue_interfaces(*state);
    assert_true(interfaces->len > 150);
    for (unsigned i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        assert_ptr_equal(catalogue_interface(*state, interface->name), interface);
        assert_true(interface->doc[0] != '\0');
        assert_true(interface->spellings->len > 0 || interface->entry);
        if (i == 0)
            continue;
        const struct interface *before = g_ptr_array_index(interfaces, i - 1);
        int order = strcmp(before->family, interface->family);
        assert_true(order < 0 || (order == 0 && strcmp(before->name, interface->name) < 0));
    }
    assert_null(catalogue_interface(*state, "nobody"));
}

static void test_entries(void **state)
{
    const struct interface *ioctl = catalogue_interface(*state, "ioctl_handler");
    const struct catalogue_argument *argument = g_ptr_array_index(ioctl->args, 2);
    assert_string_equal(ioctl->entry->by, "ioctl");
    assert_true(g_strv_contains((const char *const *)ioctl->entry->fields, "file_operations.unlocked_ioctl"));
    assert_int_equal(argument->pointee, POINTEE_INPUT);
    assert_null(ioctl->entry->names);
    assert_non_null(catalogue_interface(*state, "system_call")->entry->names);
    assert_null(catalogue_interface(*state, "copy_from_user")->entry);
}

static void test_two_loads_are_equal(void **state)
{
    struct catalogue *again = catalogue_load(NULL, NULL);
    assert_string_equal(catalogue_digest(again), catalogue_digest(*state));
    catalogue_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mpx_is_the_seeds),
        cmocka_unit_test(test_slot_56_depends_on_the_abi),
        cmocka_unit_test(test_syscall_numbers),
        cmocka_unit_test(test_numbers_of_this_machine),
        cmocka_unit_test(test_prctl_by_number_and_name),
        cmocka_unit_test(test_spellings_seen_in_the_wild),
        cmocka_unit_test(test_what_concerns_others),
        cmocka_unit_test(test_decoys_are_silent),
        cmocka_unit_test(test_opcodes),
        cmocka_unit_test(test_key_and_rights_limits),
        cmocka_unit_test(test_arguments_that_a_helper_moves),
        cmocka_unit_test(test_census_of_fetch_functions),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_shared_memory),
        cmocka_unit_test(test_probes_are_those_that_fire),
        cmocka_unit_test(test_order_and_names),
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_two_loads_are_equal),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
