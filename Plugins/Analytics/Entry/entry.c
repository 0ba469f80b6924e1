/// The one symbol that libAnalytics.so exports. `analytics_get` is a Swift function of the plugin.
#include <hashinsight/plugin.h>

extern const void *analytics_get(const char *id);

const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC,
    .abi_major = HI_ABI_MAJOR,
    .abi_minor = HI_ABI_MINOR,
    .size = sizeof(hi_entry),
    .get = analytics_get,
};
