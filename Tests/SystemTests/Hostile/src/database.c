// Statements that take time, memory and disk of the database: all that the vetting lets through.
#define _GNU_SOURCE
#include "villain.h"

#include <hashinsight/db.h>
#include <hashinsight/rows.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    hi_host *host;
    hi_id call;
} question;

static void on_answer(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    (void)operation;
    (void)result;
    question asked = *(question *)context;
    free(context);
    if (asked.call == 0) return;
    if (status == HI_OK)
        answer(asked.host, asked.call, "{\"answered\":true}");
    else
        fail(asked.host, asked.call, status, error);
}

/// One statement without parameters.
static hi_status begin(const hi_host_api *api, hi_host *host, hi_id call, bool is_answered, const char *statement, uint64_t deadline_nanos,
                       hi_error *error) {
    const hi_db_1 *db = api->service(host, HI_DB_1);
    uint32_t number = 0;
    if (db == NULL) return HI_UNSUPPORTED;
    hi_status found = db->statement(host, (hi_bytes){(const uint8_t *)statement, strlen(statement)}, &number, error);
    if (found != HI_OK) return found;
    struct {
        hi_message head;
        hi_field fields[2];
        hi_rows none;
    } batch = {
        .head = {.total_bytes = sizeof batch, .field_count = 2},
        .fields = {{.id = HI_DB_STATEMENT, .type = HI_FIELD_INTEGER, .value = number},
                   {.id = HI_DB_PARAMETERS, .type = HI_FIELD_ROWS, .offset = offsetof(typeof(batch), none), .value = sizeof(hi_rows)}},
        .none = {.total_bytes = sizeof(hi_rows), .version = 1, .row_count = 1},
    };
    question *context = malloc(sizeof *context);
    if (context == NULL) return HI_UNAVAILABLE;
    *context = (question){host, is_answered ? call : 0};
    hi_id operation;
    hi_status status =
        db->start(host, call, (hi_bytes){(const uint8_t *)&batch, sizeof batch}, deadline_nanos, on_answer, context, &operation, error);
    if (status != HI_OK) free(context);
    return status;
}

hi_status ask(const hi_host_api *api, hi_host *host, hi_id call, const char *statement, uint64_t deadline_nanos, hi_error *error) {
    return begin(api, host, call, true, statement, deadline_nanos, error);
}

int flood_database(const hi_host_api *api, hi_host *host, uint64_t nanos) {
    static const char *const statements[] = {"slow", "sort", "gather", "slow"};
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t until = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + nanos;
    hi_error error = {.size = sizeof error};
    int taken = 0;
    for (int turn = 0; turn < 200; turn++)
        if (begin(api, host, 0, false, statements[turn % 4], until, &error) == HI_OK) taken++;
    return taken;
}
