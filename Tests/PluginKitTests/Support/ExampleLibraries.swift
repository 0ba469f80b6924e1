import Foundation
import PluginABI

@testable import PluginKit

#if canImport(Glibc)
    import Glibc
#endif

/// The example plugins, built by their own makefiles and loaded as the host loads them.
// Tables and libraries are constant once loaded and live as long as the process. So @unchecked Sendable holds.
struct ExampleLibrary: @unchecked Sendable {
    let table: UnsafeRawPointer
    let path: String

    static let greeter = Result { try ExampleLibrary(folder: "greeter-c", bundle: "Greeter") }
    static let counter = Result { try ExampleLibrary(folder: "counter-rust", bundle: "Counter") }

    struct Failure: Error, CustomStringConvertible { let description: String }

    private init(folder: String, bundle: String) throws {
        let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        let root = (0..<4).reduce(here) { place, _ in place.deletingLastPathComponent() }
        let make = Process()
        make.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        make.arguments = ["make", "-s", "-C", root.appendingPathComponent("Examples/\(folder)").path, "CONFIGURATION=debug"]
        try make.run()
        make.waitUntilExit()
        guard make.terminationStatus == 0 else { throw Failure(description: "make in Examples/\(folder) failed; see its output") }
        path = root.appendingPathComponent(".build/debug/\(bundle).plugin/lib\(bundle).so").path
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE), let symbol = dlsym(library, "hashinsight_plugin") else {
            throw Failure(description: String(cString: dlerror()))
        }
        let entry = symbol.assumingMemoryBound(to: hi_entry.self).pointee
        guard entry.magic == 0x5453_4E49_4853_4148, entry.abi_major == HI_ABI_MAJOR, entry.abi_minor <= HI_ABI_MINOR,
            entry.size == MemoryLayout<hi_entry>.size, let table = entry.get?(HI_PLUGIN_1)
        else { throw Failure(description: "the entry of \(path) does not fit ABI 1.0") }
        guard entry.get?("hashinsight.unknown/9") == nil else { throw Failure(description: "an unknown id must give null") }
        self.table = table
    }

    /// Symbols that the library exports, by `nm -D`.
    func exports() throws -> [String] {
        let nm = Process()
        nm.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        nm.arguments = ["nm", "-D", "--defined-only", "--format=just-symbols", path]
        let output = Pipe()
        nm.standardOutput = output
        try nm.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        nm.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
