import PluginKit
import Testing

@testable import Blockchain

@Suite("A record as a request gives it")
struct RecordInputTests {
    private func read(_ json: String) throws -> NewRecord { try RecordInput.read(JSONValue(parsing: Array(json.utf8))) }

    private func faults(_ json: String) -> [String] {
        do { _ = try read(json) } catch let error as RecordInput.Faults { return error.faults.map(\.field) } catch { return ["\(error)"] }
        return []
    }

    @Test("A text or any bytes make a record")
    func taken() throws {
        let text = try read(#"{"kind":"report","id":"Q3 链","body":"a\u0000é"}"#)
        #expect(text.kind == "report" && text.id == "Q3 链" && text.body == Array("a\u{0}é".utf8))
        #expect(try read(#"{"kind":"r_1-x","id":"1","body_base64":"/wA="}"#).body == [255, 0])
        #expect(try read(#"{"kind":"r","id":"1","body":""}"#).body == [])
    }

    @Test("What does not fit is told field by field")
    func refused() {
        #expect(faults("{}") == ["kind", "id", "body"])
        #expect(faults(#"{"kind":"Report","id":"1","body":""}"#) == ["kind"])
        for kind in GatheredKind.allCases { #expect(faults(#"{"kind":"\#(kind.rawValue)","id":"1","body":""}"#) == ["kind"]) }
        #expect(faults(#"{"kind":"r","id":"a\nb","body":""}"#) == ["id"])
        #expect(faults(#"{"kind":"r","id":"\#(String(repeating: "x", count: 201))","body":""}"#) == ["id"])
        #expect(faults(#"{"kind":"r","id":"1","body":"a","body_base64":"YQ=="}"#) == ["body"])
        #expect(faults(#"{"kind":"r","id":"1","body_base64":"?"}"#) == ["body"])
        #expect(faults(#"{"kind":"r","id":"1","body":\#(String(repeating: "9", count: 5))}"#) == ["body"])
        #expect(faults(#"{"kind":"r","id":"1","body":"\#(String(repeating: "x", count: RecordInput.maximumBodyBytes + 1))"}"#) == ["body"])
        #expect(faults("[]") == ["kind", "id", "body"])
    }
}
