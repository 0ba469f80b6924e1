// Nothing is broken: a route that sends a mail, which must pass in the host's process and in a worker.
// fails: nothing
// manifest: mail
#define MINI_ON_START(self, call, message, deadline) \
    if (asks_for_mail(message)) return begin_mail(self, call, deadline, error)
#include <hashinsight/abi.h>
#include <stdbool.h>
#include <stddef.h>
struct instance;
static bool asks_for_mail(hi_bytes message);
static hi_status begin_mail(struct instance *self, hi_id call, uint64_t deadline, hi_error *error);
#include "../mini.h"

static bool asks_for_mail(hi_bytes message) {
    hi_message head;
    if (!mini_is_valid(message)) return false;
    memcpy(&head, message.data, sizeof head);
    return head.kind == HI_KIND_HTTP_REQUEST && mini_is(mini_text(message, HI_REQUEST_ROUTE), "write_mail");
}

static void end_mail(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    work *work = context;
    hi_field accepted;
    (void)operation, (void)error;
    instance *self = work->self;
    hi_id call = work->call;
    free(work);
    if (status != HI_OK) return mini_complete_error(self, call, status, "The mail was not sent.");
    if (!mini_is_valid(result) || mini_find(result, HI_MAIL_ANSWER_ACCEPTED, HI_FIELD_TEXT, &accepted) < 0) {
        return mini_complete_error(self, call, HI_INTERNAL, "The answer names nobody who got the mail.");
    }
    mini_complete_json(self, call, HI_KIND_HTTP_ANSWER, "{\"sent\":true}");
}

static hi_status begin_mail(struct instance *self, hi_id call, uint64_t deadline, hi_error *error) {
    struct mail {
        hi_message head;
        hi_field fields[3];
        char to[16], subject[16], body[16];
    } mail = {
        .head = {.total_bytes = sizeof mail, .field_count = 3},
        .fields = {{.id = HI_MAIL_TO, .type = HI_FIELD_TEXT, .offset = offsetof(struct mail, to), .value = 15},
                   {.id = HI_MAIL_SUBJECT, .type = HI_FIELD_TEXT, .offset = offsetof(struct mail, subject), .value = 14},
                   {.id = HI_MAIL_TEXT, .type = HI_FIELD_TEXT, .offset = offsetof(struct mail, body), .value = 5}},
        .to = "ana@example.org",
        .subject = "Three are down",
        .body = "a\nb\nc",
    };
    hi_mail_1 service = {0};
    mini_copy(self->api.service(self->host, HI_MAIL_1), &service, sizeof service);
    if (service.send == NULL) return mini_fail(error, HI_DENIED, "The mails were not granted.");
    work *made = calloc(1, sizeof *made);
    made->self = self;
    made->call = call;
    hi_id operation;
    hi_status status =
        service.send(self->host, call, (hi_bytes){(const uint8_t *)&mail, sizeof mail}, deadline, end_mail, made, &operation, error);
    if (status != HI_OK) free(made);
    return status;
}
