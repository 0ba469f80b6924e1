import ArgumentParser
import Foundation
import HostConformance
import HostPlugins

/// `hashinsight plugins check BUNDLE`: everything that can be known of a bundle without running its code; then the contract, tried case by
/// case in child processes.
struct PluginsCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a bundle and try the plugin: what it reads and writes, and whether it keeps the contract.",
        discussion: """
            The bundle is read and vetted first; none of its code runs until that is accepted. Then the plugin is run case by case, each in \
            a process of its own, against a scripted host and a scratch database. Exit codes: 0 accepted and conforming, 65 refused or not \
            conforming.
            """)

    @Argument(help: ArgumentHelp("The bundle's folder.", valueName: "bundle")) var bundle: String
    @Flag(name: .long, help: "Read and vet the bundle only; run none of its code.") var `static` = false
    @Flag(name: .long, help: "Leave out fuzzing, leaks, the database and most cases in a worker.") var quick = false
    @Option(name: .customLong("case"), help: ArgumentHelp("Run this case alone.", valueName: "name")) var caseName: String?
    @Option(name: .long, help: ArgumentHelp("What is random follows from this number.", valueName: "number")) var seed: UInt64?
    @Option(name: .long, help: ArgumentHelp("Settings to create instances with, a JSON object.", valueName: "json")) var settings: String?
    @Option(
        name: .customLong("with"),
        help: ArgumentHelp("Install this bundle's schema first: the plugin may read its tables. Repeatable.", valueName: "bundle"))
    var granting: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let caseName, !ConformanceCheck.caseNames.contains(caseName) {
            throw ValidationError("there is no case '\(caseName)', expected one of \(ConformanceCheck.caseNames.joined(separator: ", "))")
        }
        if let settings, (try? JSONValue.parse(settings.utf8))?.objectValue == nil {
            throw ValidationError("--settings expects a JSON object, found '\(settings)'")
        }
    }

    func run() async throws {
        try await Failure.exiting {
            let report = BundleCheckReport.check(bundle)
            var conformance: ConformanceReport?
            if let found = report.bundle, report.isAccepted, !self.static {
                if !output.json { Talk.say("trying the plugin, case by case…") }
                let check = ConformanceCheck(
                    bundle: found, path: bundle, seed: seed ?? UInt64.random(in: 1...999_999), isQuick: quick, settings: settings)
                conformance = try await tryOut(check, found)
            }
            if output.json {
                var members = report.json.objectValue ?? [:]
                if let conformance { members["conformance"] = conformance.json }
                Talk.result(JSONValue.object(members).text)
            } else {
                Talk.result(([report.text] + (conformance.map { [$0.text] } ?? [])).joined(separator: "\n"))
            }
            if !report.isAccepted { throw Failure(.wrongInput, "the bundle is refused") }
            if let failures = conformance?.failures, !failures.isEmpty {
                throw Failure(.wrongInput, "the plugin does not keep the contract: \(failures.map(\.name).joined(separator: ", "))")
            }
            if let hindrance = conformance?.hindrance {
                throw Failure(.unavailable, "the cases that need a database were not tried: \(hindrance); --quick leaves them out")
            }
        }
    }

    /// With a scratch database unless the check is quick; a database that cannot be started is told and does without.
    private func tryOut(_ check: ConformanceCheck, _ bundle: PluginBundle) async throws -> ConformanceReport {
        let names = caseName.map { Set([$0]) }
        if quick { return await check.run(only: names, withoutDatabase: "the check is quick") }
        let scratch: ScratchDatabase
        do {
            scratch = try await ScratchDatabase.make()
        } catch {
            Talk.say("without a database: \(error)")
            return await check.run(only: names, withoutDatabase: "\(error)")
        }
        let shapes: String
        do {
            for path in granting { _ = try await scratch.install(try Self.granting(path)) }
            shapes = try await scratch.install(bundle)
        } catch {
            await scratch.close()
            let isHelpless = granting.isEmpty && !bundle.manifest.grants.requiredTables.allSatisfy(\.isOfHost)
            let hint = isHelpless ? "; it reads tables of other plugins: name their bundles by --with" : ""
            throw Failure(.wrongInput, "the plugin's schema cannot be installed: \(error)\(hint)")
        }
        let report = await check.run(only: names, scratch: scratch, shapes: shapes)
        await scratch.close()
        return report
    }

    /// A bundle whose tables the plugin reads; none of its code runs.
    private static func granting(_ path: String) throws -> PluginBundle {
        let report = BundleCheckReport.check(path)
        guard let bundle = report.bundle, report.isAccepted else { throw Failure(.wrongInput, "--with \(path): the bundle is refused") }
        return bundle
    }
}
