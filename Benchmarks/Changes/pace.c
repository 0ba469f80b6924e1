// Requests begun by the clock over kept-open connections; writes for each when it was due and how long its answer took.
//
//   pace PORT REQUESTS RATE SECONDS CONNECTIONS OUTPUT
//
// REQUESTS is a file of `<length>\n<bytes>` entries, sent in turn. OUTPUT gets a line for each request: microseconds of CLOCK_MONOTONIC
// when it was due, microseconds from then to the end of its answer, and its status; 0 for a broken connection.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 65536 };

typedef struct {
    int descriptor;
    uint64_t due;
    size_t filled;
    int is_busy;
    char buffer[BUFFER];
} connection;

typedef struct {
    char *bytes;
    size_t count;
} request;

static struct sockaddr_in address;
static FILE *output;

static uint64_t now_micros(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_nsec / 1000u;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void dial(connection *self, int poller) {
    self->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (self->descriptor < 0 || connect(self->descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    int yes = 1;
    setsockopt(self->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(self->descriptor, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = self};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, self->descriptor, &event) < 0) fail("epoll_ctl");
    self->filled = 0;
    self->is_busy = 0;
}

static void finish(connection *self, int status) {
    fprintf(output, "%llu %llu %d\n", (unsigned long long)self->due, (unsigned long long)(now_micros() - self->due), status);
    self->is_busy = 0;
    self->filled = 0;
}

/// Whether the buffer holds a whole answer: a head and as many bytes as its Content-Length says.
static int is_whole(const connection *self) {
    const char *end = memmem(self->buffer, self->filled, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - self->buffer) + 4, length = 0;
    for (const char *line = self->buffer; line < end; line++)
        if (line[0] == '\n' && strncasecmp(line + 1, "content-length:", 15) == 0) length = strtoul(line + 16, NULL, 10);
    return self->filled >= head + length;
}

static void receive(connection *self, int poller) {
    ssize_t count = recv(self->descriptor, self->buffer + self->filled, BUFFER - 1 - self->filled, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        if (self->is_busy) finish(self, 0);
        close(self->descriptor);
        dial(self, poller);
        return;
    }
    self->filled += (size_t)count;
    self->buffer[self->filled] = 0;
    if (is_whole(self)) finish(self, atoi(self->buffer + 9));
}

static request *read_requests(const char *path, size_t *count) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    request *all = NULL;
    size_t length;
    *count = 0;
    while (fscanf(file, "%zu\n", &length) == 1) {
        all = realloc(all, (*count + 1) * sizeof *all);
        all[*count] = (request){malloc(length), length};
        if (fread(all[*count].bytes, 1, length, file) != length) fail(path);
        *count += 1;
    }
    fclose(file);
    return all;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 7) return 64;
    size_t request_count;
    request *requests = read_requests(arguments[2], &request_count);
    uint64_t rate = strtoull(arguments[3], NULL, 10), seconds = strtoull(arguments[4], NULL, 10);
    int width = atoi(arguments[5]);
    output = fopen(arguments[6], "w");
    if (!output || !request_count || !rate || width < 1) return 64;
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int poller = epoll_create1(EPOLL_CLOEXEC);
    connection *all = calloc((size_t)width, sizeof *all);
    for (int index = 0; index < width; index++) dial(&all[index], poller);
    uint64_t began = now_micros(), number = 0, total = rate * seconds, ended = 0;
    int next = 0, busy = 0;
    while (number < total || busy) {
        uint64_t due = began + number * 1000000u / rate, now = now_micros();
        while (number < total && due <= now) {
            int tried = 0;
            while (tried < width && all[next].is_busy) next = (next + 1) % width, tried++;
            if (tried == width) break;  // All are waiting for an answer: the request stays due, and its wait counts.
            connection *self = &all[next];
            const request *one = &requests[number % request_count];
            self->due = due;
            self->is_busy = 1;
            if (send(self->descriptor, one->bytes, one->count, MSG_NOSIGNAL) != (ssize_t)one->count) {
                finish(self, 0);
                close(self->descriptor);
                dial(self, poller);
            }
            number++;
            due = began + number * 1000000u / rate;
        }
        int64_t rest = number < total ? (int64_t)due - (int64_t)now_micros() : 10000;
        struct epoll_event events[64];
        struct timespec wait = {.tv_nsec = rest <= 0 ? 0 : rest > 10000 ? 10000000 : rest * 1000};
        if (busy == width && rest <= 0) wait.tv_nsec = 1000000;
        int count = epoll_pwait2(poller, events, 64, &wait, NULL);
        for (int index = 0; index < count; index++) receive(events[index].data.ptr, poller);
        busy = 0;
        for (int index = 0; index < width; index++) busy += all[index].is_busy;
        if (number == total && !ended) ended = now_micros();
        if (ended && now_micros() - ended > 30000000u) break;  // Whoever has no answer now is counted as broken by the reader.
    }
    fclose(output);
    return 0;
}
