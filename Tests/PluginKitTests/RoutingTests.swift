import PluginABI
import TestSupport
import Testing

@testable import PluginKit

@Suite struct RoutingTests {
    @Test("the bytes of one item of a form come as they were sent, though they are no text")
    func bytesOfAnItem() {
        let form = Array("csrf=x&file=%ff%00+a%2&file=second&empty=&bare".utf8)
        #expect(QueryString.bytes("file", in: form) == [0xFF, 0, 0x20, 0x61, 0x25, 0x32])
        #expect(QueryString.bytes("empty", in: form) == [])
        #expect(QueryString.bytes("bare", in: form) == [])
        #expect(QueryString.bytes("none", in: form) == nil)
    }

    @Test("query items are decoded; wrong percent signs stand for themselves")
    func query() {
        let items = QueryString.items("a=1&b=two+w%C3%B6rter&c&=x&d=%zz%4&&e=1=2".utf8)
        #expect(items.map(\.name) == ["a", "b", "c", "", "d", "e"])
        #expect(items.map(\.value) == ["1", "two wörter", "", "x", "%zz%4", "1=2"])
    }

    @Test("each of many names is found, others are not, and a name given twice is refused")
    func names() throws {
        let names = (0..<500).map { "route_\($0)" }
        let table = try NameTable(names.map { ($0, $0) }, what: "route")
        for name in names + ["route_500", "", "route"] {
            let message = HostMessages.request(name)
            let found = try? message.reading { buffer throws(PluginError) in
                try table.find(try MessageReader(buffer), Int(HI_REQUEST_ROUTE))
            }
            #expect(found == (names.contains(name) ? name : nil))
        }
        #expect(throws: PluginError.self) { try NameTable([("a", 1), ("a", 2)], what: "route") }
    }

    @Test("times are written as RFC 3339 and read back, before 1970 and on leap days too")
    func times() {
        #expect(Timestamp(unixMicros: 0).rfc3339 == "1970-01-01T00:00:00Z")
        #expect(Timestamp(unixMicros: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
        #expect(Timestamp(rfc3339: "2024-02-29T12:00:00.5+02:00")?.rfc3339 == "2024-02-29T10:00:00.500Z")
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<20_000 {
            let time = Timestamp(unixMicros: .random(in: -62_000_000_000_000_000...250_000_000_000_000_000, using: &random))
            #expect(Timestamp(rfc3339: time.rfc3339) == time, "seed \(seed)")
        }
    }

    @Test(
        "what is no time is none",
        arguments: [
            "", "2024", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00Zx", "2024-01-01T00:00:00+0200", "2024-1-01T00:00:00Z ",
        ])
    func noTimes(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }
}
