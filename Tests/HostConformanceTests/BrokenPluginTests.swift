import Foundation
import Testing

@testable import HostConformance
@testable import HostPlugins

/// Each of these starts many processes: a few at a time.
@Suite("The conformance kit tells what is broken in a plugin, and nothing else", .timeLimit(.minutes(5)))
struct BrokenPluginTests {
    @Test("Each broken plugin fails for its own reason alone", arguments: BrokenPlugin.all)
    func broken(plugin: BrokenPlugin) async throws {
        let folder = try plugin.build()
        let read = BundleCheckReport.check(folder)
        guard case .fails(let expected) = plugin.expectation else {
            guard case .refused(let issue) = plugin.expectation else { return }
            #expect(!read.isAccepted)
            #expect(read.issues.contains { $0.contains(issue) }, "\(read.issues)")
            return
        }
        let bundle = try #require(read.bundle, "\(read.issues)")
        let isSlow = plugin.needsDatabase || expected.contains { $0.hasSuffix("-leak") || $0 == "fuzz" }
        let check = ConformanceCheck(
            bundle: bundle, path: folder, executable: BrokenPlugin.executable, seed: 42, isQuick: !isSlow && plugin.name != "none")
        let report = try await Turnstile.checks.pass {
            plugin.needsDatabase ? try await Self.onDatabase(check, bundle) : await check.run()
        }
        #expect(Set(report.failures.map(\.name)) == expected, "\(report.text)")
        #expect(report.outcomes.count >= 29)
    }

    @Test("A failure says the rule, what was seen, what was expected and how to repeat it") func words() async throws {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == "writes_into_span" })
        let folder = try plugin.build(into: "words")
        let bundle = try #require(BundleCheckReport.check(folder).bundle)
        let check = ConformanceCheck(bundle: bundle, path: folder, executable: BrokenPlugin.executable, seed: 7)
        let report = await Turnstile.checks.pass { await check.run(only: "borrowed-spans") }
        let text = report.text
        #expect(text.contains("fail  borrowed-spans"))
        #expect(text.contains("Spans (`hi_bytes`) are borrowed until the call returns"))
        #expect(text.contains("--case borrowed-spans --seed 7"))
        #if arch(x86_64)
            #expect(text.contains("wrote into the message of a call, which is only lent for reading"))
        #endif
        let json = report.json
        #expect(json["conforms"]?.boolValue == false && json["seed"]?.stringValue == "7")
        #expect(json["cases"]?.arrayValue?.first?["verdict"]?.stringValue == "fail")
    }

    @Test("Every case has a broken plugin that fails for it", arguments: ConformanceCheck.caseNames) func coverage(name: String) {
        #expect(
            BrokenPlugin.all.contains { if case .fails(let names) = $0.expectation { names.contains(name) } else { false } },
            "no plugin in Tests/BrokenPlugins/plugins says '// fails: \(name)'")
    }

    @Test("A broken plugin names cases that there are") func names() {
        let known = Set(ConformanceCheck.caseNames)
        for plugin in BrokenPlugin.all {
            if case .fails(let names) = plugin.expectation { #expect(names.isSubset(of: known), "\(plugin.name): \(names)") }
        }
    }

    private static func onDatabase(_ check: ConformanceCheck, _ bundle: PluginBundle) async throws -> ConformanceReport {
        let scratch = try await ScratchDatabase.make()
        do {
            let report = await check.run(scratch: scratch, shapes: try await scratch.install(bundle))
            await scratch.close()
            return report
        } catch {
            await scratch.close()
            throw error
        }
    }
}
