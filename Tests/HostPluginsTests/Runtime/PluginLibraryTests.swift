import Testing

@testable import HostPlugins

@Suite("A plugin's library is checked field by field before it is used")
struct PluginLibraryTests {
    private func failure(_ macros: String) throws -> PluginRuntimeError? {
        let path = try TestPlugin.library(macros)
        do throws(PluginRuntimeError) {
            _ = try PluginLibrary.load(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("A library that fits is loaded") func fits() throws {
        let library = try PluginLibrary.load(path: try TestPlugin.library())
        #expect(library.abiMajor == 1)
        #expect(library.functions.hasCancel)
    }

    @Test(
        "A mismatch names the field",
        arguments: [
            ("MAGIC=1", "magic"), ("MAJOR=2", "abi_major"), ("MINOR=9", "abi_minor"), ("SIZE=16", "size"), ("SIZE=2000000", "size"),
            ("NO_ENTRY=1", "hashinsight_plugin"), ("NO_INTERFACE=1", "hashinsight.plugin/1"), ("NO_START=1", "start"),
        ])
    func mismatch(macro: String, field: String) throws {
        let error = try #require(try failure(macro))
        #expect(error.field == field)
        #expect(error.message.contains(field))
        #expect(error.message.contains("libTest"))
    }

    @Test("A library with a missing symbol names the symbol") func undefined() throws {
        let error = try #require(try failure("UNDEFINED=1"))
        #expect(error.code == .libraryNotLoadable)
        #expect(error.message.contains("nobody_has_this"))
    }

    @Test("A library that is not there says so") func missing() {
        #expect(throws: PluginRuntimeError.self) { try PluginLibrary.load(path: "/nowhere/libNone.so") }
    }
}
