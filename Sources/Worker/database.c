// `hashinsight.db/1`: names of statements are answered here, batches and rows go to the host.
#include <string.h>

#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"
#include "services.h"

static hi_status statement(hi_host *host, hi_bytes name, uint32_t *number, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_DATABASE, &status, error);
    if (!instance) return status;
    if (!span_is_name(name)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "a statement's name is UTF-8 of at most 256 bytes");
    } else {
        uint32_t index = 0;
        while (index < instance->statement_count
               && (strlen(instance->statements[index]) != name.count || memcmp(instance->statements[index], name.data, name.count) != 0)) {
            index++;
        }
        if (index < instance->statement_count) {
            *number = index;
            status = HI_OK;
        } else {
            int count = (int)name.count;
            const char *text = name.count ? (const char *)name.data : "";
            status = error_write(error, HI_NOT_FOUND, "the bundle has no statement \"%.*s\", expected queries/%.*s.sql", count, text, count, text);
        }
    }
    instances_leave(instance);
    return status;
}

static hi_status start(hi_host *host, hi_id call, hi_bytes batch, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                       hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_DATABASE, &status, error);
    if (!instance) return status;
    char reason[200];
    if (!message_is_whole(batch, reason, sizeof reason) || !message_is_batch(batch, instance->statement_count, reason, sizeof reason)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "%s", reason);
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, 0, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {.kind = HW_DATABASE, .instance = instance->number, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, batch, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

static hi_status ingest(hi_host *host, hi_id call, hi_bytes table, hi_bytes rows, uint64_t deadline_nanos, hi_on_result on_result,
                        void *context, hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_DATABASE, &status, error);
    if (!instance) return status;
    if (!span_is_name(table)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "a table's name is UTF-8 of at most 256 bytes");
    } else if (!rows.data || rows.count > MESSAGE_MAXIMUM_BYTES) {
        status = error_write(error, HI_INVALID_ARGUMENT, "the rows are missing or too large");
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, 0, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;
            hw_frame frame = {.kind = HW_INGEST, .instance = instance->number, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, table, rows);
        }
    }
    instances_leave(instance);
    return status;
}

const hi_db_1 services_database = {
    .size = sizeof services_database, .statement = statement, .start = start, .ingest = ingest, .cancel = services_stop};
