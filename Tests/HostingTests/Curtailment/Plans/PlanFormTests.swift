import PluginKit
import Testing

@testable import Hosting

@Suite("The form of a curtailment plan")
struct PlanFormTests {
    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test("shows the terms of a plan as it would be sent them, and sends the same again")
    func roundTrip() throws {
        let terms = try json(
            """
            {"site": "7", "target_watts": 1250000, "min_off_seconds": 1800, "cooldown_seconds": 450, "ramp_down_seconds": 120,
             "ramp_up_seconds": 90, "batch_size": 25, "max_percent_per_client": 60, "max_switches": 300, "max_per_client": 40,
             "min_power_watts": 500, "fair_share": true, "measured_power_only": true, "exclude": ["3", "9"]}
            """)
        var texts = PlanForm.texts(ofTerms: terms)
        #expect(texts["target"] == "1.250" && texts["unit"] == "MW" && texts["goal"] == "by" && texts["cooldown_minutes"] == "7.50")
        texts["site"] = "7"
        var form = PlanForm(texts)
        form.excluded = PlanForm.excluded(byTerms: terms)
        var again = JSONWriter()
        try again.object { json in for (name, value) in try form.terms(hasGoal: true) { json.field(name, value) } }
        let sent = try JSONValue(parsing: again.bytes)
        for field in terms.object?.fields ?? [] { #expect(sent[field.name] == field.value, "\(field.name)") }
        #expect(sent.object?.fields.count == terms.object?.fields.count)
        #expect(try PreviewDraft(sent).request == PreviewDraft(terms).request)
    }

    @Test("every whole watt and every whole second of a plan is the same again after the form")
    func wholeNumbers() throws {
        // Each watt up to 10 kW, then steps that share no factor with the units, through kW and MW up to 5 GW.
        let kilowatts = stride(from: Int64(10_001), to: 2_000_000, by: 97)
        let megawatts = stride(from: Int64(2_000_003), to: 5_000_000_000, by: 999_983)
        let lostWatts = try (Array(Int64(1)...10_000) + kilowatts + megawatts).filter { watts in
            let power = PlanForm.power(watts)
            return try PlanForm(["target": power.text, "unit": power.unit]).watts("target", unit: "unit") != watts
        }
        #expect(lostWatts.isEmpty)
        for (text, unit, watts) in [("1.001", "kW", 1_001), ("1.001", "MW", 1_001_000), ("2.0011", "MW", 2_001_100)] {
            #expect(try PlanForm(["target": text, "unit": unit]).watts("target", unit: "unit") == Int64(watts))
        }
        let lostSeconds = try (Int64(60)...4_000).filter { seconds in
            try PlanForm(["target": "5", "duration_minutes": PlanForm.minutes(seconds)]).json()["duration_seconds"]?.integer != seconds
        }
        #expect(lostSeconds.isEmpty)
    }

    @Test("one ramp for both ways fills both fields; terms that it does not show are kept")
    func older() throws {
        let terms = try json(
            #"{"reduce_to_watts": 900, "ramp_seconds": 60, "max_age_seconds": 240, "hold_seconds": 30, "strategy": "performance_priority"}"#
        )
        let texts = PlanForm.texts(ofTerms: terms)
        #expect(texts["ramp_down_seconds"] == "60" && texts["ramp_up_seconds"] == "60" && texts["goal"] == "to")
        #expect(texts["target"] == "0.900" && texts["unit"] == "kW")
        #expect(PlanForm.kept(ofTerms: terms).map(\.name) == ["max_age_seconds", "hold_seconds", "strategy"])
    }

    @Test(
        "names the field that is wrong",
        arguments: [
            ("max_switches", "many"), ("max_per_client", "-1"), ("cooldown_minutes", "soon"), ("min_power_watts", "5 kW"),
            ("max_percent_per_client", "half"), ("target", ""),
        ])
    func faults(_ field: String, _ text: String) {
        let form = PlanForm(["target": "5"].merging([field: text]) { _, given in given })
        let error = #expect(throws: PluginError.self) { _ = try form.json() }
        #expect(error?.field == field)
    }

    @Test("serial numbers may stand in lines, with commas or semicolons")
    func names() {
        #expect(ExcludedMiners.names(" SN 1\r\nSN-2, SN-3;\n\n,SN-4 ") == ["SN 1", "SN-2", "SN-3", "SN-4"])
        #expect(ExcludedMiners.names(" \n").isEmpty)
    }
}
