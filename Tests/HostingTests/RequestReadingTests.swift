import PluginKit
import Testing

@testable import Hosting

@Suite("What requests ask for")
struct RequestReadingTests {
    private let now = Timestamp(rfc3339: "2026-11-21T02:03:04Z")!

    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: bytes(text)) }

    @Test("a span defaults to a day in five-minute buckets that begin at whole steps")
    func day() throws {
        let span = try TimeSpan(from: nil, to: nil, step: nil, now: now)
        #expect(span.source == .fiveMinutes)
        #expect(span.from == Timestamp(rfc3339: "2026-11-20T02:00:00Z"))
        #expect(span.buckets.count == 289)
    }

    @Test("the step follows the span, and can be asked for in words or seconds")
    func steps() throws {
        let cases: [(String, String?, TimeSpan.Source)] = [
            ("-1h", nil, .raw), ("-24h", nil, .fiveMinutes), ("-7d", nil, .hour), ("-90d", nil, .day), ("-24h", "raw", .raw),
            ("-24h", "1h", .hour), ("-24h", "300", .fiveMinutes), ("-24h", "3600s", .hour), ("-2w", "1d", .day),
        ]
        for (from, step, expected) in cases {
            #expect(try TimeSpan(from: from, to: nil, step: step, now: now).source == expected, "\(from) \(step ?? "")")
        }
    }

    @Test("a span that is backwards, too long for its step or no time at all is refused")
    func wrongSpans() {
        for (from, to, step) in [
            ("-1h", "-2h", nil), ("-60d", nil, "raw"), ("yesterday", nil, nil), ("-24x", nil, nil), ("-24h", nil, "week"),
        ]
            as [(String, String?, String?)]
        {
            #expect(throws: PluginError.self) { try TimeSpan(from: from, to: to, step: step, now: now) }
        }
    }

    @Test("a machine's own nameplate is a rate above 0 and watts, both or none")
    func nameplates() throws {
        let draft = try MinerDraft(try json(#"{"model":"Z1","nameplate_hashrate_ths":0.5,"nameplate_power_watts":3500}"#))
        #expect(draft.nameplate == Nameplate(hashrate: 0.5, powerWatts: 3_500))
        #expect(try MinerDraft(try json(#"{"model":"Z1","nameplate_hashrate_ths":null}"#)).nameplate == nil)
        for (text, message) in [
            (#"{"nameplate_hashrate_ths":200}"#, "nameplate_power_watts: \(Nameplate.together)"),
            (#"{"nameplate_power_watts":3500}"#, "nameplate_hashrate_ths: \(Nameplate.together)"),
            (
                #"{"nameplate_hashrate_ths":0,"nameplate_power_watts":3500}"#,
                "nameplate_hashrate_ths: expected a number of TH/s above 0."
            ),
            (
                #"{"nameplate_hashrate_ths":1,"nameplate_power_watts":0.5}"#,
                "nameplate_power_watts: expected a number of watts from 1 to 100000."
            ),
            (
                #"{"nameplate_hashrate_ths":"200","nameplate_power_watts":3500}"#,
                "nameplate_hashrate_ths: expected a number of TH/s from 0 to 100000."
            ),
        ] {
            let refusal = #expect(throws: PluginError.self, "\(text)") { try MinerDraft(try json(text)) }
            #expect(refusal?.message == message)
            #expect(refusal.map { FaultWords.text($0, language: "zh-CN").hasSuffix("。") } == true)
        }
    }

    @Test("a new miner needs a serial number, a model and an address")
    func drafts() throws {
        let draft = try MinerDraft(try json(#"{"serial_number":"A1","model_id":"m","address":"10.0.0.1","site_id":"4"}"#))
        try draft.requireComplete()
        #expect(draft.siteId == 4)
        let named = try MinerDraft(try json(#"{"tenant":"alpha","serial_number":"A1","model":"Antminer S21","address":"::1"}"#))
        try named.requireComplete()
        #expect((named.client, named.model) == ("alpha", "Antminer S21"))
        #expect(draft.setsSite)
        for text in [#"{"serial_number":"A1"}"#, #"{"serial_number":"A1","address":"10.0.0.1"}"#] {
            #expect(throws: PluginError.self) { try MinerDraft(try json(text)).requireComplete() }
        }
        for text in [
            #"{"serial":"A1"}"#, #"{"status":"broken"}"#, #"{"port":0}"#, #"{"port":"4028"}"#, #"{"address":"miner.local"}"#,
            #"{"serial_number":""}"#, #"{"serial_number":"a\u0000b"}"#, #"{"site_id":-1}"#, #"[1]"#,
            #"{"client":"alpha","tenant":5}"#, #"{"model_id":"m","model":[]}"#,
        ] {
            #expect(throws: PluginError.self, "\(text)") { try MinerDraft(try json(text)) }
        }
    }

    @Test("a new site needs a name; place and capacity may be left out or null")
    func siteDrafts() throws {
        let whole = try SiteDraft(try json(#"{"name":"North hall","location":"Luleå","capacity_mw":12.5}"#))
        #expect((whole.name, whole.location, whole.capacityMegawatts) == ("North hall", "Luleå", 12.5))
        let bare = try SiteDraft(try json(#"{"name":"X","location":null,"capacity_mw":null}"#))
        #expect((bare.location, bare.capacityMegawatts) == ("", 0))
        #expect(try SiteDraft(try json(#"{"name":"X","location":"","capacity_mw":100000}"#)).capacityMegawatts == 100_000)
    }

    @Test(
        "a site's field that is wrong or unknown is refused by its name",
        arguments: [
            (#"{"name":"X","capacity_mw":"12"}"#, "capacity_mw: expected a number of megawatts from 0 to 100000."),
            (#"{"name":"X","capacity_mw":-0.1}"#, "capacity_mw: expected a number"),
            (#"{"name":"X","capacity_mw":100000.5}"#, "capacity_mw: expected a number"),
            (#"{"name":"X","capacity_mw":true}"#, "capacity_mw: expected a number"),
            (#"{"name":"X","location":5}"#, "location: expected a text of at most 200 characters."),
            (#"{"name":"X","location":"a\u0000b"}"#, "location: expected a text"),
            (#"{"name":"X","capacity":9}"#, "capacity: unknown; expected capacity_mw, location, market, name."),
            (#"{"name":7}"#, "name: expected a text of 1 to 200 characters."), (#"{"name":""}"#, "name: expected a text"),
            (#"{"name":["X"]}"#, "name: expected a text"), (#"{"name":null}"#, "name: missing."), ("{}", "name: missing."),
            (#"[{"name":"X"}]"#, "Expected a JSON object with the site's fields."), ("7", "Expected a JSON object"),
        ])
    func wrongSites(text: String, message: String) {
        let error = #expect(throws: PluginError.self) { try SiteDraft(try json(text)) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test("characters are counted as the database counts them, not as a reader sees them")
    func scalars() throws {
        let letter = "e\u{301}"
        #expect(try SiteDraft(try json(#"{"name":"\#(String(repeating: letter, count: 100))"}"#)).name.count == 100)
        #expect(throws: PluginError.self) { try SiteDraft(try json(#"{"name":"\#(String(repeating: letter, count: 101))"}"#)) }
        #expect(throws: PluginError.self) { try MinerDraft(try json(#"{"serial_number":"\#(String(repeating: letter, count: 51))"}"#)) }
    }

    @Test("only addresses count as addresses")
    func addresses() {
        for text in ["127.0.0.1", "255.255.255.255", "::1", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1", "::"] {
            #expect(IPAddressText.canonical(text) != nil, "\(text)")
        }
        for text in [
            "", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "::1::", "1:2:3", ":1:2:3:4:5:6:7", "g::1", "12345::", "a.b.c.d", "1:::2",
        ] {
            #expect(IPAddressText.canonical(text) == nil, "\(text)")
        }
    }

    @Test("two spellings of one address are one")
    func spellings() {
        for (given, expected) in [
            ("10.0.0.1", "10.0.0.1"), ("FE80:0:0:0:0:0:0:1", "fe80::1"), ("2001:0db8::0001:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"),
            ("0:0:1:0:0:0:0:0", "0:0:1::"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::FFFF:a00:1", "10.0.0.1"), ("64:ff9b::10.0.0.1", "64:ff9b::a00:1"),
        ] {
            #expect(IPAddressText.canonical(given) == expected)
        }
    }

    @Test("numbers are written for people with the unit that reads best")
    func numbers() {
        #expect(DisplayNumber.text(13.849, 1) == "13.8")
        #expect(DisplayNumber.text(13.95, 0) == "14")
        #expect(DisplayNumber.text(-0.04, 1) == "0.0")
        #expect(DisplayNumber.text(2.005, 2).hasPrefix("2.0"))
        #expect(DisplayNumber.text(.nan, 1) == "–")
        #expect(DisplayNumber.hashrate(1_234_567) == ("1.23", "EH/s"))
        #expect(DisplayNumber.hashrate(999.94) == ("999.9", "TH/s"))
        #expect(DisplayNumber.power(1_500) == ("1.5", "kW"))
        #expect(DisplayNumber.percent(1, of: 0) == 0)
        #expect(DisplayNumber.duration(293_628) == "3 d 9 h")
        #expect(DisplayNumber.duration(59) == "59 s")
    }

    @Test("text in links is percent-encoded")
    func links() {
        #expect(QueryString.encode("a b&c=/中") == "a%20b%26c%3D%2F%E4%B8%AD")
    }
}
