/// The C source of the plugins that the tests load; macros choose how it misbehaves.
enum TestPluginSource {
    static let text = #"""
        #define _GNU_SOURCE
        #include <hashinsight/abi.h>
        #include <pthread.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdatomic.h>
        #include <stdlib.h>
        #include <string.h>
        #include <time.h>
        #include <unistd.h>

        #ifndef MAGIC
        #define MAGIC HI_ENTRY_MAGIC
        #endif
        #ifndef MAJOR
        #define MAJOR HI_ABI_MAJOR
        #endif
        #ifndef MINOR
        #define MINOR HI_ABI_MINOR
        #endif
        #ifndef SIZE
        #define SIZE sizeof(hi_entry)
        #endif

        typedef struct { hi_host *host; const hi_host_api *api; atomic_ullong pending; atomic_ullong cancelled; hi_id last_operation; } instance;

        static void say(hi_error *error, hi_status status, const char *text) {
            error->status = status;
            error->sqlstate[0] = 0;
            error->message_count = (uint32_t)strlen(text);
            error->details_count = 0;
            memcpy(error->message, text, strlen(text));
        }

        static hi_status create(const struct hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **made, hi_error *error) {
            if (settings.count && memmem(settings.data, settings.count, "refuse", 6)) { say(error, HI_INVALID_ARGUMENT, "no thanks"); return HI_INVALID_ARGUMENT; }
            if (settings.count && memmem(settings.data, settings.count, "sleep", 5)) sleep(20);
            if (settings.count && memmem(settings.data, settings.count, "doze", 4)) usleep(500000);
            if (settings.count && memmem(settings.data, settings.count, "crash", 5)) abort();
            instance *self = calloc(1, sizeof *self);
            self->host = host;
            self->api = api;
            *made = self;
            return HI_OK;
        }

        static void *abort_later(void *unused) { usleep(1000); abort(); return 0; }

        static atomic_int destroyed;
        __attribute__((visibility("default"))) int test_destroyed(void) { return destroyed; }
        static void destroy(void *context) { atomic_fetch_add(&destroyed, 1); free(context); }

        static const hi_field *field(const uint8_t *message, int id) {
            const hi_message *head = (const hi_message *)message;
            const hi_field *fields = (const hi_field *)(head + 1);
            for (int i = 0; i < head->field_count; i++) if (fields[i].id == id) return &fields[i];
            return 0;
        }

        static size_t answer(uint8_t *out, uint16_t kind, int id, const void *data, uint32_t count) {
            hi_message *head = (hi_message *)out;
            hi_field *body = (hi_field *)(head + 1);
            head->kind = kind;
            head->field_count = 1;
            body->id = id;
            body->type = HI_FIELD_BYTES;
            body->offset = sizeof *head + sizeof *body;
            body->value = count;
            memcpy(out + body->offset, data, count);
            head->total_bytes = body->offset + count;
            return head->total_bytes;
        }

        static hi_status complete_with(instance *self, hi_id call, uint16_t kind, int id, const void *data, uint32_t count) {
            _Alignas(8) uint8_t out[4096];
            size_t total = answer(out, kind, id, data, count);
            return self->api->complete(self->host, call, HI_OK, (hi_bytes){out, total}, 0);
        }

        typedef struct { instance *self; hi_id call; unsigned delay; } later;
        static void *later_run(void *context) {
            later task = *(later *)context;
            free(context);
            if (task.delay) usleep(task.delay);
            else while (task.self->cancelled != task.call) usleep(1000);
            complete_with(task.self, task.call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "late", 4);
            return 0;
        }

