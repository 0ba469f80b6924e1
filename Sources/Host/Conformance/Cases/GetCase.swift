import Foundation
import PluginABI

/// `get` answers what it knows, always the same, and null for the rest.
struct GetCase: ConformanceCase {
    let name = "get"
    let summary = "asks for the plugin's table again and again, from several threads, and for what no plugin knows"
    let rule =
        "What the plugin offers under `id`, or null if it offers nothing by that name. Thread: any, several at once. The result is constant."
    let needs = ["entry"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let get = try probe.library.get()
        guard let table = get(HI_PLUGIN_1) else { throw Finding("get(\"\(HI_PLUGIN_1)\") gives null", expected: "the plugin's table") }
        let unknown = [
            "", "hashinsight.plugin", "hashinsight.plugin/", "hashinsight.plugin/2", "hashinsight.plugin/11", "HASHINSIGHT.PLUGIN/1",
            "no.such.thing/1", "\u{FFFD}\u{1F600}", String(repeating: "x", count: 65_536), HI_PLUGIN_1 + " ",
        ]
        for id in unknown {
            probe.doing("get(\"\(id.prefix(40))\")")
            if get(id) != nil {
                throw Finding("get(\"\(id.prefix(40))\") gives a pointer", expected: "null: this host asks for \(HI_PLUGIN_1) alone")
            }
        }
        probe.doing("get from four threads")
        let address = UInt(bitPattern: table)
        let differs = Flag()
        let done = DispatchGroup()
        for _ in 0..<4 {
            done.enter()
            Thread.detachNewThread {
                for _ in 0..<1_000 where UInt(bitPattern: get(HI_PLUGIN_1)) != address { differs.raise() }
                done.leave()
            }
        }
        done.wait()
        guard !differs.isRaised else {
            throw Finding("get gave different tables", expected: "a constant result that lives as long as the process")
        }
        return .passed("\(unknown.count) unknown ids, 4,000 repeats")
    }
}
