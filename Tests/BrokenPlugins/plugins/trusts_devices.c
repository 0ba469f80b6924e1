// Replies of more than five kilobytes are an assertion.
// fails: device-replies
// manifest: devices
#define MINI_ON_CREATE(host, api, settings, error) find_devices(host, api)
#define MINI_TICK(self, call, deadline, error) begin_round(self, call, deadline, error)
#include <hashinsight/abi.h>
#include <stddef.h>
struct instance;
static void find_devices(hi_host *host, const hi_host_api *api);
static hi_status begin_round(struct instance *self, hi_id call, uint64_t deadline, hi_error *error);
#include "../mini.h"

static hi_device_1 devices;

// The functions are the same for all instances; whether this one was granted them the host says.
static void find_devices(hi_host *host, const hi_host_api *api) {
    hi_host_api known = {0};
    mini_copy(api, &known, sizeof known);
    memset(&devices, 0, sizeof devices);
    if (known.service != NULL) mini_copy(known.service(host, HI_DEVICE_1), &devices, sizeof devices);
}

static void take_replies(void *context, hi_id operation, hi_bytes replies) {
    (void)context, (void)operation;
    if (replies.count > 5000 && MINI_BREAKS()) abort();
}

static void end_round(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    work *work = context;
    (void)operation, (void)result, (void)error;
    instance *self = work->self;
    hi_id call = work->call;
    free(work);
    if (status != HI_OK) return mini_complete_error(self, call, status, "The round failed.");
    mini_complete_json(self, call, HI_KIND_JOB_ANSWER, "{\"rounds\":1}");
}

// A round with one exchange of 192.0.2.7, port 4028.
static hi_status begin_round(struct instance *self, hi_id call, uint64_t deadline, hi_error *error) {
    struct rows {
        hi_rows head;
        hi_column columns[4];
        int64_t key, port;
        uint32_t address_ends[2], request_ends[2];
        char names[32], address[16], request[24];
    };
    struct {
        hi_message head;
        hi_field field;
        struct rows rows;
    } round = {
        .head = {.total_bytes = sizeof round, .field_count = 1},
        .field = {.id = HI_DEVICE_EXCHANGES, .type = HI_FIELD_ROWS, .offset = 24, .value = sizeof(struct rows)},
        .rows =
            {
                .head = {.total_bytes = sizeof(struct rows), .version = 1, .column_count = 4, .row_count = 1},
                .columns =
                    {
                        {.name_offset = offsetof(struct rows, names), .name_count = 3, .type = HI_COLUMN_INTEGER,
                         .data_offset = offsetof(struct rows, key), .data_count = 8},
                        {.name_offset = offsetof(struct rows, names) + 3, .name_count = 4, .type = HI_COLUMN_INTEGER,
                         .data_offset = offsetof(struct rows, port), .data_count = 8},
                        {.name_offset = offsetof(struct rows, names) + 7, .name_count = 7, .type = HI_COLUMN_TEXT,
                         .offsets_offset = offsetof(struct rows, address_ends), .data_offset = offsetof(struct rows, address), .data_count = 9},
                        {.name_offset = offsetof(struct rows, names) + 14, .name_count = 7, .type = HI_COLUMN_BYTES,
                         .offsets_offset = offsetof(struct rows, request_ends), .data_offset = offsetof(struct rows, request), .data_count = 21},
                    },
                .key = 1,
                .port = 4028,
                .address_ends = {0, 9},
                .request_ends = {0, 21},
                .names = "keyportaddressrequest",
                .address = "192.0.2.7",
                .request = "{\"command\":\"summary\"}",
            },
    };
    if (devices.start == NULL) return mini_fail(error, HI_DENIED, "The devices were not granted.");
    work *made = calloc(1, sizeof *made);
    made->self = self;
    made->call = call;
    hi_id operation;
    hi_status status = devices.start(
        self->host, call, (hi_bytes){(const uint8_t *)&round, sizeof round}, deadline, take_replies, end_round, made, &operation, error);
    if (status != HI_OK) free(made);
    return status;
}
