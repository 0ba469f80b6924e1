import ArgumentParser
import Foundation
import HostPlugins
import HostTenancy

/// `hashinsight plugins usage`: what a tenant's plugin uses of its quotas, as the running hosts last said.
struct PluginsUsage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Show a plugin's quotas for a tenant and what is used of them, as the hosts said seconds ago.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The tenant's id.") var tenant: String
    @Argument(help: "Such as hosting.") var plugin: String

    func run() async throws {
        try await Failure.exiting {
            let entries = try await HostConnection.with(host) { connection in
                do {
                    return try await UsageRecord(database: connection.database).read(tenant: tenant, plugin: plugin)
                } catch {
                    throw Failure(.unavailable, "the use of quotas cannot be read: \(error)")
                }
            }
            guard !entries.isEmpty else {
                throw Failure(
                    .tryAgain,
                    "no host has said in the last minute what \(plugin) uses for '\(tenant)': is it switched on, and a host running?")
            }
            let hosts = entries.map { entry in
                (entry, (try? JSONValue.parse(entry.readingsJSON.utf8))?.arrayValue?.compactMap(\.objectValue) ?? [])
            }
            if output.json {
                let values = hosts.map { entry, readings in
                    JSONValue.object([
                        "host": .string(entry.host), "age_seconds": .integer(Int64(entry.ageSeconds)),
                        "quotas": .array(readings.map(JSONValue.object)),
                    ])
                }
                return Talk.result(JSONValue.object(["tenant": .string(tenant), "plugin": .string(plugin), "hosts": .array(values)]).text)
            }
            for (entry, readings) in hosts {
                Talk.say("\(plugin) for \(tenant) on \(entry.host), \(entry.ageSeconds) s ago")
                Talk.table(
                    [["QUOTA", "USED", "LIMIT", "UNIT", "FOR", "REFUSED"]]
                        + readings.map { reading in
                            ["name", "used", "limit", "unit", "window", "refusals"].map { reading[$0].map(Self.shown) ?? "-" }
                        })
            }
        }
    }

    private static func shown(_ value: JSONValue) -> String { value.stringValue ?? value.text }
}
