/// The one symbol that libBlockchain.so exports. `blockchain_get` is a Swift function of the plugin:
///
///     @c(blockchain_get) public func blockchainGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
///         PluginEntry<BlockchainPlugin>.get(id)
///     }
#include <hashinsight/plugin.h>

extern const void *blockchain_get(const char *id);

const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC,
    .abi_major = HI_ABI_MAJOR,
    .abi_minor = HI_ABI_MINOR,
    .size = sizeof(hi_entry),
    .get = blockchain_get,
};
