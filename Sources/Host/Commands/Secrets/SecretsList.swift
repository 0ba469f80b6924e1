import ArgumentParser
import Foundation
import HostData
import HostPlugins
import HostTenancy

/// `hashinsight secrets list`: what is set, when and by whom; never what it is.
struct SecretsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List which secrets plugins want and which are set, when and by whom. Values are never shown.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Only this plugin's.") var plugin: String?

    private struct Line: Encodable {
        let plugin: String
        let name: String
        /// Nil: for all tenants.
        let tenant: String?
        let set: Bool
        let required: Bool
        let scope: String?
        let setAt: String?
        let setBy: String?
        let key: String?
    }

    func run() async throws {
        try await Failure.exiting {
            let lines = try await SecretsAccess.with(host) { access in
                if let plugin { try await access.known.require(plugin) }
                let records = try await Failure.ofSecrets { try await access.store.records(plugin: plugin) }
                var plugins = Set(access.known.file.plugins.map(\.id)).union(records.map(\.place.plugin))
                if let plugin { plugins = [plugin] }
                var lines: [Line] = []
                for plugin in plugins.sorted() {
                    let declared = await access.declarations(plugin)
                    lines += Self.lines(plugin, declared, records.filter { $0.place.plugin == plugin }, access.store.environmentNames)
                }
                return lines
            }
            if output.json { return try Talk.result(json: lines) }
            Talk.table(
                [["PLUGIN", "SECRET", "FOR", "STATE", "SET BY", "AT"]]
                    + lines.map {
                        [
                            $0.plugin, $0.name, $0.tenant ?? "all tenants", $0.set ? "set" : $0.required ? "missing" : "not set",
                            $0.setBy ?? "-", $0.setAt ?? "-",
                        ]
                    })
        }
    }

    private static func lines(
        _ plugin: String, _ declared: [SecretDeclaration], _ records: [SecretRecord], _ environment: Set<String>
    ) -> [Line] {
        let names = Set(declared.map(\.name)).union(records.map(\.place.name)).sorted()
        return names.flatMap { name in
            let declaration = declared.first { $0.name == name }
            let own = records.filter { $0.place.name == name }
            let stored = own.map { record in
                Line(
                    plugin: plugin, name: name, tenant: record.tenantId, set: true, required: declaration?.isRequired ?? false,
                    scope: declaration?.scope.rawValue,
                    setAt: Date(timeIntervalSince1970: Double(record.setAtMicros) / 1e6).formatted(.iso8601), setBy: record.setBy,
                    key: record.keyId)
            }
            guard !own.contains(where: { $0.place.isCommon }) else { return stored }
            let isGiven = environment.contains(name)
            return [
                Line(
                    plugin: plugin, name: name, tenant: nil, set: isGiven, required: declaration?.isRequired ?? false,
                    scope: declaration?.scope.rawValue, setAt: nil, setBy: isGiven ? "environment" : nil, key: nil)
            ] + stored
        }
    }
}
