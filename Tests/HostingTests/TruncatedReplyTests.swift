import PluginKit
import Testing

@testable import Hosting

@Suite("Replies that were cut off")
struct TruncatedReplyTests {
    private let now = Timestamp(rfc3339: "2026-11-21T02:00:00Z")!

    private func round(_ replies: [String], known: CommandPlan? = .joined) -> MinerRound {
        let target = MinerTarget(
            id: 7, address: "10.0.0.7", nameplateHashrateTHs: 100, nameplatePowerWatts: 3_000, plan: known, state: "ok")
        var round = MinerRound(target: target)
        for (number, reply) in replies.enumerated() { _ = round.take(.replied, bytes(reply)[...], request: number) }
        return round
    }

    private func observe(_ replies: String..., plan: CommandPlan = .joined) -> Observation {
        round(replies, known: plan).observation(at: now, lowHashratePercent: 80)
    }

    private static let joined =
        #"{"version":[{"VERSION":[{"Type":"Antminer S19"}]}],"summary":[{"STATUS":[{"STATUS":"S","Code":11}],"SUMMARY":[{"Elapsed":735,"GHS 5s":99000.5,"Accepted":6}],"id":1}],"stats":[{"STATS":[{"STATS":0,"GHS 30m":12.5,"chain_acn1":76}]}],"pools":[{"POOLS":[{"POOL":0,"URL":"stratum+tcp://a:1"}]}],"id":1}"#

    @Test("a reply cut anywhere before the end of its summary is malformed, one cut behind it is a reading that says so")
    func everyCut() throws {
        let text = TruncatedReplyTests.joined
        let summaryEnd = try #require(text.firstRange(of: #""Accepted":6}"#)).upperBound.utf16Offset(in: text)
        let firstUseful = try #require(text.firstRange(of: "99000.5")).upperBound.utf16Offset(in: text)
        for length in 1..<text.utf8.count {
            let observation = observe(String(text.prefix(length)))
            if length < summaryEnd {
                #expect(observation.state == .malformed, "cut at \(length)")
                #expect(observation.reading == nil, "cut at \(length)")
                if length > firstUseful + 1 { #expect(observation.detail == "The answer was cut off before its summary was whole.") }
            } else {
                #expect(observation.state == .ok, "cut at \(length)")
                #expect(observation.detail == "The answer was cut off after its summary.", "cut at \(length)")
                // What the cut part told is not taken for the whole.
                #expect(observation.hashrateTHs == 99.0005, "cut at \(length)")
            }
        }
        let whole = observe(text)
        #expect((whole.state, whole.detail) == (.ok, ""))
    }

    @Test("the rate of some chains is not the rate of all: a list of them counts when it is whole")
    func chains() {
        let chain = #"{"ASC":0,"MHS 5s":33000000,"Temperature":60}"#
        #expect(observe(#"{"DEVS":[\#(chain),\#(chain),\#(chain)"#).state == .malformed)
        #expect(observe(#"{"DEVS":[\#(chain),\#(chain),\#(chain)],"id":"#).hashrateTHs == 99)
    }

    @Test("what one command tells whole carries what another lost")
    func severalCommands() {
        let plan = CommandPlan(["summary", "pools"])
        let pools = #"{"POOLS":[{"POOL":0,"URL":"stratum+tcp://a:1","Status":"Alive"}],"id":1}"#
        #expect(observe(#"{"SUMMARY":[{"MHS 5s":99000000,"#, pools, plan: plan).state == .malformed)
        #expect(observe(#"{"SUMMARY":[{"MHS 5s":99000000}],"id":1}"#, #"{"POOLS":[{"POOL":0"#, plan: plan).state == .ok)
        #expect(observe(#"{"SUMMARY":[{"MHS 5s":99000000,"#, #"{"STATS":[{"GHS 5s":"98000"}]}"#, plan: plan).hashrateTHs == 98)
    }

    @Test("the text form is cut where it ends without a bar")
    func textForm() {
        let text = "STATUS=S,When=1,Code=11,Msg=Summary,Description=cgminer 4.9.0|SUMMARY,Elapsed=735,MHS 5s=99000000.0"
        #expect(observe(text).detail == "The answer was cut off before its summary was whole.")
        #expect(observe(text + ",Accep").detail == "The answer was cut off before its summary was whole.")
        #expect(observe(text + "|").state == .ok)
        #expect(observe(text + "\0").state == .ok)
    }

    @Test("a pause that came whole is a pause, one in a cut part is not")
    func paused() {
        #expect(observe(#"{"STATUS":"S","Msg":{"btmineroff":"true"},"id":"#).state == .paused)
        #expect(observe(#"{"STATUS":"S","Msg":{"btmineroff":"true","Firm"#).state == .malformed)
    }

    @Test("one cut reply of a known miner changes no commands for good; an unknown one is asked singly")
    func exploring() {
        let cut = #"{"SUMMARY":[{"MHS 5s":99000000"#
        var known = round([cut])
        let knownGoesOn = known.goesOn(at: now)
        #expect(!knownGoesOn)
        #expect(observe(cut).commands == "")
        var unknown = round([cut], known: nil)
        let unknownGoesOn = unknown.goesOn(at: now)
        #expect(unknownGoesOn)
        #expect(unknown.requests == CommandPlan.single.requests)
    }

    @Test("no capture counts as cut short; the one that was cut had a whole reply before")
    func captures() {
        for path in Captures.all {
            guard case .success(let reading) = MinerReadingBuilder.read(Captures.bytes(path)) else { continue }
            #expect(!reading.isCutShort, "\(path)")
            #expect(reading.isCutOff == (path == "wire_quirks/truncated_64k_boundary.bin"), "\(path)")
        }
    }
}
