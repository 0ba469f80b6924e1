/// The one symbol that libCalculator.so exports. `calculator_get` is a Swift function of the plugin:
///
///     @c(calculator_get) public func calculatorGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
///         PluginEntry<CalculatorPlugin>.get(id)
///     }
#include <hashinsight/plugin.h>

extern const void *calculator_get(const char *id);

const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC,
    .abi_major = HI_ABI_MAJOR,
    .abi_minor = HI_ABI_MINOR,
    .size = sizeof(hi_entry),
    .get = calculator_get,
};
