import HostTenancy
import PluginABI

/// Empty and giant requests, and requests that lack a field.
struct SizesCase: ConformanceCase {
    let name = "sizes"
    let needs = ["borrowed-spans", "unknown-calls"]
    let summary = "sends empty and giant bodies, queries, parameters and headers, and leaves out one field after the other"
    let rule = "HI_REQUEST_BODY: bytes; within the host's size limit. Fields may repeat; a reader skips field ids that it does not know."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        var count = 0
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 16)
        let nested = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
        let many = (0..<1_000).map { (name: Array("x-\($0)".utf8), value: Array("v".utf8)) }
        var shapes: [(String, Work.Contents)] = [
            ("an empty body", .init(body: [])), ("a body of 8 MiB", .init(body: [UInt8](repeating: 0x20, count: 8 << 20))),
            ("a body nested a million deep", .init(body: nested)), ("a body that is one long string", .init(body: [34] + letters + [34])),
            ("an empty parameter", .init(parameter: [])), ("a parameter of 64 KiB", .init(parameter: letters)),
            ("a query of 64 KiB", .init(query: letters)), ("a query of 10,000 pairs", .init(query: [UInt8](repeating: 38, count: 10_000))),
            ("1,000 headers", .init(headers: many)), ("a header of 64 KiB", .init(headers: [(Array("x".utf8), letters)])),
            ("a giant number", .init(parameter: Array(String(repeating: "9", count: 400).utf8))),
            ("a negative number", .init(parameter: Array("-9223372036854775808".utf8))),
            ("arguments of a mebibyte", .init(arguments: nested)),
        ]
        for field in HI_REQUEST_ROUTE...HI_REQUEST_LANGUAGE { shapes.append(("without field \(field)", .init(without: [Int(field)]))) }
        for work in probe.works {
            for (what, contents) in shapes {
                probe.doing("\(work.name) with \(what)")
                try instance.call(work.message(contents))
                count += 1
            }
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(count) calls")
    }
}
