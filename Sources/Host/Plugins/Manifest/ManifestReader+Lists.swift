import HostTenancy

extension ManifestReader {
    static func services(_ cursor: YamlCursor) -> [String] {
        var found: [String] = []
        for element in cursor.elements(atMost: 100) ?? [] {
            guard let id = element.text("a service id") else { continue }
            if !KnownServices.all.contains(id) {
                element.fault("unknown service", expected: "one of " + KnownServices.all.sorted().joined(separator: ", "), found: id)
            } else if found.contains(id) {
                element.fault("duplicate service", expected: "each once", found: id)
            } else {
                found.append(id)
            }
        }
        return found
    }

    static func grants(_ cursor: YamlCursor?, plugin: String?) -> Grants {
        guard let cursor, let members = grantMembers(cursor) else { return Grants(devices: false, tables: []) }
        var tables: [TableGrant] = []
        var optionalTables: Set<TableGrant> = []
        for element in members["tables"]?.elements(atMost: 200) ?? [] {
            guard let (grant, isOptional) = tableGrant(element) else { continue }
            if grant.plugin == plugin {
                element.fault("names the plugin's own table", expected: "a table of another plugin")
            } else if grant.isOfHost, !TableGrant.hostTables.contains(grant.table) {
                let expected = TableGrant.hostTables.map { "app.\($0): read" }.joined(separator: ", ")
                element.fault("not a table that the host grants", expected: expected)
            } else if grant.isOfHost, isOptional {
                element.fault("the host's tables are always there", expected: "no optional")
            } else if tables.contains(grant) {
                element.fault("duplicate grant", expected: "each once")
            } else {
                tables.append(grant)
                if isOptional { optionalTables.insert(grant) }
            }
        }
        let (devices, ports) = members["devices"].map(Self.devices) ?? (false, nil)
        let egress = members["egress"].map(Self.egress) ?? (hosts: [], networks: [])
        return Grants(
            devices: devices, devicePorts: ports, tables: tables, optionalTables: optionalTables, egressHosts: egress.hosts,
            egressNetworks: egress.networks,
            mailToAnybody: members["mail"]?.choice(MailRecipients.self) == .any,
            sharesCache: members["cache"]?.choice(CacheSharing.self) == .shared)
    }

    /// `devices: true`, or `devices: {ports: [4028]}`.
    private static func devices(_ cursor: YamlCursor) -> (isAsked: Bool, ports: [Int]?) {
        guard case .mapping = cursor.node else { return (cursor.bool() ?? false, nil) }
        guard let members = cursor.members(["ports"]), let list = cursor.required("ports", members) else { return (false, nil) }
        let ports = (list.elements(atMost: 64) ?? []).compactMap { $0.integer(in: 1...65_535) }
        if ports.isEmpty { list.fault("no port", expected: "at least one port, or devices: true for every one") }
        return (true, Set(ports).sorted())
    }

    private static func grantMembers(_ cursor: YamlCursor) -> [String: YamlCursor]? {
        guard let members = cursor.anyMembers() else { return nil }
        for (name, member) in members where !["cache", "devices", "egress", "mail", "tables"].contains(name) {
            cursor.list.add(
                "unknown grant", at: member.key?.mark ?? member.value.node.mark, field: member.value.field,
                expected: "one of cache, devices, egress, mail, tables", found: name)
        }
        return members.mapValues(\.value)
    }