        // Until somebody asks this process to `stand`.
        static atomic_int stood;
        static void rest(instance *self, hi_id call) {
            while (!stood) usleep(20000);
            complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "stood up", 8);
        }

        static void *rest_apart(void *context) {
            later task = *(later *)context;
            free(context);
            rest(task.self, task.call);
            return 0;
        }

        static void on_result(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
            later *task = context;
            if (status == HI_OK) {
                _Alignas(8) uint8_t out[4096] = {0};
                hi_message *head = (hi_message *)out;
                *head = (hi_message){(uint32_t)(24 + result.count), HI_KIND_HTTP_ANSWER, 1};
                *(hi_field *)(head + 1) = (hi_field){HI_ANSWER_BODY, HI_FIELD_BYTES, 24, result.count};
                if (result.count < 4000) memcpy(out + 24, result.data, result.count);
                task->self->api->complete(task->self->host, task->call, HI_OK, (hi_bytes){out, 24 + result.count}, 0);
                free(task);
                return;
            }
            char text[64] = "status ";
            text[7] = (char)('0' + status / 10);
            text[8] = (char)('0' + status % 10);
            complete_with(task->self, task->call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, text, 9);
            free(task);
        }

        // An answer of the host's that is kept until this process stands up, and how many are.
        typedef struct { later task; hi_status status; size_t count; uint8_t result[]; } kept_answer;
        static atomic_int kept_answers;
        static void *rest_answered(void *context) {
            kept_answer *kept = context;
            later *task = malloc(sizeof *task);
            *task = kept->task;
            kept_answers++;
            while (!stood) usleep(20000);
            on_result(task, 0, kept->status, (hi_bytes){kept->result, kept->count}, 0);
            free(kept);
            return 0;
        }
        static void on_result_rest(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
            kept_answer *kept = malloc(sizeof *kept + result.count);
            *kept = (kept_answer){*(later *)context, status, result.count};
            if (result.count) memcpy(kept->result, result.data, result.count);
            free(context);
            pthread_t thread;
            pthread_create(&thread, 0, rest_answered, kept);
            pthread_detach(thread);
        }

        static void on_nothing(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {}

        typedef struct { instance *self; hi_id call; int left; uint64_t deadline; hi_bytes replies; size_t count; uint8_t body[]; } asked;
        static void on_answer(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
            asked *task = context;
            instance *self = task->self;
            hi_error failure = {sizeof failure};
            if (status == HI_OK && --task->left > 0) {
                const hi_db_1 *db = self->api->service(self->host, "hashinsight.db/1");
                status = db->start(self->host, task->call, (hi_bytes){task->body, task->count}, task->deadline, on_answer, task, &self->last_operation, &failure);
                if (status == HI_OK) return;
                error = &failure;
            }
            if (status == HI_OK && task->replies.data) complete_with(self, task->call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, task->replies.data, task->replies.count);
            else if (status == HI_OK) complete_with(self, task->call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "done", 4);
            else self->api->complete(self->host, task->call, status, (hi_bytes){0, 0}, error);
            free((void *)task->replies.data);
            free(task);
        }
        // The last rows of a round are its answer.
        static void on_replies(void *context, hi_id operation, hi_bytes replies) {
            asked *task = context;
            if (replies.count < 4000) {
                free((void *)task->replies.data);
                task->replies = (hi_bytes){memcpy(malloc(replies.count), replies.data, replies.count), replies.count};
            }
            const hi_device_1 *devices = task->self->api->service(task->self->host, "hashinsight.device/1");
            devices->acknowledge(task->self->host, operation, 100000);
        }
        static void on_fetched(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
            later *task = context;
            const hi_host_api *api = task->self->api;
            if (status == HI_OK) {
                uint8_t *out = malloc(64 + result.count);
                size_t total = answer(out, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, result.data, (uint32_t)result.count);
                api->complete(task->self->host, task->call, HI_OK, (hi_bytes){out, total}, 0);
                free(out);
            } else api->complete(task->self->host, task->call, status, (hi_bytes){0, 0}, error);
            free(task);
        }
        static void spin(long nanos) {
            struct timespec begin, now;
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
            do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
            while ((now.tv_sec - begin.tv_sec) * 1000000000L + now.tv_nsec - begin.tv_nsec < nanos);
        }
        static void *spin_apart(void *context) {
            later task = *(later *)context;
            free(context);
            // The first word to the host is where counting begins.
            const hi_db_1 *db = task.self->api->service(task.self->host, "hashinsight.db/1");
            hi_error error = {sizeof error};
            hi_id operation;
            if (db) db->start(task.self->host, task.call, (hi_bytes){0, 0}, 0, on_answer, 0, &operation, &error);
            spin(30000000);
            complete_with(task.self, task.call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "spun", 4);
            return 0;
        }

        static void *flow(void *context) {
            later task = *(later *)context;
            for (;;) complete_with(task.self, task.call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "late", 4);
            return 0;
        }

        // As in worker_protocol.h, which a plugin never sees but may know.
        typedef struct { uint32_t total_bytes; uint16_t kind, reserved; uint32_t instance; int32_t status; uint64_t id, call, value; uint32_t first_count, second_count; } raw_frame;

        static void *flow_raw(void *kind) {
            raw_frame frame = {.total_bytes = sizeof frame, .kind = (uint16_t)(uintptr_t)kind, .instance = 1, .id = 4711};
            while (write(3, &frame, sizeof frame) == sizeof frame) {}
            return 0;
        }

        // Says in the worker's name that the kernel limits the scratch folder, so that the host would not measure it.
        static void forge_protections(void) {
            struct { raw_frame head; char text[24]; } lies[] = {
                {{.total_bytes = sizeof lies[0], .kind = 52, .first_count = 17}, "scratch_limit=on\n"},
                {{.total_bytes = sizeof lies[0], .kind = 32, .value = 1, .second_count = 17}, "scratch_limit=on\n"},
            };
            if (write(3, lies, sizeof lies) != sizeof lies) abort();
        }
        #ifdef FORGES
        __attribute__((constructor)) static void forge_at_load(void) { forge_protections(); }
        #endif

        // Loops that a backtrace shows by their names.
        __attribute__((visibility("default"), noinline)) void *spin_on(void *context) {
            for (volatile int turn = 0;; turn++) {}
        }
        __attribute__((visibility("default"), noinline)) void spin_here(void) {
            for (volatile int turn = 0;; turn++) {}
        }

        // Under a name that a backtrace shows. By pointers, so that no compiler takes it for a function without return and puts the next one at
        // the address that a call would return to.
        __attribute__((visibility("default"), noinline)) hi_status fail_here(char way) {
            void (*volatile end)(void) = abort;
            void (*volatile leave)(int) = exit;
            if (way == 's') *(volatile int *)(uintptr_t)8 = 1;
            if (way == 'a') end();
            if (way == 'e') leave(3);
            if (way == 't') __builtin_trap();
            return HI_INTERNAL;
        }

        static hi_status start(void *context, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
            instance *self = context;
            const hi_message *head = (const hi_message *)message.data;
            if (head->kind == HI_KIND_JOB_RUN) {
                const hi_field *name = field(message.data, HI_JOB_NAME);
                if (!memcmp(message.data + name->offset, "hang", 4)) { self->pending = call; return HI_OK; }
                complete_with(self, call, HI_KIND_JOB_ANSWER, HI_JOB_ANSWER_SUMMARY, "{\"done\":1}", 10);
                return HI_OK;
            }
            if (head->field_count == 0) {
                static const hi_message empty = {sizeof(hi_message), HI_KIND_HTTP_ANSWER, 0};
                self->api->complete(self->host, call, HI_OK, (hi_bytes){(const uint8_t *)&empty, sizeof empty}, 0);
                return HI_OK;
            }
            const hi_field *route = field(message.data, HI_REQUEST_ROUTE);
            const char *name = (const char *)message.data + route->offset;
            size_t count = route->value;
            #define IS(text) (count == strlen(text) && !memcmp(name, text, count))
            if (IS("echo")) {
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, body ? message.data + body->offset : 0, body ? body->value : 0);
            } else if (IS("refuse")) {
                say(error, HI_CONFLICT, "already so");
                return HI_CONFLICT;
            } else if (IS("twice")) {
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "1", 1);
                hi_status second = complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "2", 1);
                if (second != HI_STALE) abort();
            } else if (IS("both")) {
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "1", 1);
                say(error, HI_INTERNAL, "and refused");
                return HI_INTERNAL;
            } else if (IS("never")) {
                self->pending = call;
            } else if (IS("segv") || IS("abort") || IS("trap") || IS("exit")) {
                return fail_here(name[0]);
            } else if (IS("chatter")) {
                for (int line = 0; line < 2000; line++) fprintf(stderr, "line %d\n", line);
                fputs("no end", stderr);
                return fail_here('s');
            } else if (IS("spin")) {
                spin_here();
            } else if (IS("spin_deaf")) {
                sigset_t all;
                sigfillset(&all);
                pthread_sigmask(SIG_BLOCK, &all, 0);
                spin_here();
            } else if (IS("spin_untold")) {
                signal(SIGPROF, SIG_IGN);
                spin_here();
            } else if (IS("spin_beside")) {
                pthread_t thread;
                for (int index = 0; index < 6; index++) pthread_create(&thread, 0, spin_on, 0);
                spin_here();
            } else if (IS("abort_later")) {
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "dies", 4);
                pthread_t thread;
                pthread_create(&thread, 0, abort_later, 0);
                pthread_detach(thread);
            } else if (IS("spinon")) {
                pthread_t thread;
                pthread_create(&thread, 0, spin_on, 0);
                pthread_detach(thread);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "spins", 5);
            } else if (IS("flood")) {
                // Each is told to the host: a completion that nobody waits for. The call's own goes first.
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "flows", 5);
                pthread_t thread;
                pthread_create(&thread, 0, flow, task);
                pthread_detach(thread);
            } else if (IS("flood_pong") || IS("flood_stop") || IS("flood_acknowledge") || IS("flood_started")) {
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "flows", 5);
                pthread_t thread;
                uintptr_t kind = IS("flood_pong") ? 47 : IS("flood_stop") ? 41 : IS("flood_started") ? 35 : 40;
                pthread_create(&thread, 0, flow_raw, (void *)kind);
                pthread_detach(thread);
            } else if (IS("forge")) {
                forge_protections();
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "forged", 6);
            } else if (IS("deaf")) {
                return HI_OK;
            } else if (IS("block")) {
                usleep(300000);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "slow", 4);
            } else if (IS("sit")) {
                // Until there is a file of that name, whatever it is asked.
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                char path[512] = {0};
                memcpy(path, message.data + body->offset, body->value < 511 ? body->value : 511);
                while (access(path, F_OK)) usleep(1000);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "stood up", 8);
            } else if (IS("rest") || IS("publish_rest")) {
                if (IS("publish_rest")) {
                    const hi_events_1 *events = self->api->service(self->host, "hashinsight.events/1");
                    hi_error failure = {sizeof failure};
                    events->publish(self->host, (hi_bytes){(const uint8_t *)"news", 4}, (hi_bytes){(const uint8_t *)"{}", 2}, &failure);
                }
                rest(self, call);
            } else if (IS("rest_apart")) {
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                pthread_t thread;
                pthread_create(&thread, 0, rest_apart, task);
                pthread_detach(thread);
            } else if (IS("linger")) {
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "lingers", 7);
                while (!stood) usleep(20000);
            } else if (IS("stand")) {
                stood = 1;
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "all", 3);
            } else if (IS("until_cancel")) {
                while (!self->cancelled) usleep(1000);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "at last", 7);
            } else if (IS("hold")) {
                usleep(3000);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "held", 4);
            } else if (IS("later") || IS("late")) {
                later *task = malloc(sizeof *task);
                *task = (later){self, call, IS("late") ? 0 : 20000};
                pthread_t thread;
                pthread_create(&thread, 0, later_run, task);
                pthread_detach(thread);
            } else if (IS("overwrite")) {
                say(error, HI_CONFLICT, "beyond");
                memset((char *)error + sizeof *error, 0, 4);
                return HI_CONFLICT;
            } else if (IS("stubborn")) {
                // Goes on for so many milliseconds, whatever it is asked.
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                char millis[16] = {0};
                memcpy(millis, message.data + body->offset, body->value < 15 ? body->value : 15);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, (unsigned)strtoul(millis, 0, 10) * 1000};
                pthread_t thread;
                pthread_create(&thread, 0, later_run, task);
                pthread_detach(thread);
            } else if (IS("destroyed")) {
                char digit = (char)('0' + destroyed);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, &digit, 1);
            } else if (IS("wild")) {
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                hi_status status = self->api->complete(self->host, call, HI_OK, (hi_bytes){message.data + body->offset, body->value}, 0);
                if (status != HI_INVALID_ARGUMENT && status != HI_OK) abort();
            } else if (IS("header")) {
                _Alignas(8) uint8_t out[256] = {0};
                hi_message *head = (hi_message *)out;
                hi_field *fields = (hi_field *)(head + 1);
                *head = (hi_message){128, HI_KIND_HTTP_ANSWER, 2};
                fields[0] = (hi_field){HI_ANSWER_HEADER, HI_FIELD_TEXT, 64, 10};
                fields[1] = (hi_field){HI_ANSWER_HEADER, HI_FIELD_TEXT, 80, 3};
                memcpy(out + 64, "Set-Cookie", 10);
                memcpy(out + 80, "a=b", 3);
                self->api->complete(self->host, call, HI_OK, (hi_bytes){out, 128}, 0);
            } else if (IS("services")) {
                const char *ids[] = {"hashinsight.db/1", "hashinsight.device/1", "hashinsight.events/1", "hashinsight.log/1", "hashinsight.clock/1", "hashinsight.nothing/9"};
                char text[6];
                for (int i = 0; i < 6; i++) text[i] = self->api->service(self->host, ids[i]) ? '1' : '0';
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, text, 6);
            } else if (IS("deadhandle")) {
                hi_host *dead = (hi_host *)(uintptr_t)0x7ffffffffff0;
                int null = self->api->service(dead, "hashinsight.log/1") == 0;
                static const hi_message empty = {sizeof(hi_message), HI_KIND_HTTP_ANSWER, 0};
                int stale = self->api->complete(dead, call, HI_OK, (hi_bytes){(const uint8_t *)&empty, sizeof empty}, 0) == HI_STALE;
                char text[2] = {(char)('0' + null), (char)('0' + stale)};
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, text, 2);
            } else if (IS("publish")) {
                const hi_events_1 *events = self->api->service(self->host, "hashinsight.events/1");
                hi_error failure = {sizeof failure};
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                char status = (char)('0' + events->publish(self->host, (hi_bytes){(const uint8_t *)"news", 4}, (hi_bytes){message.data + body->offset, body->value}, &failure));
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, &status, 1);
            } else if (IS("ingest")) {
                const hi_db_1 *db = self->api->service(self->host, "hashinsight.db/1");
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_status status = db->ingest(self->host, call, (hi_bytes){(const uint8_t *)"telemetry", 9}, (hi_bytes){message.data + body->offset, body->value}, deadline, on_result, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("afterwards")) {
                const hi_db_1 *db = self->api->service(self->host, "hashinsight.db/1");
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "1", 1);
                hi_status status = db->start(self->host, call, (hi_bytes){message.data + body->offset, body->value}, deadline, on_result, 0, &self->last_operation, error);
                if (status != HI_CANCELLED) abort();
            } else if (IS("ask") || IS("ask_thrice") || IS("poll")) {
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                asked *task = malloc(sizeof *task + body->value);
                task->self = self; task->call = call; task->left = IS("ask_thrice") ? 3 : 1; task->deadline = deadline; task->replies = (hi_bytes){0, 0}; task->count = body->value;
                memcpy(task->body, message.data + body->offset, body->value);
                hi_status status;
                if (IS("poll")) {
                    const hi_device_1 *devices = self->api->service(self->host, "hashinsight.device/1");
                    status = devices->start(self->host, call, (hi_bytes){task->body, task->count}, deadline, on_replies, on_answer, task, &self->last_operation, error);
                } else {
                    const hi_db_1 *db = self->api->service(self->host, "hashinsight.db/1");
                    status = db->start(self->host, call, (hi_bytes){task->body, task->count}, deadline, on_answer, task, &self->last_operation, error);
                }
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("fetch")) {
                const hi_http_1 *http = self->api->service(self->host, "hashinsight.http/1");
                if (!http) { say(error, HI_DENIED, "no http"); return HI_DENIED; }
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_status status = http->start(self->host, call, (hi_bytes){message.data + body->offset, body->value}, deadline, on_fetched, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("write_mail")) {
                const hi_mail_1 *mail = self->api->service(self->host, "hashinsight.mail/1");
                if (!mail) { say(error, HI_DENIED, "no mail"); return HI_DENIED; }
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_bytes mailed = {body ? message.data + body->offset : 0, body ? body->value : 0};
                hi_status status = mail->send(self->host, call, mailed, deadline, on_fetched, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("cache_get") || IS("cache_put") || IS("cache_remove") || IS("cache_release")) {
                const hi_cache_1 *cache = self->api->service(self->host, "hashinsight.cache/1");
                if (!cache) { say(error, HI_DENIED, "no cache"); return HI_DENIED; }
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_bytes asked = {body ? message.data + body->offset : 0, body ? body->value : 0};
                hi_status (*function)(hi_host *, hi_id, hi_bytes, uint64_t, hi_on_result, void *, hi_id *, hi_error *) =
                    IS("cache_get") ? cache->get : IS("cache_put") ? cache->put : IS("cache_remove") ? cache->remove : cache->release;
                hi_status status = function(self->host, call, asked, deadline, on_fetched, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("notary_submit") || IS("notary_receipt") || IS("notary_pin") || IS("notary_pinned") || IS("notary_unpin")) {
                const hi_notary_1 *notary = self->api->service(self->host, "hashinsight.notary/1");
                if (!notary) { say(error, HI_DENIED, "no notary"); return HI_DENIED; }
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_bytes asked = {body ? message.data + body->offset : 0, body ? body->value : 0};
                hi_status (*function)(hi_host *, hi_id, hi_bytes, uint64_t, hi_on_result, void *, hi_id *, hi_error *) =
                    IS("notary_submit") ? notary->submit : IS("notary_receipt") ? notary->receipt : IS("notary_pin") ? notary->pin
                    : IS("notary_pinned") ? notary->pinned : notary->unpin;
                hi_status status = function(self->host, call, asked, deadline, on_fetched, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("leave")) {
                const hi_db_1 *db = self->api->service(self->host, "hashinsight.db/1");
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                hi_status status = db->start(self->host, call, (hi_bytes){message.data + body->offset, body->value}, UINT64_MAX, on_nothing, 0, &self->last_operation, error);
                if (status != HI_OK) return status;
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "left", 4);
            } else if (IS("announce")) {
                const hi_events_1 *events = self->api->service(self->host, "hashinsight.events/1");
                hi_status status = events->publish(self->host, (hi_bytes){(const uint8_t *)"news", 4}, (hi_bytes){(const uint8_t *)"{}", 2}, error);
                if (status != HI_OK) return status;
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "told", 4);
            } else if (IS("burn")) {
                spin(30000000);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, "spun", 4);
            } else if (IS("burn_apart")) {
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                pthread_t thread;
                pthread_create(&thread, 0, spin_apart, task);
                pthread_detach(thread);
            } else if (IS("series")) {
                const hi_metrics_1 *metrics = self->api->service(self->host, "hashinsight.metrics/1");
                hi_status status = HI_OK;
                char name[3] = {'m', 'a', 0};
                for (int i = 0; i < 3; i++) { name[1] = (char)('a' + i); status = metrics->set(self->host, (hi_bytes){(const uint8_t *)name, 2}, 1); }
                char digit = (char)('0' + status);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, &digit, 1);
            } else if (IS("secret")) {
                const hi_secrets_1 *secrets = self->api->service(self->host, "hashinsight.secrets/1");
                if (!secrets) { say(error, HI_DENIED, "no such service"); return HI_DENIED; }
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_bytes wanted = {body ? message.data + body->offset : 0, body ? body->value : 0};
                hi_status status = secrets->read(self->host, call, wanted, deadline, on_result, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
            } else if (IS("say")) {
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                const hi_log_1 *log = self->api->service(self->host, "hashinsight.log/1");
                if (log) log->write(self->host, 4, (hi_bytes){message.data + body->offset, body->value});
                char text[400];
                snprintf(text, sizeof text, "%.*s", (int)body->value, (const char *)message.data + body->offset);
                say(error, HI_CONFLICT, text);
                return HI_CONFLICT;
            } else if (IS("kept_answers")) {
                char digit = (char)('0' + kept_answers);
                complete_with(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, &digit, 1);
            } else if (IS("query") || IS("query_rest") || IS("grab")) {
                const hi_db_1 *db = self->api->service(self->host, "hashinsight.db/1");
                const hi_field *body = field(message.data, HI_REQUEST_BODY);
                later *task = malloc(sizeof *task);
                *task = (later){self, call, 0};
                hi_on_result told = IS("query_rest") ? on_result_rest : on_result;
                hi_status status = db->start(self->host, call, (hi_bytes){message.data + body->offset, body->value}, deadline, told, task, &self->last_operation, error);
                if (status != HI_OK) { free(task); return status; }
                // Tries to end the host's operation itself, by every handle that it can think of near its own.
                static const hi_message nothing = {sizeof(hi_message), HI_KIND_HTTP_ANSWER, 0};
                for (uintptr_t mark = 0; IS("grab") && mark < 16; mark++) {
                    hi_host *marked = (hi_host *)((uintptr_t)self->host | mark);
                    if (self->api->complete(marked, self->last_operation, HI_OK, (hi_bytes){(const uint8_t *)&nothing, sizeof nothing}, 0) != HI_STALE) abort();
                }
            } else {
                say(error, HI_NOT_FOUND, "no such route");
                return HI_NOT_FOUND;
            }
            return HI_OK;
        }

        static void cancel(void *context, hi_id call) {
            instance *self = context;
            self->cancelled = call;
            unsigned long long expected = call;
            if (atomic_compare_exchange_strong(&self->pending, &expected, 0)) {
                hi_error error = {sizeof error};
                say(&error, HI_CANCELLED, "as you wish");
                self->api->complete(self->host, call, HI_CANCELLED, (hi_bytes){0, 0}, &error);
            }
        }

        #ifdef NO_START
        #define START 0
        #else
        #define START start
        #endif
        static const hi_plugin_1 interface = {sizeof(hi_plugin_1), 0, create, destroy, START, cancel};

        static const void *get(const char *id) {
        #ifdef NO_INTERFACE
            return 0;
        #else
            return strcmp(id, HI_PLUGIN_1) ? 0 : &interface;
        #endif
        }

        #ifndef NO_ENTRY
        __attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {MAGIC, MAJOR, MINOR, SIZE, 0, get};
        #endif
        #ifdef UNDEFINED
        extern int nobody_has_this(void);
        __attribute__((visibility("default"))) int use(void) { return nobody_has_this(); }
        #endif
        """#
}
