import Foundation
import PluginKit
import Testing

@testable import Hosting

@Suite("What a plan's history tells, by code")
struct PlanMessageTests {
    private static let all: [PlanMessage] =
        [
            .made, .changed, .deleted, .approved, .cancelled, .startsNow, .allOnAtOnce, .recoveredAtOnce, .recoveredEarly, .ruleGone,
            .made(by: "Peak"), .switchedOff("Peak"), .deleted("Peak"), .lengthened(until: World.begin),
            .lengthenedForPrice(until: World.begin), .lengthenedForHours(until: World.begin), .expired, .missed, .timeOver,
            .nothingSwitched, .nothingNeeded, .unreached, .mostShed(9, of: 10), .shed(3, 9, of: 10), .ended(stuck: [], shed: true),
            .ended(stuck: ["A"], shed: true), .ended(stuck: [], shed: false), .ended(stuck: ["A"], shed: false),
            .results([DeviceOrderResult(minerId: 1, outcome: .accepted, detail: "")]),
        ] + codes(of: "PlanTick", ["told_to_sleep", "told_to_wake"])
        + ["disobeyed", "in_maintenance", "set_offline", "relapsed", "obeyed_late", "replaced", "await_maintenance"].map {
            .miners($0, ["A"], "were", $0 == "replaced" ? [("missing_watts", .integer(7))] : [])
        }
        + [.reached, .powerUnknown, .alreadyMet, .insufficientLoad].map { outcome in
            .chosen(
                CurtailmentPlan(
                    outcome: outcome, targetWatts: 1, powerWatts: 2, unknownMiners: 3, unknownWatts: 4, mostWatts: 5, switched: [],
                    schedule: SwitchSchedule(powerWatts: [], hashrateGHs: [], times: SwitchTimes()), shedWatts: 6, estimatedWatts: 7,
                    lostHashrateGHs: 8, leastLossGHs: 9, clients: [], skipped: []), of: 10, "Words.")
        }

    private static func codes(of _: String, _ codes: [String]) -> [PlanMessage] { codes.map { .count($0, 2, "miners.") } }

    private func text(_ path: String) throws -> String {
        let plugin = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../../Plugins/Hosting")
        return try String(contentsOf: plugin.appendingPathComponent(path), encoding: .utf8)
    }

    @Test("every code is one of its own, is asked for by the page, and has words whose figures the message gives, in every language")
    func catalogues() throws {
        #expect(Set(Self.all.map(\.code)).count == Self.all.count)
        let page = try text("pages/plan_message.mustache")
        for language in ["en", "zh-CN"] {
            let catalogue = try JSONValue(parsing: Array(try text("locales/\(language).json").utf8))
            for message in Self.all where message.code != "results" {
                let words = try #require(catalogue["said.\(message.code)"]?.string, "\(language) \(message.code)")
                #expect(page.contains("{{#says_\(message.code)}}{{t.said.\(message.code)}}"), "\(message.code)")
                let figures = try JSONValue(parsing: Array(message.values.utf8))
                let asked = words.split(separator: "{{").dropFirst().compactMap { $0.split(separator: "}}").first.map(String.init) }
                // The statement that deletes a plan adds its name.
                for name in asked where message.code != "deleted" || name != "plan" {
                    #expect(figures[name] != nil, "\(language) \(message.code) asks for \(name)")
                }
            }
        }
        for outcome in DeviceOrderResult.Outcome.allCases where page.contains("says_results") {
            #expect(page.contains("{{#\(outcome.rawValue)}}"), "\(outcome)")
        }
    }

    @Test("the English words are those that the interface always told")
    func words() {
        #expect(PlanMessage.ended(stuck: ["A", "B"], shed: false).text == "Nothing was shed. 2 did not come back; look at them: A, B.")
        #expect(PlanMessage.miners("x", (1...12).map { "S\($0)" }, "did not obey").text.hasSuffix("S9, S10, …."))
        let results = [DeviceOrderResult.Outcome.refused, .accepted, .accepted].enumerated().map {
            DeviceOrderResult(minerId: Int64($0.offset), outcome: $0.element, detail: "")
        }
        #expect(PlanMessage.results(results).text == "2 accepted, 1 refused")
        #expect(PlanMessage.results(results).values == #"{"accepted":2,"refused":1}"#)
        #expect(PlanMessage(.room(watts: 1, capWatts: 8, moreWatts: 6)).code == "room")
    }
}