    /// `crm.contracts: read`, as YAML reads it (a mapping, which may say `optional: true` too) or as one text in quotes.
    private static func tableGrant(_ cursor: YamlCursor) -> (grant: TableGrant, isOptional: Bool)? {
        let expected = "plugin.table: read"
        let target: String
        let right: String
        var isOptional = false
        if case .mapping = cursor.node {
            guard var members = cursor.anyMembers() else { return nil }
            let optional = members.removeValue(forKey: "optional")
            guard members.count == 1, let member = members.first, let text = member.value.value.text("read") else {
                cursor.fault("wrong value", expected: "\(expected), beside it optional: true or nothing")
                return nil
            }
            (target, right) = (member.key, text)
            if let optional { isOptional = optional.value.bool() ?? false }
        } else {
            guard let text = cursor.text(expected) else { return nil }
            let parts = text.split(separator: ":", maxSplits: 1).map { String($0.drop(while: { $0 == " " })) }
            (target, right) = (parts[0], parts.count == 2 ? parts[1] : "")
        }
        guard let match = target.wholeMatch(of: /([a-z][a-z0-9_]{1,30})\.([a-z][a-z0-9_]{0,47})/) else {
            cursor.fault("wrong value", expected: expected, found: target)
            return nil
        }
        guard right == "read" else {
            cursor.fault("unknown right", expected: "read", found: right.isEmpty ? "nothing" : right)
            return nil
        }
        return (TableGrant(plugin: String(match.1), table: String(match.2)), isOptional)
    }

    /// A list of names, each once.
    static func names(_ cursor: YamlCursor, of kind: String) -> [String] {
        var found: [String] = []
        for element in cursor.elements(atMost: 1_000) ?? [] {
            guard let name = element.name() else { continue }
            if found.contains(name) {
                element.fault("duplicate \(kind)", expected: "each once")
            } else {
                found.append(name)
            }
        }
        return found
    }

    static func jobs(_ cursor: YamlCursor) -> [JobDeclaration] {
        var found: [JobDeclaration] = []
        for element in cursor.elements(atMost: 200) ?? [] {
            guard let members = element.members(["name", "every", "cron", "time_zone", "deadline", "retry"]) else { continue }
            guard let name = element.required("name", members)?.name() else { continue }
            if found.contains(where: { $0.name == name }) {
                members["name"]?.fault("duplicate job", expected: "each name once")
            }
            let attempts = members["retry"]?.members(["attempts"])?["attempts"]?.integer(in: 1...100)
            found.append(
                JobDeclaration(
                    name: name, schedule: schedule(element, members), deadlineSeconds: members["deadline"]?.seconds(in: 1...86_400) ?? 300,
                    attempts: attempts ?? 1))
        }
        return found
    }

    private static func schedule(_ job: YamlCursor, _ members: [String: YamlCursor]) -> JobDeclaration.Schedule {
        if let every = members["every"] {
            if let cron = members["cron"] { cron.fault("beside every", expected: "either every or cron") }
            return .every(seconds: every.seconds(in: 1...31_536_000) ?? 60)
        }
        let zone = members["time_zone"]?.text(matching: /[A-Za-z0-9_+\/-]{1,64}/, "a time zone such as UTC or Asia/Shanghai") ?? "UTC"
        guard let cron = members["cron"], let text = cron.text("a cron expression") else {
            members["time_zone"]?.fault("without cron", expected: "cron beside it")
            return .onDemand
        }
        if !CronSyntax.isValid(text) { cron.fault("wrong cron expression", expected: CronSyntax.expected) }
        return .cron(text, timeZone: zone)
    }

    static func navigation(_ cursor: YamlCursor, routes: [Route]) -> [NavigationEntry] {
        (cursor.elements(atMost: 50) ?? []).compactMap { element in
            guard let members = element.members(["route", "title", "icon", "order"]) else { return nil }
            guard let name = element.required("route", members)?.name(),
                let title = element.required("title", members)?.text("a catalogue key", atMost: 100)
            else { return nil }
            let route = routes.first { $0.name == name }
            if route == nil || route?.isPage == false || route?.path.parameters.isEmpty == false || route?.method != .get {
                members["route"]?.fault("not a page to go to", expected: "the name of a GET page route without parameters")
            }
            let icon = members["icon"]?.text(matching: /[a-z0-9-]{1,40}/, "an icon's name") ?? ""
            return NavigationEntry(route: name, title: title, icon: icon, order: members["order"]?.integer(in: -10_000...10_000) ?? 100)
        }
    }
}

extension YamlCursor {
    /// The member `name`; faults its absence.
    func required(_ name: String, _ members: [String: YamlCursor]) -> YamlCursor? {
        if let member = members[name] { return member }
        list.add("missing", at: node.mark, field: "\(field).\(name)", expected: "a value", found: "nothing")
        return nil
    }
}
