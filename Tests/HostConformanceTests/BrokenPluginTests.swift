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
            #expect(read.issues.count == 1 && read.issues[0].contains(issue), "\(read.issues)")
            return
        }
        let bundle = try #require(read.bundle, "\(read.issues)")
        if expected.contains(where: { $0.hasSuffix("-worker") }), !plugin.needsDatabase {
            return await Self.inWorkerAlone(plugin, bundle, folder, expected)
        }
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
        let report = await Turnstile.checks.pass { await check.run(only: ["borrowed-spans"]) }
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

    /// Broken in a worker, and sound in the process: the cases in a worker, without the slow ones that it is not for, and its own in both.
    private static func inWorkerAlone(_ plugin: BrokenPlugin, _ bundle: PluginBundle, _ folder: String, _ expected: Set<String>) async {
        let slow: Set<String> = ["thread-leak-worker", "descriptor-leak-worker", "memory-leak-worker", "fuzz-worker"]
        let inWorker = Set(ConformanceStep.all.filter { $0.isolation == .worker }.map(\.name)).subtracting(slow).union(expected)
        let inBoth = ConformanceStep.all.filter { step in
            step.isolation == .host && expected.contains { $0 == step.name + "-worker" }
        }
        let check = ConformanceCheck(bundle: bundle, path: folder, executable: BrokenPlugin.executable, seed: 42)
        let report = await Turnstile.checks.pass { await check.run(only: inWorker.union(inBoth.map(\.name))) }
        #expect(Set(report.failures.map(\.name)) == expected, "\(report.text)")
        let sound = report.outcomes.filter { outcome in inBoth.contains { $0.name == outcome.name } }
        #expect(
            sound.count == inBoth.count && sound.allSatisfy { if case .passed = $0.verdict { true } else { false } }, "\(report.text)")
        #expect(report.outcomes.count { $0.isolation == .worker } == inWorker.count)
    }

    @Test("Without a database what needs one is told as not tried, in text and JSON, and the cases in a worker run all the same")
    func withoutDatabase() async throws {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == "none" })
        let folder = try plugin.build(into: "without-database")
        let bundle = try #require(BundleCheckReport.check(folder).bundle)
        let check = ConformanceCheck(bundle: bundle, path: folder, executable: BrokenPlugin.executable, seed: 42)
        let names: Set<String> = ["answers", "answers-worker", "deadlines-worker", "database-host", "database-worker"]
        let report = await Turnstile.checks.pass { await check.run(only: names, withoutDatabase: "no PostgreSQL here") }
        let tried = report.outcomes.filter { if case .passed = $0.verdict { true } else { false } }
        #expect(Set(tried.map(\.name)) == ["answers", "answers-worker", "deadlines-worker"], "\(report.text)")
        let line = "not tried, there is no scratch database: no PostgreSQL here: database-host, database-worker"
        #expect(report.text.contains(line), "\(report.text)")
        #expect(report.text.contains("conforms, as far as tried: 3 of 5 cases"))
        #expect(report.hindrance == "no PostgreSQL here" && report.json["conforms"]?.boolValue == nil)
        let skipped = try #require(report.json["skipped"]?.arrayValue)
        #expect(
            skipped.count == 1 && skipped.first?["cases"]?.arrayValue?.compactMap(\.stringValue) == ["database-host", "database-worker"])
        let inWorker = report.json["cases"]?.arrayValue?.filter { $0["isolation"]?.stringValue == "worker" } ?? []
        #expect(inWorker.count { $0["verdict"]?.stringValue == "pass" } == 2 && inWorker.count == 3)
    }

    @Test("A manifest that does not say worker_safe has its cases in a worker told as not tried") func notWorkerSafe() async throws {
        let plugin = try #require(BrokenPlugin.all.first { $0.name == "none" })
        let folder = try plugin.build(into: "not-worker-safe")
        let manifest = URL(fileURLWithPath: folder + "/plugin.yaml")
        let text = try String(contentsOf: manifest, encoding: .utf8)
        try text.replacingOccurrences(of: "worker_safe: true", with: "worker_safe: false").write(
            to: manifest, atomically: true, encoding: .utf8)
        let bundle = try #require(BundleCheckReport.check(folder).bundle)
        let check = ConformanceCheck(bundle: bundle, path: folder, executable: BrokenPlugin.executable, seed: 42)
        let report = await Turnstile.checks.pass { await check.run(only: ["answers", "answers-worker", "cancel-worker"]) }
        #expect(report.skips.map(\.names) == [["answers-worker", "cancel-worker"]], "\(report.text)")
        #expect(report.text.contains("not tried, the manifest does not say worker_safe: answers-worker, cancel-worker"))
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
