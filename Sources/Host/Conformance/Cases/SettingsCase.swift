import HostPlugins

/// Settings of every size.
struct SettingsCase: ConformanceCase {
    let name = "settings"
    let summary = "creates with the defaults, with {} and with settings padded to a mebibyte"
    let rule =
        "A JSON object that fits the manifest's schema. Failure: the instance is not enabled and the operator reads the error's message."

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        var padded = probe.settings
        padded.insert(contentsOf: [UInt8](repeating: 32, count: 1 << 20), at: 1)
        var made = 0
        for (name, settings) in [("{}", Array("{}".utf8)), ("the defaults", probe.settings), ("a mebibyte of space", padded)] {
            probe.doing("create with \(name)")
            let host = probe.host(.init(isGuarded: true))
            switch try probe.create(host, settings: settings) {
            case .success(let instance):
                made += 1
                try instance.destroy()
            case .failure(let refusal):
                let fits = Self.isWhole(settings, probe.manifest)
                if fits {
                    throw Finding(
                        "create with \(name) refused: \(refusal.message)",
                        expected: "an instance, since the settings fit the manifest's schema")
                }
            }
        }
        return .passed("\(made) instances")
    }

    /// Whether the host could hand these settings over: they fit the schema and its defaults are filled in.
    private static func isWhole(_ settings: [UInt8], _ manifest: Manifest) -> Bool {
        guard let value = try? JSONValue.parse(settings) else { return false }
        return manifest.settings.validate(value).isEmpty && manifest.settings.withDefaults(value) == value
    }
}
