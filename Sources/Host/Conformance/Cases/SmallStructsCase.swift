import PluginABI

/// A host of another minor version has smaller structs.
struct SmallStructsCase: ConformanceCase {
    let name = "small-structs"
    let summary = "cuts api and service tables down to their size and to half a function, and the caller's error to eight bytes"
    let rule =
        "Read the smaller of the size found and the size known. A function pointer that lies beyond `size` is an unsupported function."

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        var (made, refused) = (0, 0)
        func attempt(_ what: String, _ options: ScriptedHost.Options) throws(Finding) {
            var options = options
            options.isGuarded = true
            probe.doing(what)
            let host = probe.host(options)
            guard case .success(let instance) = try probe.create(host, settings: probe.settings) else {
                refused += 1
                return
            }
            made += 1
            for work in probe.works {
                probe.doing("\(what): \(work.name)")
                try instance.call(work.message())
            }
            probe.doing("\(what): destroy")
            try instance.destroy()
        }
        // Without `complete` no call can end, so only what does not get as far as calls is tried.
        for size in [8, 12, 16, 20] {
            probe.doing("an api of \(size) bytes")
            let host = probe.host(.init(isGuarded: true, apiSize: size))
            if case .success(let instance) = try probe.create(host, settings: probe.settings) {
                try instance.destroy()
            }
        }
        for service in probe.manifest.services {
            for size in [8, 12, 16, 28] { try attempt("\(service) of \(size) bytes", .init(tableSizes: [service: size])) }
        }
        for size in [8, 20, 24, 100] {
            probe.doing("an error of \(size) bytes")
            let host = probe.host(.init(isGuarded: true, errorSize: size))
            guard case .success(let instance) = try probe.create(host, settings: probe.settings) else {
                continue
            }
            try instance.call(Work.unknown(kind: Int(HI_KIND_HTTP_REQUEST), name: "no_such_route"))
            try instance.call(Work.unknown(kind: 77, name: "no_such_kind"))
            try instance.destroy()
        }
        return .passed("\(made) instances worked, \(refused) were refused with a message")
    }
}
