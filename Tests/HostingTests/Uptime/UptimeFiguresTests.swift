import PluginKit
import Testing

@testable import Hosting

@Suite("Uptime both ways") struct UptimeFiguresTests {
    @Test("Reachable, hashing, and hashing without what was curtailed are shares of the minutes that were asked")
    func shares() throws {
        let figures = UptimeFigures(askedMinutes: 60, answeredMinutes: 40, hashingMinutes: 30, curtailedMinutes: 30)
        var json = JSONWriter(capacity: 256)
        json.object { figures.write(to: &$0) }
        let written = try JSONValue(parsing: json.bytes)
        #expect(written["reachable_percent"]?.number == 66.667)
        #expect(written["hashing_percent"]?.number == 50)
        #expect(written["hashing_percent_without_curtailed"]?.number == 100)
    }

    @Test("Nobody asked, or all of it was curtailed: then there is no share; and none is above all")
    func none() {
        let never = UptimeFigures(askedMinutes: 0, answeredMinutes: 0, hashingMinutes: 0, curtailedMinutes: 0)
        #expect(never.reachablePercent == nil && never.hashingPercent == nil && never.agreedPercent == nil)
        let asleep = UptimeFigures(askedMinutes: 60, answeredMinutes: 60, hashingMinutes: 0, curtailedMinutes: 60)
        #expect(asleep.reachablePercent == 100 && asleep.hashingPercent == 0 && asleep.agreedPercent == nil)
        let edge = UptimeFigures(askedMinutes: 59, answeredMinutes: 60, hashingMinutes: 60, curtailedMinutes: 0)
        #expect(edge.reachablePercent == 100 && edge.hashingPercent == 100)
    }
}
