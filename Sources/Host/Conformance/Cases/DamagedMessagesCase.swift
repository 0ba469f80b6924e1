import HostTenancy
import PluginABI

/// Messages whose numbers lie.
struct DamagedMessagesCase: ConformanceCase {
    let name = "damaged-messages"
    let needs = ["borrowed-spans", "unknown-calls"]
    let summary = "sends messages that are cut off or whose counts, offsets, types and ids are wrong"
    let rule = "offset + count never exceeds `total_bytes`: a reader must check."
    let isolations: [IsolationMode] = [.host, .worker]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let instance = try probe.instance(probe.host(.init(isGuarded: true)))
        var (refused, count) = (0, 0)
        for work in probe.works {
            for (what, bytes) in Damage.all(work.message()) {
                probe.doing("\(work.name): \(what)")
                count += 1
                if try instance.call(bytes).status != HI_OK { refused += 1 }
            }
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(count) damaged messages, \(refused) refused")
    }
}
