/* Nothing is to be said of these: no finding at all, not even a safe one. */
#include "user.h"

struct job {
    pthread_mutex_t lock;
    u32 len, kind, result;
    u8 data[64];
};

struct settings {
    u32 level, slot;
};

static u32 guarded, before, after;
static struct settings chosen;
static int sink;
static pthread_mutex_t mutex;
static volatile u32 ticks;

static void *worker(void *arg)
{
    struct job *job = arg;
    pthread_mutex_lock(&mutex);
    guarded = 5;
    pthread_mutex_unlock(&mutex);
    pthread_mutex_lock(&job->lock);
    job->kind = 1;
    pthread_mutex_unlock(&job->lock);
    before = 4;
    after = 4;
    chosen.slot = 3;
    sink = 2;
    return NULL;
}

/* verdict: none */
int under_one_lock(void)
{
    int value = -1;
    pthread_mutex_lock(&mutex);
    if (guarded < 16)
        value = table[guarded];
    pthread_mutex_unlock(&mutex);
    return value;
}

static int with_the_lock_held(struct job *job)
{
    return job->kind < 16 ? table[job->kind] : -1;
}

/* verdict: none */
int lock_of_the_caller(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    int value = with_the_lock_held(job);
    pthread_mutex_unlock(&job->lock);
    return value;
}

/* verdict: none */
int main(void)
{
    struct job *job = calloc(1, sizeof *job);
    pthread_t thread;
    if (!job || before >= 16)
        return 1;
    int value = table[before];
    if (pthread_create(&thread, NULL, worker, job))
        return 1;
    value += under_one_lock() + lock_of_the_caller(job);
    pthread_join(thread, NULL);
    return after < 16 ? value + table[after] : 0;
}

/* verdict: none */
int private_mapping(int fd)
{
    struct ring *r = mmap(NULL, sizeof *r, PROT_READ, MAP_PRIVATE, fd, 0);
    if (r == MAP_FAILED || r->kind >= 16)
        return -1;
    return table[r->kind];
}

/* verdict: none */
int own_memory(u8 *out)
{
    struct ring *r = calloc(1, sizeof *r);
    if (!r || r->len > 256)
        return -1;
    memcpy(out, r->data, r->len);
    free(r);
    return 0;
}

/* verdict: none */
int a_parameter_of_nobody_knows_whom(struct ring *r, u8 *out)
{
    if (r->len > 256)
        return -1;
    memcpy(out, r->data, r->len);
    return 0;
}

/* verdict: none */
int polled(volatile u32 *ready)
{
    while (*ready == 0)
        pause_a_little();
    return *ready == 1;
}

/* verdict: none */
int counter(u32 until)
{
    u32 begun = ticks;
    while (ticks < until)
        pause_a_little();
    return ticks - begun > 10;
}

struct arguments {
    volatile u32 limit, flags;
};

/* verdict: none */
int asked_how_long_to_go_on(struct arguments *a)
{
    u32 done = 0;
    for (done = 0; a->limit == 0 || done < a->limit; done++)
        pause_a_little();
    for (done = 0; a->limit == 0 || done < a->limit; done++)
        pause_a_little();
    return (int)done;
}

/* verdict: none */
int one_bit_and_then_the_value(struct arguments *a)
{
    if (a->flags & 1)
        return table[a->flags];
    return 0;
}

static volatile u32 as_written = 64;

/* verdict: none */
int volatile_that_nobody_writes(u8 *to, const u8 *from)
{
    if (as_written > 64)
        return -1;
    memcpy(to, from, as_written);
    return 0;
}

/* verdict: none */
int settings_of_the_caller(const struct settings *wanted)
{
    return wanted->slot < 16 ? table[wanted->slot] : -1;
}

int put(int to, const void *bytes, size_t n);

/* verdict: none */
int one_call_after_the_other(const u8 *head, const u8 *body)
{
    return put(sink, head, 8) < 0 || put(sink, body, 64) < 0;
}

/* verdict: none */
int name_copied_then_measured(int id)
{
    char *shared = shmat(id, NULL, 0), name[32];
    memcpy(name, shared, sizeof name);
    name[31] = 0;
    if (strlen(name) >= 16)
        return -1;
    char kept[16];
    strcpy(kept, name);
    return kept[0];
}

int seize(u32 handle), release(u32 handle);
int vendor_fallocate(u32 file, u32 blocks);

struct counter {
    u32 handle, file;
};
static struct counter *desk;

int desk_open(int fd)
{
    desk = mmap(NULL, sizeof *desk, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return desk == MAP_FAILED ? -1 : 0;
}

/* verdict: none */
int how_it_fared_with_a_handle(void)
{
    if (seize(desk->handle) < 0)
        return -1;
    return release(desk->handle);
}

/* verdict: none */
int blocks_of_a_file(void)
{
    if (seize(desk->file) < 0)
        return -1;
    return vendor_fallocate(desk->file, 4);
}

struct named {
    char name[24];
    u32 kind;
};
static struct named *names;

int names_open(int fd)
{
    names = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return names == MAP_FAILED ? -1 : 0;
}

/* verdict: none */
int text_that_ends_in_its_member(const char *wanted, u32 n)
{
    if (names[n].kind > 15)
        return -1;
    return strcmp(names[n].name, wanted) == 0 ? table[n] : -1;
}

struct pooled {
    void *pool;
    u32 kind;
};
static struct pooled *pooled;

int pooled_open(int fd)
{
    pooled = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return pooled == MAP_FAILED ? -1 : 0;
}

void *pool_alloc(void *pool, size_t n);
int pool_note(void *pool, void *entry);

/* verdict: none */
int a_pool_is_no_size(void)
{
    void *entry = pool_alloc(pooled->pool, 16);
    return entry ? pool_note(pooled->pool, entry) : -1;
}

static volatile u16 consumed;

void consumed_by_the_device(void)
{
    consumed++;
}

/* verdict: none */
int as_far_as_it_has_come(u16 begun, u16 last)
{
    u16 end = consumed;
    while (begun != end) {
        if ((short)((short)last - (short)end) > 0)
            break;
        begun++;
        end = consumed;
    }
    return begun;
}

struct answer {
    u64 cookie;
    u32 result, flags;
};
struct task {
    u32 len;
    u8 *data;
};
static struct answer *answers;
int next_answer(int queue, struct answer **to);
void fill(u8 *data);

void open_answers(int fd)
{
    answers = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
}

/* verdict: none */
int another_answer_by_one_variable(u8 *data, u32 kind)
{
    struct answer *answer = &answers[1];
    if (next_answer(1, &answer) || answer->result > 64)
        return -1;
    if (next_answer(2, &answer))
        return -1;
    return kind;
}

/* verdict: none */
int its_own_array_of_any_length(u32 n)
{
    struct answer own[n];
    for (u32 i = 0; i < n; i++)
        own[i] = answers[i];
    struct answer *answer = &own[n / 2];
    return answer->result < 64 ? (int)answer->result : -1;
}

/* verdict: none */
int uses_its_own(struct task *task)
{
    if (task->len > 64)
        return -1;
    fill(task->data);
    return task->data[task->len];
}

u32 its_own_pointer_comes_back(u32 which)
{
    struct task *task = (struct task *)answers[which].cookie;
    return task->len;
}

struct named {
    char text[32];
};
static struct named *shared_name;
int system(const char *command);

void open_shared_name(int fd)
{
    shared_name = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
}

/* verdict: none */
int run_as_it_is(void)
{
    return system(shared_name->text);
}
