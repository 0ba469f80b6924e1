import ArgumentParser
import HostData
import PostgresClient

/// `hashinsight migrate`: brings the host's own schema up to date.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's schema up to date.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Failure.exiting {
            // `with` has migrated before the body runs: what is left to tell is where the schema stands.
            let names = try await HostConnection.with(host) { connection in
                let rows = try await connection.database.host.query("SELECT name FROM app.migrations ORDER BY number")
                return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
            }
            if output.json { return try Talk.result(json: ["applied": names]) }
            Talk.result("up to date: \(names.joined(separator: ", "))")
        }
    }
}
