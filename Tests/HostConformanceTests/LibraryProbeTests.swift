import Glibc
import Testing

@testable import HostConformance
@testable import HostPlugins

@Suite("A library that nobody has run yet is read in another process", .timeLimit(.minutes(5)))
struct LibraryProbeTests {
    private func fault(_ name: String) async throws -> String? {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == name })
        let folder = try plugin.build(into: "probe")
        let bundle = try #require(BundleCheckReport.check(folder).bundle)
        let fault = await LibraryProbe.fault(of: bundle, executable: BrokenPlugin.executable)
        #expect(dlopen(bundle.libraryPath, RTLD_NOW | RTLD_NOLOAD) == nil, "it is not in this process")
        return fault
    }

    @Test("What its constructor makes of the entry is seen") func entry() async throws {
        #expect(try await fault("entry_of_another_abi") == "abi_minor is 7, expected: at most 0")
    }

    @Test("A table without a function is told") func functions() async throws {
        #expect(try await fault("missing_start")?.contains("the table's start is null") == true)
    }

    @Test("A constructor that ends the process ends the child alone") func exit() async throws {
        #expect(try await fault("ends_when_loaded")?.contains("the process ended with exit code 3") == true)
    }

    @Test("One that fits has no fault") func sound() async throws { #expect(try await fault("none") == nil) }
}
