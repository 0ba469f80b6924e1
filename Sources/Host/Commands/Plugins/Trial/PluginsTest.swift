import ArgumentParser
import Foundation
import HostPlugins

/// `hashinsight plugins test`: requests and jobs against the real plugin, on a whole host with an empty database.
struct PluginsTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run files of requests and jobs against a bundle, on a private host and database.")

    @Argument(help: ArgumentHelp("The bundle's folder.", valueName: "bundle")) var bundle: String
    @Argument(help: ArgumentHelp("Steps in YAML; each file gets a host of its own.", valueName: "file")) var files: [String]
    @OptionGroup var beside: PluginsBeside
    @Flag(help: "Show the host's log.") var verbose = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Failure.exiting {
            let scripts = try files.map(Self.read)
            let others = try beside.bundles()
            TrialLog.begin(isVerbose: verbose)
            var outcomes: [TrialRun.Outcome] = []
            for script in scripts {
                outcomes += try await TrialHost.with(
                    bundle: bundle, settings: script.settings, people: Set(script.steps.map(\.person)), others: others
                ) { host in
                    var run = TrialRun(host: host)
                    return try await run.run(script) { if !output.json { Self.tell($0) } }
                }
            }
            if output.json { try Talk.result(json: outcomes) }
            let failed = outcomes.count { $0.failure != nil }
            guard failed == 0 else { throw Failure(.failed, "\(failed) of \(outcomes.count) steps failed") }
            if !output.json { Talk.result("\(outcomes.count) steps passed") }
        }
    }

    private static func read(_ path: String) throws -> TrialScript {
        guard let data = FileManager.default.contents(atPath: path) else { throw Failure(.wrongInput, "\(path) cannot be read") }
        do throws(ManifestError) {
            return try TrialScriptReader.read(String(decoding: data, as: UTF8.self), file: path)
        } catch {
            throw Failure(.wrongInput, error.issues.map(\.description).joined(separator: "\n"))
        }
    }

    private static func tell(_ outcome: TrialRun.Outcome) {
        if let failure = outcome.failure {
            Talk.result("FAILED  \(outcome.step)\n\(outcome.file):\(outcome.line): error: \(failure)")
        } else {
            Talk.result("passed  \(outcome.step)")
        }
    }
}
