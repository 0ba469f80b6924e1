import Foundation

/// A plugin that reads secrets, answers only their lengths and sums, and, asked to leak, says them to the log and in an error.
enum SecretKeeper {
    /// Builds the bundle in a folder; the path of the bundle.
    static func build(in folder: String) async throws -> String {
        try await PluginInC.build("Keeper", manifest: manifest, library: "libKeeper.so", source: source, in: folder)
    }

    /// What it answers for a secret.
    static func answer(_ secret: String) -> JSON {
        ["bytes": .number(Double(secret.utf8.count)), "sum": .number(Double(secret.utf8.reduce(0) { $0 + Int($1) }))]
    }

    private static let manifest = """
        id: keeper
        name: Keeper
        version: 1.0.0
        abi: "1.0"
        library: libKeeper.so
        toolchain: c
        calls: inline
        worker_safe: true
        services: [hashinsight.secrets/1, hashinsight.log/1]
        secrets:
          own_key: {description: the key of the tenant's account, required: true, scope: tenant}
          coingecko_api_key: {description: from coingecko.com, scope: installation}
        routes:
          - {name: own_key, method: GET, path: /api/v1/keeper/own, role: guest}
          - {name: coingecko_api_key, method: GET, path: /api/v1/keeper/market, role: guest}
          - {name: leak, method: GET, path: /api/v1/keeper/leak, role: guest}

        """

    private static let source = #"""
        typedef struct { instance *self; hi_id call; int leaks; } task;

        static void answer(task *task, const char *text) {
            _Alignas(8) uint8_t out[256] = {0};
            hi_message *head = (hi_message *)out;
            uint32_t count = (uint32_t)strlen(text);
            *head = (hi_message){24 + count, HI_KIND_HTTP_ANSWER, 1};
            *(hi_field *)(head + 1) = (hi_field){HI_ANSWER_BODY, HI_FIELD_BYTES, 24, count};
            memcpy(out + 24, text, count);
            task->self->api->complete(task->self->host, task->call, HI_OK, (hi_bytes){out, 24 + count}, 0);
        }

        static void on_result(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
            task *task = context;
            instance *self = task->self;
            if (status != HI_OK) {
                self->api->complete(self->host, task->call, status, (hi_bytes){0, 0}, error);
                free(task);
                return;
            }
            const hi_field *value = field(result.data, HI_SECRET_VALUE);
            const uint8_t *bytes = result.data + value->offset;
            if (task->leaks) {
                hi_error told = {.size = sizeof told, .status = HI_CONFLICT};
                told.message_count = (uint32_t)snprintf(told.message, sizeof told.message, "leaked %.*s", (int)value->value, (const char *)bytes);
                const hi_log_1 *log = self->api->service(self->host, HI_LOG_1);
                if (log) log->write(self->host, 4, (hi_bytes){(const uint8_t *)told.message, told.message_count});
                self->api->complete(self->host, task->call, HI_CONFLICT, (hi_bytes){0, 0}, &told);
            } else {
                unsigned sum = 0;
                for (uint64_t i = 0; i < value->value; i++) sum += bytes[i];
                char text[100];
                snprintf(text, sizeof text, "{\"bytes\":%u,\"sum\":%u}", (unsigned)value->value, sum);
                answer(task, text);
            }
            free(task);
        }

        static hi_status start(void *context, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
            instance *self = context;
            const hi_field *route = field(message.data, HI_REQUEST_ROUTE);
            hi_bytes name = {message.data + route->offset, route->value};
            task *made = malloc(sizeof *made);
            *made = (task){self, call, route->value == 4};
            if (made->leaks) name = (hi_bytes){(const uint8_t *)"own_key", 7};
            const hi_secrets_1 *secrets = self->api->service(self->host, HI_SECRETS_1);
            hi_id operation;
            hi_status status = secrets->read(self->host, call, name, deadline, on_result, made, &operation, error);
            if (status != HI_OK) free(made);
            return status;
        }
        """#
}
