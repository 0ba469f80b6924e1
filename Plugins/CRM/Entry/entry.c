/// The one symbol that libCRM.so exports. `crm_get` is a Swift function of the plugin:
///
///     @c(crm_get) public func crmGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
///         PluginEntry<CRMPlugin>.get(id)
///     }
#include <hashinsight/plugin.h>

extern const void *crm_get(const char *id);

const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC,
    .abi_major = HI_ABI_MAJOR,
    .abi_minor = HI_ABI_MINOR,
    .size = sizeof(hi_entry),
    .get = crm_get,
};
