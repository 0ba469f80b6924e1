import PluginABI
import Synchronization

/// The entry of a plugin's library.
///
/// A library exports one symbol, a constant in a C file of a thin target of its own (Plugins/Hosting/Entry/entry.c is one to copy); its `get`
/// is a Swift function of the plugin:
///
/// ```swift
/// @c(greeter_get) public func greeterGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
///     PluginEntry<GreeterPlugin>.get(id)
/// }
/// ```
public enum PluginEntry<Author: Plugin> {
    /// What the plugin offers under a NUL-terminated id; nil for ids that it does not know. Thread: any.
    public static func get(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
        guard String(cString: id) == HI_PLUGIN_1 else { return nil }
        return PluginTables.table(for: Author.self) { host, settings in
            try PluginInstance(Author.self, host: host, settings: settings)
        }
    }
}
