/// The body of `PUT /api/v1/plugins/{plugin}/version`. Pure.
struct UpgradeBody: Equatable {
    let version: String
    let share: UpgradeShare
    let isDryRun: Bool
    /// What is consented to with it.
    let grants: Set<String>
    let time: MigrationTime

    /// Reads `{"version": "1.3.0", "share": "all" | {"percent": 25} | {"tenants": ["alpha"]}, "dry_run": false, "grants": [],
    /// "migration_seconds": 300}`; all but the version may be left out. A member that is not known is refused, so that a misspelt share never means everybody.
    init(_ body: JSONValue) throws(ProblemError) {
        guard case .object(let members) = body else { throw Self.wrong("", "a JSON object") }
        if let stranger = members.keys.sorted().first(where: {
            !["version", "share", "dry_run", "grants", "migration_seconds"].contains($0)
        }) {
            throw Self.wrong(stranger, "version, share, dry_run, grants or migration_seconds")
        }
        guard let version = members["version"]?.text, !version.isEmpty, version.utf8.count <= 100 else {
            throw Self.wrong("version", "an installed version such as 1.3.0")
        }
        self.version = version
        share = try Self.share(members["share"] ?? "all")
        switch members["dry_run"] {
        case nil, .bool(false): isDryRun = false
        case .bool(true): isDryRun = true
        default: throw Self.wrong("dry_run", "true or false")
        }
        grants = Set(try Self.texts(members["grants"] ?? [], "grants"))
        time = try MigrationTime(member: members["migration_seconds"])
    }

    private static func share(_ value: JSONValue) throws(ProblemError) -> UpgradeShare {
        if value.text == "all" { return .all }
        guard case .object(let members) = value, members.count == 1, let member = members.first else {
            throw wrong("share", #""all", {"percent": 25} or {"tenants": ["alpha"]}"#)
        }
        switch (member.key, member.value) {
        case ("percent", .number(let digits)):
            guard let percent = Int(digits), (0...100).contains(percent) else {
                throw wrong("share.percent", "a whole number from 0 to 100")
            }
            return .percent(percent)
        case ("tenants", let list):
            let ids = Set(try texts(list, "share.tenants")).sorted()
            guard !ids.isEmpty else { throw wrong("share.tenants", "ids of tenants, at least one") }
            return .tenants(ids)
        default: throw wrong("share", #""all", {"percent": 25} or {"tenants": ["alpha"]}"#)
        }
    }

    private static func texts(_ value: JSONValue, _ name: String) throws(ProblemError) -> [String] {
        guard case .array(let items) = value, items.count <= 1_000, items.allSatisfy({ $0.text != nil }) else {
            throw wrong(name, "a list of texts")
        }
        return items.compactMap(\.text)
    }

    private static func wrong(_ name: String, _ expected: String) -> ProblemError {
        ProblemError(
            .badRequest, code: "invalid_body", detail: "\(name.isEmpty ? "The body" : name): expected \(expected).",
            fields: name.isEmpty ? [:] : [name: expected])
    }
}
