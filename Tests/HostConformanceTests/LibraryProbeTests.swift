import Foundation
import Glibc
import Testing

@testable import HostConformance
@testable import HostPlugins

@Suite("A library that nobody has run yet is loaded in a worker's confinement", .timeLimit(.minutes(5)))
struct LibraryProbeTests {
    private func find(_ name: String) async throws -> (finding: LibraryProbe.Finding, bundle: PluginBundle) {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == name })
        let folder = try plugin.build(into: "probe")
        let bundle = try #require(BundleCheckReport.check(folder).bundle)
        let finding = await LibraryProbe.find(in: bundle)
        #expect(dlopen(bundle.libraryPath, RTLD_NOW | RTLD_NOLOAD) == nil, "it is not in this process")
        return (finding, bundle)
    }

    @Test("What its constructor makes of the entry is seen") func entry() async throws {
        #expect(try await find("entry_of_another_abi").finding.fault?.contains("has abi_minor = 7, expected at most 0") == true)
    }

    @Test("A table without a function is told") func functions() async throws {
        #expect(try await find("missing_start").finding.fault?.contains("has start = null, expected a function") == true)
    }

    @Test("A constructor that ends the process ends the worker alone") func exit() async throws {
        #expect(try await find("ends_when_loaded").finding.fault?.contains("(status 3)") == true)
    }

    @Test("One that fits has no fault, and what confined it is what confines any worker here") func sound() async throws {
        let found = try await find("none").finding
        #expect(found.fault == nil)
        let missing = try await WorkerProtections.read().filter { $0.missingReason != nil }.map(\.name)
        #expect(
            found.notInForce.count == missing.count
                && missing.allSatisfy { name in found.notInForce.contains { $0.hasPrefix("\(name): ") } })
    }

    @Test("A constructor that writes, connects, forks and reads the environment gets nothing, and its file is not there")
    func reachesOut() async throws {
        let (finding, bundle) = try await find("reaches_out")
        #expect(finding.fault == nil, "what it tried would have ended its process")
        #expect(!FileManager.default.fileExists(atPath: bundle.libraryPath + ".was-here"))
    }

    @Test("In the cases of a check it gets as little, and leaves no file") func reachesOutOfACase() async throws {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == "reaches_out" })
        let folder = try plugin.build(into: "reaching")
        let bundle = try #require(BundleCheckReport.check(folder).bundle)
        let check = ConformanceCheck(bundle: bundle, path: folder, executable: BrokenPlugin.executable, seed: 1)
        let report = await Turnstile.checks.pass { await check.run(only: ["entry", "answers-worker"]) }
        #expect(report.failures.isEmpty && report.outcomes.count == 2, "\(report.text)")
        #expect(!FileManager.default.fileExists(atPath: bundle.libraryPath + ".was-here"))
    }

    @Test("Without a worker's executable nothing is loaded, and that is said") func noWorker() async throws {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == "none" })
        let bundle = try #require(BundleCheckReport.check(try plugin.build(into: "no-worker")).bundle)
        let fault = await LibraryProbe.find(in: bundle, executable: "/nowhere/hashinsight-worker").fault
        #expect(fault?.contains("cannot be tried before it is served") == true)
    }
}
