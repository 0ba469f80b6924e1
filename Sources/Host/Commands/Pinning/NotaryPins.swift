import ArgumentParser
import HostPinning

/// `hashinsight notary pins`: where evidence is pinned, what waits and what was refused; works without a chain.
struct NotaryPins: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pins", abstract: "Show where evidence is pinned and what waits; try again what was refused.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Have everything tried again now that a provider refused or that failed.") var retry = false

    func run() async throws {
        try await Failure.exiting {
            let retry = retry
            let report = try await HostConnection.with(host) { connection in
                if retry {
                    let store = PinStore(database: connection.database, host: HostName.current, providers: [])
                    Talk.say("\(try await store.retryAll()) are tried again")
                }
                return try await PinningReport(connection.database)
            }
            if output.json { return try Talk.result(json: report) }
            Talk.table(report.rows.isEmpty ? [["pins", "none yet"]] : report.rows)
        }
    }
}
