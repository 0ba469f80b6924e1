import PluginKit
import Testing

@testable import CRM

@Suite struct RecordDraftTests {
    @Test("every fault is told, not the first")
    func everyFault() {
        let draft = RecordDraft(
            ["lead_id": "x", "title": " ", "value": "1.234", "currency": "usd", "closes_on": "2026-02-30", "owner": "me"], of: .deal,
            isNew: true)
        #expect(draft.faults.map(\.field) == ["lead_id", "title", "value", "currency", "closes_on", "owner"])
        #expect(draft.faults[1].found == nil)
        #expect(draft.faults[2].message.hasPrefix("value: expected a decimal from 0"))
    }

    @Test("a new record must have what it must have, a change may leave it out")
    func required() {
        #expect(RecordDraft([:], of: .lead, isNew: true).faults.map(\.field) == ["name"])
        #expect(RecordDraft(["phone": "1"], of: .lead, isNew: false).faults.isEmpty)
        #expect(RecordDraft(["name": ""], of: .lead, isNew: false).faults.map(\.field) == ["name"])
    }

    @Test("a contract's site is a number, and null widens it to the rest again")
    func site() throws {
        func draft(_ site: String) throws -> RecordDraft {
            try RecordDraft(json: try JSONValue(parsing: Array("{\"site_id\": \(site)}".utf8)), of: .contract, isNew: false)
        }
        #expect(try draft("7").values == ["site_id": "7"] && draft("\" 7 \"").values == ["site_id": "7"])
        for none in ["null", "\"\""] { #expect(try draft(none).values["site_id"] == .some(nil), "\(none)") }
        for wrong in ["0", "-1", "1.5", "\"North\"", "99999999999999999999", "[7]"] {
            let faults = try draft(wrong).faults
            #expect(faults.map(\.field) == ["site_id"] && faults.first?.kind == .site, "\(wrong)")
        }
    }

    @Test("null clears a field: texts become empty, dates null")
    func clears() throws {
        let draft = try RecordDraft(
            json: try JSONValue(parsing: Array(#"{"closes_on": null, "value": null}"#.utf8)), of: .deal, isNew: false)
        #expect(draft.values["closes_on"] == .some(nil))
        #expect(draft.values["value"] == "0")
    }

    @Test("an amount comes as text: a number with a point has been a binary fraction")
    func amounts() throws {
        let draft = try RecordDraft(
            json: try JSONValue(parsing: Array(#"{"lead_id": 7, "title": "a", "value": 0.1}"#.utf8)), of: .deal, isNew: true)
        #expect(draft.faults.map(\.field) == ["value"])
        #expect(draft.values["lead_id"] == "7")
    }

    @Test(
        "addresses",
        arguments: [("a@b.org", true), ("a@b", false), ("a b@c.org", false), ("@c.org", false), ("a@b@c.org", false), ("a@.org", false)])
    func addresses(text: String, isGood: Bool) { #expect((FieldKind.email.read(text) != nil) == isGood) }

    @Test("days that a month does not have are no dates", arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-01T"])
    func dates(text: String) { #expect(FieldKind.date.read(text) == nil) }
}
