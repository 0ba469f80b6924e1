import PluginKit
import Testing

@testable import Hosting

@Suite("The form of a curtailment rule")
struct RuleFormTests {
    private func form(_ body: String, changing terms: String? = nil) throws -> RuleForm {
        RuleForm(PostedForm(Array(body.utf8)), changing: try terms.map { try JSONValue(parsing: Array($0.utf8)) })
    }

    @Test("of each kind means what the interface takes")
    func kinds() throws {
        let weekly = try RuleDraft(
            try form(
                "name=Evenings&kind=weekly&weekday=5&weekday=1&start=17%3A30&duration_minutes=90&time_zone=America%2FChicago&target=250&unit=kW"
            ).json())
        #expect(
            weekly.conditions
                == .weekly(
                    WeeklyWindow(weekdays: [1, 5], startMinute: 1_050, durationSeconds: 5_400, zone: try ZoneName("America/Chicago"))))
        let price = try RuleDraft(
            try form(
                "name=Dear&kind=price&strike_usd_per_mwh=80.5&immediate_usd_per_mwh=&max_minutes=120&goal=to&target=1.5&unit=MW&site=7"
            ).json())
        #expect(price.conditions == .price(PriceRule(strikeUSDPerMWh: 80.5), mostSeconds: 7_200))
        #expect(price.scope == FleetScope(siteId: 7) && price.terms.contains("\"reduce_to_watts\":1500000"))
        let cap = try RuleDraft(try form("name=Cap&kind=power_cap&cap=2&cap_unit=MW&target=9").json())
        #expect(cap.conditions == .powerCap(PowerCapRule(capWatts: 2_000_000), mostSeconds: 86_400))
        #expect(!cap.terms.contains("target_watts"))
        let market = "name=Dear&kind=price&strike_usd_per_mwh=80&target=5&site=market%3AERCOT+North"
        #expect(try RuleDraft(try form(market).json()).scope == FleetScope(market: "ERCOT North"))
    }

    @Test(
        "names the field that is wrong",
        arguments: [
            ("name=A&kind=weekly&target=5", "weekdays"), ("name=A&kind=weekly&weekday=1&start=25%3A00&target=5", "start"),
            ("name=A&kind=weekly&weekday=1&target=much", "target"), ("name=A&kind=weekly&weekday=1", "target"),
            ("name=A&kind=weekly&weekday=1&target=5&time_zone=Foo5", "time_zone"),
            ("name=A&kind=weekly&weekday=1&target=5&max_switches=some", "max_switches"),
            ("name=A&kind=price&target=5", "strike_usd_per_mwh"),
            ("name=A&kind=price&strike_usd_per_mwh=9&immediate_usd_per_mwh=8&target=5", "immediate_usd_per_mwh"),
            ("kind=power_cap&cap=5", "name"), ("name=A&kind=power_cap", "cap_watts"), ("name=A&kind=tariff&target=5", "kind"),
        ])
    func faults(_ body: String, _ field: String) throws {
        let error = #expect(throws: PluginError.self) { _ = try RuleDraft(try form(body).json()) }
        #expect(error?.field == field, "\(error?.message ?? "nothing")")
    }

    @Test("leaves terms alone that only the interface sets, and replaces those that it shows")
    func kept() throws {
        let changed = try form(
            "name=A&kind=weekly&weekday=1&target=5&unit=kW&batch_size=",
            changing: #"{"target_watts": 9, "batch_size": 7, "exclude": ["3"], "cooldown_seconds": 60, "max_age_seconds": 90}"#)
        let terms = try JSONValue(parsing: Array(try RuleDraft(try changed.json()).terms.utf8))
        #expect(terms["target_watts"]?.integer == 5_000 && terms["batch_size"] == nil)
        #expect(terms["exclude"] == nil && terms["cooldown_seconds"] == nil && terms["max_age_seconds"]?.integer == 90)
    }

    @Test("a lead on UTC from before there were zones means what it did")
    func lead() throws {
        func zone(_ fields: String) throws -> ZoneName? {
            let json = #"{"weekdays": [1], "start": "17:30", "duration_seconds": 60\#(fields)}"#
            guard case .weekly(let window) = try RuleConditions(kind: "weekly", JSONValue(parsing: Array(json.utf8))) else { return nil }
            return window.zone
        }
        #expect(try zone("") == .utc)
        #expect(try zone(#", "utc_offset_minutes": 330"#)?.text == "UTC+5:30")
        #expect(try zone(#", "time_zone": "Europe/Oslo""#)?.stored == "Europe/Oslo")
        let both = #expect(throws: PluginError.self) { _ = try zone(#", "utc_offset_minutes": 60, "time_zone": "Europe/Oslo""#) }
        #expect(both?.field == "utc_offset_minutes")
    }
}
