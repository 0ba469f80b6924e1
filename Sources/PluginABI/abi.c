// Holds the contract's layout fast: a change of a size or an offset that a built plugin relies on does not compile.
#include <hashinsight/abi.h>

_Static_assert(sizeof(hi_bytes) == 16, "hi_bytes");
_Static_assert(sizeof(hi_error) == 1016, "hi_error");
_Static_assert(offsetof(hi_error, sqlstate) == 8, "hi_error.sqlstate");
_Static_assert(offsetof(hi_error, message) == 24, "hi_error.message");
_Static_assert(offsetof(hi_error, details) == 520, "hi_error.details");
_Static_assert(sizeof(hi_message) == 8, "hi_message");
_Static_assert(sizeof(hi_field) == 16, "hi_field");
_Static_assert(sizeof(hi_rows) == 16, "hi_rows");
_Static_assert(sizeof(hi_column) == 32, "hi_column");
_Static_assert(sizeof(hi_entry) == 32, "hi_entry");
_Static_assert(offsetof(hi_entry, get) == 24, "hi_entry.get");
_Static_assert(sizeof(hi_host_api) == 24, "hi_host_api");
_Static_assert(sizeof(hi_plugin_1) == 40, "hi_plugin_1");
_Static_assert(sizeof(hi_db_1) == 40, "hi_db_1");
_Static_assert(sizeof(hi_device_1) == 32, "hi_device_1");
_Static_assert(sizeof(hi_http_1) == 24, "hi_http_1");
_Static_assert(sizeof(hi_events_1) == 16, "hi_events_1");
_Static_assert(sizeof(hi_jobs_1) == 16, "hi_jobs_1");
_Static_assert(sizeof(hi_log_1) == 16, "hi_log_1");
_Static_assert(sizeof(hi_metrics_1) == 24, "hi_metrics_1");
_Static_assert(sizeof(hi_clock_1) == 24, "hi_clock_1");
_Static_assert(sizeof(hi_secrets_1) == 24, "hi_secrets_1");
_Static_assert(sizeof(hi_mail_1) == 24, "hi_mail_1");
_Static_assert(sizeof(hi_cache_1) == 48, "hi_cache_1");
_Static_assert(sizeof(hi_notary_1) == 56, "hi_notary_1");
