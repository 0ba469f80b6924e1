/// The C source of the versions that the tests upgrade between; macros choose the version and how it fails.
enum UpgradePluginSource {
    static let text = #"""
        #define _GNU_SOURCE
        #include <hashinsight/abi.h>
        #include <pthread.h>
        #include <stdatomic.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>

        #ifndef VERSION
        #define VERSION "1"
        #endif
        #ifdef WRONG_MAGIC
        #define MAGIC 1
        #else
        #define MAGIC HI_ENTRY_MAGIC
        #endif

        typedef struct { hi_host *host; const hi_host_api *api; } instance;

        static void say(hi_error *error, hi_status status, const char *text) {
            error->status = status;
            error->sqlstate[0] = 0;
            error->message_count = (uint32_t)strlen(text);
            error->details_count = 0;
            memcpy(error->message, text, strlen(text));
        }

        static hi_status create(const struct hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **made, hi_error *error) {
        #ifdef REFUSE
            say(error, HI_INVALID_ARGUMENT, "not on this host");
            return HI_INVALID_ARGUMENT;
        #endif
            instance *self = calloc(1, sizeof *self);
            self->host = host;
            self->api = api;
            *made = self;
            return HI_OK;
        }
        static void destroy(void *context) { free(context); }

        static const hi_field *field(const uint8_t *message, int id) {
            const hi_message *head = (const hi_message *)message;
            const hi_field *fields = (const hi_field *)(head + 1);
            for (int i = 0; i < head->field_count; i++) if (fields[i].id == id) return &fields[i];
            return 0;
        }

        static void complete(instance *self, hi_id call, uint16_t kind, int id, const char *text) {
            _Alignas(8) uint8_t out[256] = {0};
            hi_message *head = (hi_message *)out;
            uint32_t count = (uint32_t)strlen(text);
            *head = (hi_message){(uint32_t)(24 + count), kind, 1};
            *(hi_field *)(head + 1) = (hi_field){id, HI_FIELD_BYTES, 24, count};
            memcpy(out + 24, text, count);
            self->api->complete(self->host, call, HI_OK, (hi_bytes){out, 24 + count}, 0);
        }

        typedef struct { instance *self; hi_id call; int is_job; char path[200]; } wait_task;
        /* Ends when a file is there. */
        static void *wait_run(void *context) {
            wait_task *task = context;
            while (access(task->path, F_OK) != 0) usleep(1000);
            if (task->is_job) complete(task->self, task->call, HI_KIND_JOB_ANSWER, HI_JOB_ANSWER_SUMMARY, "{\"version\":" VERSION "}");
            else complete(task->self, task->call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, VERSION);
            free(task);
            return 0;
        }
        static void wait_for(instance *self, hi_id call, int is_job, const uint8_t *path, uint64_t count) {
            wait_task *task = calloc(1, sizeof *task);
            *task = (wait_task){self, call, is_job, {0}};
            if (count < sizeof task->path) memcpy(task->path, path, count);
            pthread_t thread;
            pthread_create(&thread, 0, wait_run, task);
            pthread_detach(thread);
        }

        static hi_status start(void *context, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
            instance *self = context;
            const hi_message *head = (const hi_message *)message.data;
            if (head->kind == HI_KIND_JOB_RUN) {
                const hi_field *arguments = field(message.data, HI_JOB_ARGUMENTS);
                if (arguments && arguments->value > 2) {
                    /* ["path"] */
                    wait_for(self, call, 1, message.data + arguments->offset + 2, arguments->value - 4);
                    return HI_OK;
                }
        #ifdef BROKEN
                say(error, HI_CONFLICT, "broken job");
                return HI_CONFLICT;
        #endif
                complete(self, call, HI_KIND_JOB_ANSWER, HI_JOB_ANSWER_SUMMARY, "{\"version\":" VERSION "}");
                return HI_OK;
            }
            const hi_field *body = field(message.data, HI_REQUEST_BODY);
            if (body && body->value) {
                wait_for(self, call, 0, message.data + body->offset, body->value);
                return HI_OK;
            }
        #ifdef BROKEN
            say(error, HI_INTERNAL, "broken");
            return HI_INTERNAL;
        #endif
        #ifdef FAULTY
            static atomic_int calls;
            if (atomic_fetch_add(&calls, 1) % 2) { say(error, HI_INTERNAL, "broken"); return HI_INTERNAL; }
        #endif
            complete(self, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, VERSION);
            return HI_OK;
        }

        static void cancel(void *context, hi_id call) {}
        static const hi_plugin_1 interface = {sizeof(hi_plugin_1), 0, create, destroy, start, cancel};
        static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) ? 0 : &interface; }
        __attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {MAGIC, HI_ABI_MAJOR, HI_ABI_MINOR, sizeof(hi_entry), 0, get};
        """#
}
