import HostTenancy

/// What was not granted is null.
struct MissingServicesCase: ConformanceCase {
    let name = "missing-services"
    let summary = "withholds each service in turn, and all of them, and calls every route and job"
    let rule = "Failure: null if the manifest did not ask for it, the operator did not grant it, or this host does not know it."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let services = probe.manifest.services
        var (made, refused) = (0, 0)
        for missing in services.map({ Set([$0]) }) + [Set(services)] {
            let what = missing.count == 1 ? "without \(missing.first ?? "")" : "without any service"
            probe.doing("create \(what)")
            let host = probe.host(.init(isGuarded: true, missing: missing))
            guard case .success(let instance) = try probe.create(host, settings: probe.settings) else {
                refused += 1
                continue
            }
            made += 1
            for work in probe.works {
                probe.doing("\(work.name) \(what)")
                try instance.call(work.message())
            }
            probe.doing("destroy \(what)")
            try instance.destroy()
        }
        return .passed("\(made) instances worked, \(refused) were refused with a message")
    }
}
