import ArgumentParser
import Foundation
import HostPlugins
import HostTenancy

/// `hashinsight plugins purge ID`: deletes what a plugin has stored, for good.
struct PluginsPurge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Delete a plugin's data: a tenant's rows, or everything with its schema and roles. Says first what goes.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Such as hosting.") var plugin: String
    @Option(help: "Only this tenant's rows; without it everything, once the plugin is uninstalled.") var tenant: String?
    @Flag(help: "Do not ask. Without it the plugin's id must be typed at a terminal.") var force = false

    private struct Report: Encodable {
        struct Table: Encodable {
            let table: String
            let rows: Int64
        }

        let plugin: String
        let tenant: String?
        let purged: Bool
        let tables: [Table]
        let schema: String?
        let roles: [String]
        /// Hashes that waited for the notary, those that stay since they are anchored, and objects that are unpinned.
        let leavesDropped: Int64
        let leavesKept: Int64
        let unpinned: Int64
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            if tenant == nil, let path = file.plugins.first(where: { $0.id == plugin })?.path {
                throw Failure(
                    .notPermitted,
                    "\(host.config) has hosts load \(plugin) from \(path), which would make its tables anew; take it out first")
            }
            let plan = try await HostConnection.with(host) { connection in
                try await Failure.ofBundles {
                    let purge = try PluginPurge(database: connection.database, plugin: plugin, tenant: tenant)
                    let plan = try await purge.plan()
                    if !output.json { Talk.say(plan.lines.joined(separator: "\n")) }
                    if plan.isEmpty { return plan }
                    guard isConfirmed else {
                        if output.json { try Talk.result(json: report(plan, isPurged: false)) }
                        throw Failure(.notPermitted, "nothing was deleted; type the plugin's id at a terminal, or give --force")
                    }
                    return try await purge.run(origin: .commandLine)
                }
            }
            if output.json { return try Talk.result(json: report(plan, isPurged: !plan.isEmpty)) }
            let rows = (plan.tables + plan.records).reduce(0) { $0 + $1.rowCount }
            Talk.result(
                plan.isEmpty ? "there was nothing to delete" : "deleted: \(rows) rows\(plan.schema.map { ", the schema \($0)" } ?? "")")
        }
    }

    private var isConfirmed: Bool {
        if force { return true }
        guard !output.json, isatty(STDIN_FILENO) == 1 else { return false }
        FileHandle.standardError.write(Data("Type the plugin's id to delete this for good: ".utf8))
        return readLine() == plugin
    }

    private func report(_ plan: PurgePlan, isPurged: Bool) -> Report {
        Report(
            plugin: plugin, tenant: tenant, purged: isPurged,
            tables: (plan.tables + plan.records).map { .init(table: $0.name, rows: $0.rowCount) }, schema: plan.schema, roles: plan.roles,
            leavesDropped: plan.evidence.droppedLeaves, leavesKept: plan.evidence.keptLeaves, unpinned: plan.evidence.pins)
    }
}
