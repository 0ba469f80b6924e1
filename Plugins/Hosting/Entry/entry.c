/// The one symbol that libHosting.so exports. `hosting_get` is a Swift function of the plugin:
///
///     @c(hosting_get) public func hostingGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
///         PluginEntry<HostingPlugin>.get(id)
///     }
#include <hashinsight/plugin.h>

extern const void *hosting_get(const char *id);

const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC,
    .abi_major = HI_ABI_MAJOR,
    .abi_minor = HI_ABI_MINOR,
    .size = sizeof(hi_entry),
    .get = hosting_get,
};
