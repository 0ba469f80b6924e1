import PluginKit
import Testing

@testable import Hosting

@Suite("What a miner is asked")
struct ExplorationTests {
    private static let summary = #"{"SUMMARY":[{"MHS 5s":99000000}],"STATUS":[{"STATUS":"S","Code":11,"Description":"cgminer 4.9.2"}]}"#
    private static let pools = #"{"POOLS":[{"POOL":0,"URL":"stratum+tcp://a:1","Status":"Alive"}]}"#
    private static let boards = #"{"DEVS":[{"ASC":0,"MHS 5s":49000000,"Temperature":70},{"ASC":1,"MHS 5s":50000000,"Temperature":71}]}"#
    private static let fans = #"{"FANS":[{"FAN":0,"ID":0,"RPM":4000},{"FAN":1,"ID":1,"RPM":4100}]}"#
    private static let joined = "version+summary+stats+pools"

    /// By command instead of by the bytes of its request.
    private func miner(id: Int64 = 7, plan: CommandPlan? = nil, _ replies: [String: String]) -> AskedMiner {
        AskedMiner(
            id: id, plan: plan,
            replies: Dictionary(
                uniqueKeysWithValues: replies.map {
                    (String(decoding: CommandPlan.bytes($0, address: "10.0.0.7", port: 4_028), as: UTF8.self), $1)
                }))
    }

    @Test("a miner that joins commands is asked once for what its joined reply leaves open, and from then on for all in one request")
    func joins() {
        func together(_ replies: String...) -> String { "{" + replies.map { $0.dropFirst().dropLast() }.joined(separator: ",") + "}" }
        var miner = miner([
            Self.joined: together(Self.summary, Self.pools), "devs": Self.boards, "fans": Self.fans,
            Self.joined + "+devs+fans": together(Self.summary, Self.pools, Self.boards, Self.fans),
        ])
        let found = miner.ask()
        #expect(found.steps == [[Self.joined], ["devs", "edevs", "temps", "fans"]])
        #expect(found.observation.reading?.boards.map(\.boardTemperatureCelsius) == [70, 71])
        #expect(found.observation.commands == "explored:\(Self.joined)+devs+fans")
        for _ in 0..<3 {
            let known = miner.ask()
            #expect(known.steps == [[Self.joined + "+devs+fans"]])
            #expect(known.observation.reading?.fans.map(\.rpm) == [4_000, 4_100])
            #expect(known.observation.commands == nil)
        }
    }

    @Test("a firmware that does not join commands is asked one by one; only those that told something are asked again")
    func single() {
        var miner = miner([
            "version": #"{"VERSION":[{"Type":"Antminer S19"}]}"#, "summary": Self.summary, "pools": Self.pools, "devs": Self.boards,
            "edevs": Self.boards,
        ])
        let found = miner.ask()
        #expect(found.steps == [[Self.joined], ["version", "summary", "stats", "pools"], ["devs", "edevs", "temps", "fans"]])
        #expect(found.observation.state == .ok)
        #expect(found.observation.commands == "explored:summary,pools,devs")
        #expect(miner.ask().steps == [["summary", "pools", "devs"]])
    }

    @Test("a miner that tells nothing more is not asked for it again within the hour, and is once in the next")
    func bounded() {
        var miner = miner([Self.joined: Self.summary])
        #expect(miner.ask().steps.count == 2)
        var explorations = 0
        for _ in 0..<120 where miner.ask().steps.count > 1 { explorations += 1 }
        #expect(explorations == 2)
    }

    @Test("a miner that tells everything is asked once and for nothing more, in its own minute too")
    func complete() {
        let stats =
            #"{"STATS":[{"GHS 5s":"99000","chain_acn1":76,"temp_pcb1":"50","temp_chip1":"60","chain_rate1":"99000","fan1":4000,"chain_power":"3000 W"}]}"#
        for id in 0..<60 as Range<Int64> {
            var miner = miner(id: id, [Self.joined: stats])
            #expect(miner.ask().steps == [[Self.joined]])
            #expect(miner.target.plan == CommandPlan([Self.joined], isExplored: true))
            #expect(miner.ask().steps == [[Self.joined]])
        }
    }

    @Test("a plan that was stored before miners were explored is explored once")
    func olderPlans() {
        var joined = miner(plan: CommandPlan(stored: "joined"), [Self.joined: Self.summary, "devs": Self.boards])
        #expect(joined.ask().observation.commands == "explored:\(Self.joined)+devs")
        var single = miner(
            plan: CommandPlan(stored: "summary,pools"), ["summary": Self.summary, "pools": Self.pools, "edevs": Self.boards])
        #expect(single.ask().observation.commands == "explored:summary,pools,edevs")
    }

