import PluginABI

/// A host of a later minor version has larger structs.
struct LargeStructsCase: ConformanceCase {
    let name = "large-structs"
    let summary = "tells sizes of 4,096 bytes for api and tables, with garbage beyond what this version knows"
    let rule = "New members are only ever appended; read the smaller of the size found and the size known."

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let sizes = Dictionary(uniqueKeysWithValues: probe.manifest.services.map { ($0, 4_096) })
        let host = probe.host(.init(isGuarded: true, apiSize: 4_096, tableSizes: sizes, errorSize: 4_096))
        let instance = try probe.instance(host)
        for work in probe.works {
            probe.doing(work.name)
            try instance.call(work.message())
        }
        probe.doing("an unknown route")
        try instance.call(Work.unknown(kind: Int(HI_KIND_HTTP_REQUEST), name: "no_such_route"))
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(probe.works.count) routes and jobs")
    }
}
