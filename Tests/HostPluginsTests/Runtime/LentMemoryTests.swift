import Foundation
import PluginABI
import Testing

@testable import HostPlugins

/// What docs/threat-model.md says of memory that is lent to plugins, read from the headers themselves.
@Suite("Memory that the host lends to plugins")
struct LentMemoryTests {
    private static let headers = {
        var root = URL(filePath: #filePath).resolvingSymlinksInPath()
        while root.path != "/", !FileManager.default.fileExists(atPath: root.appending(path: "Sources/PluginABI/include").path) {
            root.deleteLastPathComponent()
        }
        return root.appending(path: "Sources/PluginABI/include/hashinsight")
    }()

    /// Without comments and what only one compiler reads.
    private func text(_ header: URL) throws -> String {
        try String(contentsOf: header, encoding: .utf8)
            .replacing(#/\/\/[^\n]*/#, with: "").replacing(#/^#[^\n]*$/#.anchorsMatchLineEndings(), with: "")
            .replacing(#/HI_(NULLABLE|NONNULL)/#, with: "")
    }

    /// The parameters of a function that may be written through, by type.
    private func writable(_ parameters: Substring) -> [String] {
        parameters.split(separator: ",").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { $0.contains("*") && !$0.hasPrefix("const ") }
            .map { $0.replacing(#/\w+$/#, with: "").replacing(" ", with: "") }
    }

    @Test("A span is read only") func span() throws {
        let base = try text(Self.headers.appending(path: "base.h"))
        #expect(base.contains(#/typedef struct hi_bytes \{\s*const uint8_t \*\s*data;\s*size_t count;\s*\} hi_bytes;/#))
    }

    @Test("To the functions of a plugin nothing writable is lent but an error buffer and the place for the instance's pointer")
    func functions() throws {
        let plugin = try text(Self.headers.appending(path: "plugin.h"))
        let table = try #require(plugin.firstMatch(of: #/typedef struct hi_plugin_1 \{(.*?)\} hi_plugin_1;/#.dotMatchesNewlines())).1
        let functions = table.matches(of: #/\(\*\s*(\w+)\)\((.*?)\);/#.dotMatchesNewlines())
        let lent = Dictionary(uniqueKeysWithValues: functions.map { (String($0.1), writable($0.2)) })
        // A handle is no memory, and the instance's pointer is the plugin's own.
        #expect(
            lent == [
                "create": ["hi_host*", "void**", "hi_error*"], "destroy": ["void*"], "start": ["void*", "hi_error*"], "cancel": ["void*"],
            ])
    }

    @Test("To what the host calls back nothing writable is lent: its context is the plugin's own") func callbacks() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.headers, includingPropertiesForKeys: nil)
        var names: Set<String> = []
        for file in files where file.pathExtension == "h" {
            for callback in try text(file).matches(of: #/typedef void \(\*\s*(hi_on_\w+)\)\((.*?)\);/#.dotMatchesNewlines()) {
                names.insert(String(callback.1))
                #expect(writable(callback.2) == ["void*"], "\(callback.1)")
            }
        }
        #expect(names == ["hi_on_result", "hi_on_replies"])
    }
}
