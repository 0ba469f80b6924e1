import ArgumentParser
import Foundation
import HostPlugins

/// `hashinsight plugins call`: one request or one run of a job, to look at.
struct PluginsCall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Ask a bundle once, on a private host and an empty database; print what it answers.",
        discussion:
            "hashinsight plugins call Notes.plugin POST /api/v1/notes/items/First\nhashinsight plugins call Notes.plugin --job count")

    @Argument(help: ArgumentHelp("The bundle's folder.", valueName: "bundle")) var bundle: String
    @Argument(help: "GET, POST, …") var method: String?
    @Argument(help: ArgumentHelp("Path and query.", valueName: "path")) var target: String?
    @Option(help: ArgumentHelp("A JSON body.", valueName: "json")) var body: String?
    @Option(help: ArgumentHelp("Run this job instead.", valueName: "name")) var job: String?
    @Option(name: .customLong("as"), help: ArgumentHelp("Who asks: TENANT or TENANT/ROLE.", valueName: "who")) var person = "client/owner"
    @Option(help: ArgumentHelp("Settings of the instance.", valueName: "json")) var settings = "{}"
    @OptionGroup var beside: PluginsBeside
    @Flag(help: "Show the host's log.") var verbose = false

    func run() async throws {
        try await Failure.exiting {
            guard let person = TrialPerson(person) else { throw Failure(.wrongInput, "--as \(person): expected \(TrialPerson.expected)") }
            guard (job == nil) == (method != nil && target != nil) else {
                throw Failure(.wrongInput, "expected a method and a path, or --job")
            }
            let body = try body.map { try Self.json($0, "--body") }
            let settings = try Self.json(settings, "--settings")
            let others = try beside.bundles()
            TrialLog.begin(isVerbose: verbose)
            try await TrialHost.with(bundle: bundle, settings: settings, people: [person], others: others) { host in
                if let job {
                    switch try await host.run(job: job, arguments: body, tenant: person.tenant) {
                    case .succeeded(let summary): Talk.result(summary ?? "{}")
                    case .failed(let message), .cancelled(let message), .notHere(let message): throw Failure(.failed, message)
                    }
                } else if let method, let target {
                    var run = TrialRun(host: host)
                    let answer = try await run.send(method.uppercased(), target, body, as: person)
                    Talk.say("\(answer.status) \(answer.header("content-type") ?? "")")
                    FileHandle.standardOutput.write(
                        Data(answer.body + (answer.body.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")])))
                    guard (200...399).contains(answer.status) else { throw Failure(.failed, "the plugin answered \(answer.status)") }
                }
            }
        }
    }

    private static func json(_ text: String, _ option: String) throws -> JSONValue {
        do { return try JSONValue.parse(text.utf8) } catch { throw Failure(.wrongInput, "\(option): \(error)") }
    }
}