    @Test("a miner at rest is not explored, and what answered it is asked until it works")
    func atRest() {
        let asleep = #"{"STATUS":"S","Code":131,"Msg":{"btmineroff":"true"},"Description":"whatsminer v1.3"}"#
        var miner = miner(["status": asleep])
        let found = miner.ask()
        #expect(found.observation.state == .paused)
        #expect(found.observation.commands == "status")
        #expect(miner.ask().steps == [["status"]])
        let awake = asleep.replacing("true", with: "false")
        var woken = self.miner(plan: miner.target.plan, ["status": awake, "summary": Self.summary, "edevs": Self.boards])
        let round = woken.ask()
        #expect(round.observation.state == .ok)
        #expect(round.observation.commands == "explored:summary,edevs")
        var still = self.miner([Self.joined: Self.summary.replacing("99000000", with: "0")])
        #expect(still.ask().steps == [[Self.joined]])
        #expect(still.target.plan?.isExplored == false)
    }

    @Test("a miner whose single commands tell no rate any more is asked for the others in the same round")
    func sleepsLater() {
        let asleep = #"{"STATUS":"S","Code":131,"Msg":{"btmineroff":"true"},"Description":"whatsminer v1.3"}"#
        let plan = CommandPlan(["summary", "pools"], isExplored: true)
        var miner = miner(plan: plan, ["pools": Self.pools, "status": asleep])
        let round = miner.ask()
        #expect(round.observation.state == .paused)
        #expect(round.observation.commands == "pools,status")
    }

