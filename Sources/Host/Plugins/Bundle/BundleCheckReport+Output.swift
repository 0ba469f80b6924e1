extension BundleCheckReport {
    /// The report for people.
    package var text: String {
        var lines: [String] = []
        if let manifest = bundle?.manifest {
            lines.append(
                "\(manifest.name) (\(manifest.id)) \(manifest.version), contract \(manifest.abi), \(manifest.toolchain), calls \(manifest.calls.rawValue)"
            )
            lines.append("  services: \(list(manifest.services))")
            lines.append("  devices: \(Self.devices(manifest.grants))")
            lines.append("  requests to hosts outside: \(list(manifest.grants.egressHosts.map(\.description)))")
            lines.append("    in private networks: \(list(manifest.grants.egressNetworks.map(\.description)))")
            lines.append("  mails: \(Self.mails(manifest))")
            lines.append("  cache: \(Self.cache(manifest))")
            lines.append("  event topics: \(list(manifest.events))")
            lines.append("  secrets: \(list(manifest.secrets.map { $0.isRequired ? $0.name : "\($0.name) (optional)" }))")
            lines.append("  tables of others: \(list(Self.tables(manifest.grants)))")
            lines.append("  routes:")
            lines += manifest.routes.map { "    \($0.method.rawValue) \($0.path)\($0.isPage ? " (page)" : "") from \($0.role.rawValue) up" }
            lines.append("  jobs:")
            lines += manifest.jobs.map { "    \($0.name) \(Self.schedule($0.schedule)), deadline \($0.deadlineSeconds) s" }
            lines.append("  tables:")
            lines += tables.map { "    \($0.table): read by \(list($0.readBy)); written by \(list($0.writtenBy))" }
            lines.append("  statements: \(statements.count) accepted of \(bundle?.statements.count ?? 0)")
            lines.append("  digest: \(bundle?.digest ?? "")")
        } else {
            lines.append(directory)
        }
        lines.append(issues.isEmpty ? "  accepted" : "  refused:")
        lines += issues.map { "    \($0)" }
        return lines.joined(separator: "\n")
    }

    /// The report for programs.
    package var json: JSONValue {
        func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
        var members: [String: JSONValue] = [
            "directory": .string(directory), "accepted": .bool(isAccepted), "issues": texts(issues),
            "tables": .array(
                tables.map { .object(["table": .string($0.table), "read_by": texts($0.readBy), "written_by": texts($0.writtenBy)]) }),
            "statements": .array(
                statements.map {
                    .object([
                        "name": .string($0.name), "kind": .string($0.kind.rawValue), "reads": texts($0.reads), "writes": texts($0.writes),
                        "parameters": .integer(Int64($0.parameterCount)),
                    ])
                }),
        ]
        guard let bundle else { return .object(members) }
        let manifest = bundle.manifest
        members["id"] = .string(manifest.id)
        members["name"] = .string(manifest.name)
        members["version"] = .string(manifest.version.description)
        members["abi"] = .string(manifest.abi.description)
        members["toolchain"] = .string(manifest.toolchain)
        members["digest"] = .string(bundle.digest)
        members["services"] = texts(manifest.services)
        members["grants"] = .object([
            "devices": .bool(manifest.grants.devices),
            "device_ports": manifest.grants.devicePorts.map { .array($0.map { .integer(Int64($0)) }) } ?? .null,
            "egress_hosts": texts(manifest.grants.egressHosts.map(\.description)),
            "egress_networks": texts(manifest.grants.egressNetworks.map(\.description)),
            "mail": manifest.services.contains("hashinsight.mail/1") ? .string(manifest.grants.mailToAnybody ? "any" : "members") : .null,
            "cache": manifest.services.contains("hashinsight.cache/1")
                ? .string(manifest.grants.sharesCache ? "shared" : "tenant") : .null,
            "events": texts(manifest.events), "secrets": texts(manifest.secrets.map(\.name)),
            "tables": texts(manifest.grants.tables.map(\.description)),
            "optional_tables": texts(manifest.grants.optionalTables.sorted().map(\.description)),
        ])
        // As `plugins grant` spells what is consented to.
        members["asks"] = texts(GrantRequest(manifest).texts)
        members["routes"] = .array(
            manifest.routes.map {
                .object([
                    "name": .string($0.name), "method": .string($0.method.rawValue), "path": .string($0.path.description),
                    "role": .string($0.role.rawValue), "page": .bool($0.isPage),
                ])
            })
        members["jobs"] = .array(
            manifest.jobs.map { .object(["name": .string($0.name), "schedule": .string(Self.schedule($0.schedule))]) })
        return .object(members)
    }

    private static func devices(_ grants: Grants) -> String {
        guard grants.devices else { return "no" }
        guard let ports = grants.devicePorts else { return "on every port, in the networks that the operator grants" }
        return "on ports \(ports.map(String.init).joined(separator: ", ")), in the networks that the operator grants"
    }

    private static func tables(_ grants: Grants) -> [String] {
        grants.tables.map { grants.optionalTables.contains($0) ? "\($0) (optional)" : "\($0)" }
    }

    private static func mails(_ manifest: Manifest) -> String {
        guard manifest.services.contains("hashinsight.mail/1") else { return "no" }
        return manifest.grants.mailToAnybody ? "to anybody" : "to the tenant's own members"
    }

    private static func cache(_ manifest: Manifest) -> String {
        guard manifest.services.contains("hashinsight.cache/1") else { return "no" }
        return manifest.grants.sharesCache ? "of each tenant, and one that all tenants share" : "of each tenant"
    }

    private static func schedule(_ schedule: JobDeclaration.Schedule) -> String {
        switch schedule {
        case .every(let seconds): "every \(seconds) s"
        case .cron(let text, let zone): "at \(text) (\(zone))"
        case .onDemand: "on demand"
        }
    }

    private func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
