/* Of a kernel: what is its own although user space, or a thread, has its like; and what is not. */
#include "kernel.h"

#include "include/links.h"

struct element {
    u32 kind, count;
    u32 values[16];
};

struct task_struct;
struct task_struct *kthread_run(int (*function)(void *), void *data, const char *name, ...);

struct poller {
    struct task_struct *task;
    u32 slot, rounds;
};

static u32 limits[8];

static int count_fits(const struct element *element)
{
    if (element->kind > 7)
        return -EINVAL;
    return element->count > limits[element->kind] ? -EINVAL : 0;
}

/* verdict: none */
int copied_before_it_is_looked_at(void __user *argument)
{
    struct element __user *from = (struct element __user *)argument;
    struct element element;
    if (copy_from_user(&element, from, sizeof element))
        return -EFAULT;
    return count_fits(&element);
}

/* verdict: none */
static int poll(void *data)
{
    struct poller *poller = data;
    if (poller->slot > 7)
        return -EINVAL;
    poller->rounds += limits[poller->slot];
    return 0;
}

/* verdict: none */
int set_up_before_the_thread_runs(struct poller *poller, u32 slot)
{
    poller->slot = slot & 7;
    poller->task = kthread_run(poll, poller, "poll/%u", slot);
    return poller->task ? 0 : -ENOMEM;
}

struct counter {
    struct task_struct *task;
    u32 place;
};

static int count(void *data)
{
    struct counter *counter = data;
    counter->place++;
    return 0;
}

struct task_struct *start_counting(struct counter *counter)
{
    return kthread_run(count, counter, "count");
}

/* verdict: live */
int place_moves_meanwhile(struct counter *counter)
{
    if (counter->place > 7)
        return -EINVAL;
    return limits[counter->place];
}

void *virtqueue_get_buf(void *queue, unsigned *length);

struct job {
    struct job *next;
    u32 len;
};

struct reply {
    u32 len, status;
};

/* verdict: none */
int token_of_the_driver(void *queue, u8 *to, const u8 *from)
{
    unsigned length;
    struct job *job = virtqueue_get_buf(queue, &length);
    if (!job || job->len > 64)
        return -EINVAL;
    memcpy(to, from, job->len);
    return 0;
}

/* verdict: live */
int buffer_that_the_host_filled(void *queue, u8 *to, const u8 *from)
{
    unsigned length;
    struct reply *reply = virtqueue_get_buf(queue, &length);
    if (!reply || reply->len > 64)
        return -EINVAL;
    memcpy(to, from, reply->len);
    return 0;
}

struct list {
    struct job *first;
};

/* verdict: none */
int pointer_that_is_read_once_each_time(struct list *list)
{
    if (!*(struct job *volatile *)&list->first)
        return -EINVAL;
    return (*(struct job *volatile *)&list->first)->len > 8;
}

struct request {
    u32 length;
    struct link link;
    int last;
    u8 data[64];
};
struct endpoint {
    struct link queue;
    u32 length;
    u8 buffer[64];
};

#define first_request(list) first_of(list, struct request, link)

void request_done(struct endpoint *endpoint, struct request *request);

static void kick(struct endpoint *endpoint, const struct request *request)
{
    memcpy(endpoint->buffer, request->data, request->length);
}

/* verdict: none */
int first_of_a_list_that_changed(struct endpoint *endpoint)
{
    struct request *request = first_request(&endpoint->queue);
    if (!request)
        return -EINVAL;
    if (request->last >= 0) {
        request_done(endpoint, request);
        request = first_request(&endpoint->queue);
        if (!request)
            return -EINVAL;
    }
    kick(endpoint, request);
    return 0;
}

/* verdict: live */
int member_that_is_said_to_change(struct endpoint *endpoint, u8 *to, const u8 *from)
{
    if (READ_ONCE(endpoint->length) > 64)
        return -EINVAL;
    memcpy(to, from, READ_ONCE(endpoint->length));
    return 0;
}

struct found {
    struct device *device;
    u32 length;
};

struct found *look_for(u32 number);

static void *as_error(u8 __user *from)
{
    return cast_error(from);
}

int say_what_came(u8 __user *from)
{
    return is_error(as_error(from));
}

static struct found *found_or_error(u32 number)
{
    struct found *found = look_for(number);
    if (is_error(found))
        return cast_error(found);
    return found;
}

/* verdict: none */
int one_who_casts_for_others(u32 number, u8 *to, const u8 *from)
{
    struct found *found = found_or_error(number);
    if (found->device->limit > 64)
        return -EINVAL;
    memcpy(to, from, found->device->limit);
    return 0;
}

/* verdict: live */
int one_who_casts_what_the_host_filled(void *queue, u8 *to, const u8 *from)
{
    unsigned length;
    struct reply *reply = cast_error(virtqueue_get_buf(queue, &length));
    if (reply->len > 64)
        return -EINVAL;
    memcpy(to, from, reply->len);
    return 0;
}

static struct reply *reply_or_next(struct reply *reply, void *queue)
{
    unsigned length;
    if (!reply)
        reply = virtqueue_get_buf(queue, &length);
    return reply;
}

/* verdict: live */
int one_who_gives_back_another(struct reply *mine, void *queue, u8 *to, const u8 *from)
{
    struct reply *reply = reply_or_next(mine, queue);
    if (reply->len > 64)
        return -EINVAL;
    memcpy(to, from, reply->len);
    return 0;
}

/* verdict: live */
int first_of_a_list_that_is_said_to_change(struct endpoint *endpoint)
{
    struct link *first = READ_ONCE(endpoint->queue.next);
    struct request *request = container_of(first, struct request, link);
    if (request->last >= 0) {
        request_done(endpoint, request);
        first = READ_ONCE(endpoint->queue.next);
        request = container_of(first, struct request, link);
    }
    kick(endpoint, request);
    return 0;
}

/* A table that is mapped for programs, of our own records and of numbers: nobody gives away the former. */
void *vmalloc_user(size_t n);

struct slot_table {
    struct element **records;
    u32 *numbers;
};

int begin_slots(struct slot_table *t)
{
    t->records = vmalloc_user(4096);
    t->numbers = vmalloc_user(4096);
    return t->records && t->numbers ? 0 : -ENOMEM;
}

/* verdict: none */
u32 record_of_ours(const struct slot_table *t, u32 slot)
{
    if (t->records[slot]) {
        struct element *element = t->records[slot];
        while (!element || element->count > 7)
            element = t->records[slot];
        return limits[element->count];
    }
    return 0;
}

/* verdict: live */
u32 number_that_is_mapped(const struct slot_table *t, u32 slot)
{
    return t->numbers[slot] < 8 ? limits[t->numbers[slot]] : 0;
}
