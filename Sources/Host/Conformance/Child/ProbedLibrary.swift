import CLinux
import Foundation
import PluginABI

/// The plugin's library in the child process, with what its entry says.
struct ProbedLibrary {
    typealias Get = @convention(c) (UnsafePointer<CChar>) -> UnsafeRawPointer?

    let entry: UnsafeRawPointer

    /// Loads as the host does. Runs the library's constructors.
    init(path: String) throws(Finding) {
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
            throw Finding("the loader refuses it: \(reason)", expected: "a library that loads with RTLD_NOW")
        }
        guard let symbol = dlsym(image, "hashinsight_plugin") else {
            throw Finding("no symbol hashinsight_plugin", expected: "the constant hi_entry under that name")
        }
        entry = UnsafeRawPointer(symbol)
    }

    func number<Number: FixedWidthInteger>(_ field: KeyPath<hi_entry, Number>) -> Number {
        entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: field)!, as: Number.self)
    }

    func get() throws(Finding) -> Get {
        guard let get = entry.loadUnaligned(fromByteOffset: MemoryLayout<hi_entry>.offset(of: \.get)!, as: Get?.self) else {
            throw Finding("the entry's get is null", expected: "a function")
        }
        return get
    }

    /// The plugin's table and its functions, copied as far as it says.
    func functions() throws(Finding) -> (table: UnsafePointer<hi_plugin_1>, known: hi_plugin_1) {
        guard let table = try get()(HI_PLUGIN_1) else {
            throw Finding("get(\"\(HI_PLUGIN_1)\") gives null", expected: "the plugin's table")
        }
        let size = Int(table.loadUnaligned(as: UInt32.self))
        guard size >= 8, size <= 1 << 20 else {
            throw Finding("the table's size is \(size)", expected: "\(MemoryLayout<hi_plugin_1>.size), or what a later version has")
        }
        var known = hi_plugin_1()
        withUnsafeMutableBytes(of: &known) { $0.copyMemory(from: UnsafeRawBufferPointer(start: table, count: min($0.count, size / 8 * 8))) }
        for (name, isMissing) in [("create", known.create == nil), ("destroy", known.destroy == nil), ("start", known.start == nil)]
        where isMissing {
            throw Finding("the table's \(name) is null", expected: "a function: create, destroy and start are what makes a plugin")
        }
        return (table.assumingMemoryBound(to: hi_plugin_1.self), known)
    }
}
