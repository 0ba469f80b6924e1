import CLinux
import PluginABI

/// A plugin's library in this process: loaded once, checked, never unloaded.
///
/// Unloading a Swift image leaves dangling metadata in the process, so images stay mapped; an upgrade loads the new version from
/// its own path beside the old one.
package struct PluginLibrary: Sendable {
    package let path: String
    /// Version of the contract that the library was built for.
    package let abiMajor: UInt32
    package let abiMinor: UInt32
    /// The plugin's functions; what it did not know when it was built is null.
    let functions: PluginFunctions

    /// Loads and checks a library. Runs its constructors, so vet the bundle first.
    ///
    /// Blocks on disk: call it from a thread that may wait.
    /// - Parameter copy: The verified copy of the bundle that the library is in: what is loaded now is what was verified then, however long
    ///   that is ago.
    /// - Throws: ``PluginRuntimeError`` naming the file that was changed, or the symbol or field that does not fit.
    package static func load(path: String, copy: VerifiedCopy? = nil) throws(PluginRuntimeError) -> PluginLibrary {
        if let refusal = copy?.refusal() {
            throw PluginRuntimeError(.libraryNotLoadable, "the library \(path) cannot be loaded: \(refusal)")
        }
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            let reason = dlerror().map { String(cString: $0) } ?? "the loader gives no reason"
            throw PluginRuntimeError(.libraryNotLoadable, "the library \(path) cannot be loaded: \(reason)", cause: reason)
        }
        guard let entry = dlsym(image, "hashinsight_plugin") else {
            throw PluginRuntimeError(
                .entryMissing, "the library \(path) does not export the symbol hashinsight_plugin, the constant hi_entry of plugin.h",
                field: "hashinsight_plugin")
        }
        return try PluginLibrary(path: path, entry: UnsafeRawPointer(entry))
    }

    init(path: String, entry: UnsafeRawPointer) throws(PluginRuntimeError) {
        self.path = path
        let checked = try EntryCheck(path: path, entry: entry)
        abiMajor = checked.abiMajor
        abiMinor = checked.abiMinor
        functions = try PluginFunctions(path: path, get: checked.get)
    }
}
