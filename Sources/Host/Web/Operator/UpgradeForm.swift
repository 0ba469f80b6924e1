/// What the upgrade dialog's form says. Pure.
struct UpgradeForm: Equatable {
    let version: String
    let share: UpgradeShare
    /// Whether the impact has been shown and is agreed to.
    let isConfirmed: Bool
    let grants: Set<String>
    let time: MigrationTime

    /// - Parameter tenants: Ids that have a box in the form.
    /// - Throws: `ProblemError` 400.
    init(_ form: FormBody, tenants: [String]) throws(ProblemError) {
        guard let version = form["version"], !version.isEmpty, version.utf8.count <= 100 else { throw Self.wrong("version", "a version") }
        self.version = version
        isConfirmed = form["step"] == "upgrade"
        grants = Set((form["grants"] ?? "").split(separator: " ").map(String.init))
        time = try MigrationTime(field: form["migration_seconds"])
        switch form["share"] {
        case "all": share = .all
        case "percent":
            guard let percent = form["percent"].flatMap({ Int($0) }), (0...100).contains(percent) else {
                throw Self.wrong("percent", "a whole number from 0 to 100")
            }
            share = .percent(percent)
        case "tenants":
            let listed = (form["tenants"] ?? "").split(separator: ",").map(String.init)
            let ids = Set(listed + tenants.filter { form["tenant-\($0)"] != nil }).sorted()
            guard !ids.isEmpty else { throw Self.wrong("tenants", "at least one tenant") }
            share = .tenants(ids)
        default: throw Self.wrong("share", "all, percent or tenants")
        }
    }

    private static func wrong(_ name: String, _ expected: String) -> ProblemError {
        ProblemError(.badRequest, code: "invalid_form", detail: "\(name): expected \(expected).", fields: [name: expected])
    }
}
