import PluginKit
import Testing

@testable import Hosting

@Suite("The preview of a curtailment")
struct PreviewTests {
    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test("a request is read with its limits, times and rules")
    func whole() throws {
        let draft = try PreviewDraft(
            try json(
                """
                {"site": "12", "target_watts": 1000000, "strategy": "performance_priority", "fair_share": true, "max_switches": 300,
                 "max_per_client": 40, "max_percent_per_client": 60, "min_off_seconds": 900, "ramp_seconds": 120, "ramp_up_seconds": 300,
                 "hold_seconds": 3600, "batch_size": 25, "min_power_watts": 500, "max_age_seconds": 240, "cooldown_seconds": 600,
                 "measured_power_only": true, "exclude": ["7", 8]}
                """))
        #expect(draft.siteId == 12)
        var expected = CurtailmentRequest(goal: .reduceBy(watts: 1_000_000))
        expected.isFair = true
        expected.maximumSwitched = 300
        expected.maximumPerClient = 40
        expected.maximumPercentPerClient = 60
        expected.rules = EligibilityRules(
            mostAgeSeconds: 240, leastPowerWatts: 500, cooldownSeconds: 600, acceptsEstimatedPower: false, excluded: [7, 8])
        expected.times = SwitchTimes(rampDownSeconds: 120, holdSeconds: 3_600, rampUpSeconds: 300, leastOffSeconds: 900, batchSize: 25)
        #expect(draft.request == expected)
        let bare = try PreviewDraft(try json(#"{"reduce_to_watts": 0, "site": "all"}"#))
        #expect(bare.siteId == nil && bare.request == CurtailmentRequest(goal: .reduceTo(watts: 0)))
    }

    @Test(
        "a field that is wrong, missing or unknown is named",
        arguments: [
            ("{}", "target_watts: missing"), (#"{"target_watts":0}"#, "target_watts: expected an integer from 1"),
            (#"{"target_watts":-5}"#, "target_watts:"), (#"{"target_watts":"1 MW"}"#, "target_watts:"),
            (#"{"target_watts":1e30}"#, "target_watts:"), (#"{"target_watts":1.5}"#, "target_watts:"),
            (#"{"target_watts":1,"reduce_to_watts":1}"#, "reduce_to_watts: expected either"),
            (#"{"target_watts":1,"site":"x"}"#, "site:"), (#"{"target_watts":1,"site":-1}"#, "site:"),
            (#"{"target_watts":1,"strategy":"random"}"#, "strategy: expected performance_priority"),
            (#"{"target_watts":1,"fair_share":1}"#, "fair_share: expected true or false."),
            (#"{"target_watts":1,"max_switches":-1}"#, "max_switches:"), (#"{"target_watts":1,"max_per_client":1.5}"#, "max_per_client:"),
            (#"{"target_watts":1,"max_percent_per_client":101}"#, "max_percent_per_client:"),
            (#"{"target_watts":1,"min_off_seconds":700000}"#, "min_off_seconds:"), (#"{"target_watts":1,"batch_size":0}"#, "batch_size:"),
            (#"{"target_watts":1,"ramp_seconds":-1}"#, "ramp_seconds:"), (#"{"target_watts":1,"exclude":"7"}"#, "exclude:"),
            (#"{"target_watts":1,"exclude":[true]}"#, "exclude:"), (#"{"target_watts":1,"speed":7}"#, "speed: unknown;"),
            ("[1]", "Expected a JSON object with the curtailment's fields."),
        ])
    func wrong(text: String, message: String) {
        let error = #expect(throws: PluginError.self) { try PreviewDraft(try json(text)) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test("the answer tells target, delivery, loss, batches with times, clients and every reason")
    func answer() throws {
        var miners = (1...6).map { number in
            CurtailableMiner.healthy {
                $0.id = Int64(number)
                $0.serialNumber = "S\(number)"
            }
        }
        miners[5].firmware = "unheard of"
        var request = CurtailmentRequest(goal: .reduceBy(watts: 100_000))
        request.times = SwitchTimes(rampDownSeconds: 60, batchSize: 4)
        let now = try #require(Timestamp(rfc3339: "2026-11-21T12:00:00Z"))
        let answer = PreviewAnswer(plan: try PerformancePriority().plan(miners, request), miners: miners, request: request, now: now)
        var writer = JSONWriter()
        writer.object { answer.write(to: &$0) }
        let json = try JSONValue(parsing: writer.bytes)
        #expect(json["outcome"]?.string == "insufficient_load")
        #expect(json["delivered_watts"]?.integer == 5 * 3_250 && json["missing_watts"]?.integer == 100_000 - 5 * 3_250)
        #expect(json["lost_hashrate_ths"]?.number == 5 * 95.5 && json["is_optimal"]?.boolean == true)
        let batches = try #require(json["batches_off"]?.array)
        #expect(batches.map { $0["switched"]?.integer } == [4, 1])
        #expect(batches.map { $0["at"]?.string } == ["2026-11-21T12:00:00Z", "2026-11-21T12:01:00Z"])
        #expect(batches.map { $0["shed_watts"]?.integer } == [13_000, 16_250])
        #expect(json["batches_on"]?.array?.last?["shed_watts"]?.integer == 0)
        let skipped = try #require(json["skipped_by_reason"]?.array)
        #expect(skipped.map { $0["reason"]?.string } == ["unsupported_firmware"])
        #expect(skipped[0]["examples"]?.array?[0]["serial_number"]?.string == "S6")
        #expect(json["message"]?.string?.contains("1 unsupported_firmware") == true)
    }
}
