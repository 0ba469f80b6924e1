import Foundation

/// A plugin that writes a mail to the address that it is asked with, a JSON text, and answers what the host answers.
enum MailWriter {
    /// Builds the bundle of such a plugin in a folder; the path of the bundle.
    ///
    /// - Parameters:
    ///   - services: Of its manifest.
    ///   - more: Further lines of its manifest.
    static func build(_ id: String, services: String = "hashinsight.mail/1", more: String = "", in folder: String) async throws -> String {
        let manifest = """
            id: \(id)
            name: \(id)
            version: 1.0.0
            abi: "1.0"
            library: libWriter.so
            toolchain: c
            calls: inline
            worker_safe: true
            services: [\(services)]
            routes:
              - {name: send, method: POST, path: /api/v1/\(id)/send, role: user}
            \(more)

            """
        return try await PluginInC.build(id, manifest: manifest, library: "libWriter.so", source: source, in: folder)
    }

    private static let source = #"""
        typedef struct { instance *self; hi_id call; } task;

        // A message whose only data are texts, in their order.
        static uint32_t texts(uint8_t *out, int kind, int count, const int *ids, const int *types, const hi_bytes *values) {
            hi_message *head = (hi_message *)out;
            hi_field *fields = (hi_field *)(head + 1);
            uint32_t at = sizeof *head + (uint32_t)count * sizeof *fields;
            for (int i = 0; i < count; i++) {
                fields[i] = (hi_field){(uint16_t)ids[i], (uint16_t)types[i], at, values[i].count};
                memcpy(out + at, values[i].data, values[i].count);
                at += (uint32_t)values[i].count;
            }
            *head = (hi_message){at, (uint16_t)kind, (uint16_t)count};
            return at;
        }
        static hi_bytes text(const char *text) { return (hi_bytes){(const uint8_t *)text, strlen(text)}; }

        static void on_result(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
            task *task = context;
            instance *self = task->self;
            if (status != HI_OK) {
                self->api->complete(self->host, task->call, status, (hi_bytes){0, 0}, error);
                free(task);
                return;
            }
            const hi_field *id = field(result.data, HI_MAIL_ANSWER_MESSAGE_ID);
            _Alignas(8) uint8_t out[1024];
            const hi_bytes values[] = {{result.data + id->offset, id->value < 900 ? id->value : 900}};
            uint32_t total = texts(out, HI_KIND_HTTP_ANSWER, 1, (const int[]){HI_ANSWER_BODY}, (const int[]){HI_FIELD_BYTES}, values);
            self->api->complete(self->host, task->call, HI_OK, (hi_bytes){out, total}, 0);
            free(task);
        }

        static hi_status start(void *context, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
            instance *self = context;
            const hi_field *body = field(message.data, HI_REQUEST_BODY);
            const hi_mail_1 *mail = self->api->service(self->host, HI_MAIL_1);
            if (!mail) {
                error->status = HI_DENIED;
                error->message_count = 7;
                memcpy(error->message, "no mail", 7);
                return HI_DENIED;
            }
            if (!body || body->value < 3 || body->value > 300) return HI_INVALID_ARGUMENT;
            _Alignas(8) uint8_t out[1024];
            const hi_bytes values[] = {{message.data + body->offset + 1, body->value - 2}, text("Three miners are down"), text("Look at them.\n")};
            uint32_t total = texts(out, 0, 3, (const int[]){HI_MAIL_TO, HI_MAIL_SUBJECT, HI_MAIL_TEXT},
                                   (const int[]){HI_FIELD_TEXT, HI_FIELD_TEXT, HI_FIELD_TEXT}, values);
            task *made = malloc(sizeof *made);
            *made = (task){self, call};
            hi_id operation;
            hi_status status = mail->send(self->host, call, (hi_bytes){out, total}, deadline, on_result, made, &operation, error);
            if (status != HI_OK) free(made);
            return status;
        }
        """#
}