    @Test("one that cannot be reached, drips or refuses is not explored, and what was learnt is kept")
    func keeps() {
        let plan = CommandPlan(["summary", "pools"], isExplored: true)
        for outcome in [DeviceReply.Outcome.unreachable, .refused, .timedOut, .notGranted, .cancelled] {
            var miner = AskedMiner(plan: plan) { _ in (outcome, []) }
            let round = miner.ask()
            #expect(round.steps.count == 1)
            #expect(round.observation.commands == nil)
        }
        var dripping = AskedMiner { _ in (.timedOut, bytes(Self.summary)) }
        #expect(dripping.ask().steps.count == 1)
        var denied = AskedMiner { _ in (.replied, bytes(#"{"STATUS":[{"STATUS":"E","Code":45,"Msg":"Access denied"}]}"#)) }
        let round = denied.ask()
        #expect(round.steps == [[Self.joined], CommandPlan.single.requests])
        #expect((round.observation.state, round.observation.commands) == (.refusing, nil))
    }

    @Test("a miner that hangs on what it does not know is asked for it once")
    func hangs() {
        var miner = AskedMiner { request in
            request.contains("summary+") ? (.replied, bytes(Self.summary)) : (.timedOut, [])
        }
        let round = miner.ask()
        #expect(round.observation.state == .ok)
        #expect(round.steps.count == 2)
        #expect(miner.ask().steps.count == 1)
    }

    @Test("a web server on the port is asked over HTTP, for what stays as it is once; a port that is a router's is not asked for ever")
    func overHTTP() {
        func http(_ status: Int, _ body: String = "") -> String {
            "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        let summary = String(decoding: Captures.bytes("epic_powerplay_http4028/summary.json"), as: UTF8.self)
        let capabilities = String(decoding: Captures.bytes("epic_powerplay_http4028/capabilities.json"), as: UTF8.self)
        var epic = AskedMiner { request in
            let body = request.hasPrefix("GET /summary ") ? summary : request.hasPrefix("GET /capabilities ") ? capabilities : nil
            return (.replied, bytes(body.map { http(200, $0) } ?? http(400)))
        }
        let found = epic.ask()
        #expect(found.steps == [[Self.joined], ["/summary", "/capabilities"]])
        #expect(found.observation.state == .ok && found.observation.reading?.model == "AntMiner S19 XP")
        #expect(found.observation.commands == "explored:/summary")
        let known = epic.ask()
        #expect(known.steps == [["/summary"]] && known.observation.state == .ok)
        #expect(known.observation.reading?.firmware?.name == "PowerPlay-BMS")
        var router = AskedMiner { _ in (.replied, bytes(http(404))) }
        let refused = router.ask()
        #expect(refused.steps.count == 2 && refused.observation.state == .malformed && refused.observation.commands == nil)
        // A known miner whose firmware was changed to PowerPlay is found in the same round.
        var changed = AskedMiner(plan: CommandPlan(["summary", "pools"], isExplored: true)) { request in
            (.replied, bytes(request.hasPrefix("GET /summary ") ? http(200, summary) : http(400)))
        }
        #expect(changed.ask().observation.commands == "explored:/summary")
        var gone = AskedMiner(plan: CommandPlan(["/summary"], isExplored: true)) { _ in (.replied, bytes(http(500))) }
        let forgotten = gone.ask()
        #expect(forgotten.steps == [["/summary"]] && forgotten.observation.commands == "")
    }

    @Test("each firmware is asked in its own words")
    func dialects() {
        func asked(_ description: String) -> [String] {
            var miner = miner([Self.joined: Self.summary.replacing("cgminer 4.9.2", with: description)])
            return miner.ask().steps.last ?? []
        }
        #expect(asked("BOSminer 0.2.0-d360818") == ["devs", "temps", "fans"])
        #expect(asked("LUXminer 2025.4.8") == ["devs", "temps", "fans", "power"])
        #expect(asked("GCMiner-0.5-devs") == ["devs", "temperature", "fan", "psu"])
        #expect(asked("cgminer 4.9.2") == ["devs", "edevs", "temps", "fans"])
    }

    @Test("no stored text makes a miner be asked what writes, the same twice or nothing")
    func storedText() {
        for text in [
            "summary,quit", "version+restart", "explored:", "explored:summary,", "summary+", "+", "summary,summary", "summary+stats,stats",
            "ascset|0,softoff", "", "explored:explored:summary",
        ] {
            #expect(CommandPlan(stored: text) == nil, "\(text)")
        }
        for plan in [
            CommandPlan.joined, .single, CommandPlan(["summary", "pools"], isExplored: true),
            CommandPlan(["version+summary+stats+pools+devs+temps+fans"], isExplored: true),
        ] {
            #expect(CommandPlan(stored: plan.stored) == plan)
        }
        #expect(CommandPlan(stored: "joined") == .joined)
        #expect(CommandPlan(stored: nil) == nil)
    }

    /// A device that answers frames alone.
    private static func framed(_ port: DeviceReply.Outcome = .timedOut) -> (String) -> (outcome: DeviceReply.Outcome, bytes: [UInt8]) {
        { request in
            if request.contains("get.device.info") {
                return (port, port == .timedOut ? LengthFrame.bytes(Captures.bytes("whatsminer_v3_m60s/get_device_info.json")) : [])
            }
            if request.contains("get.miner.status") {
                return (
                    port, port == .timedOut ? LengthFrame.bytes(Captures.bytes("whatsminer_v3_m60s/get_miner_status_summary.json")) : []
                )
            }
            return (.refused, [])
        }
    }

    @Test("a miner that refuses connections is asked in frames on MicroBT's port, once it was never read, and then there at once")
    func frames() {
        var miner = AskedMiner(terahashes: 186, watts: 3_441, Self.framed())
        let found = miner.ask()
        #expect(found.steps == [[Self.joined], ["v3/device", "v3/status"]])
        #expect(found.observation.state == .ok && found.observation.reading?.model == "M60S_VK40")
        #expect(found.observation.commands == "explored:v3/device,v3/status")
        #expect(found.observation.reply?.hasPrefix("{") == true, "the reply is shown without its length")
        #expect(miner.ask().steps == [["v3/device", "v3/status"]])
        // A miner that was read otherwise has lost its software or its network: it is not asked elsewhere each minute.
        var other = AskedMiner(plan: .joined, Self.framed())
        let refused = other.ask()
        #expect(refused.steps == [[Self.joined]])
        #expect(refused.observation.state == .refusing)
        var due = AskedMiner(id: 0, plan: .joined, Self.framed())
        #expect(due.ask().steps.count == 2, "but once in an hour")
    }

    @Test("where both ports refuse, the miner's own is told, and what is known of it stays; a frame that breaks off is no reply")
    func noFrames() {
        var miner = AskedMiner(Self.framed(.refused))
        let observation = miner.ask().observation
        #expect(observation.state == .refusing && observation.commands == nil)
        #expect(observation.detail == "The miner refuses connections to port 4028.")
        var back = AskedMiner(id: 0, plan: .framed) { request in
            request.contains("get.") ? (.refused, []) : (.replied, bytes(#"{"SUMMARY":[{"MHS 5s":99000000}]}"#))
        }
        let found = back.ask()
        #expect(
            found.steps.first == ["v3/device", "v3/status"] && found.steps.dropFirst().first == ["version", "summary", "stats", "pools"])
        #expect(found.observation.state == .ok, "an older firmware answers on the miner's own port again")
        var cut = AskedMiner(plan: .framed) { _ in (.timedOut, [200, 0, 0, 0] + bytes(#"{"code":0,"msg":{"summary":{"#)) }
        #expect(cut.ask().observation.state != .ok)
    }
}
