import Foundation
import PluginKit
import Testing

@testable import Analytics

@Suite("Age of the candles that signals and forecasts rest on")
struct CandleAgeTests {
    private func written(_ age: CandleAge?, _ write: (CandleAge?, inout JSONWriter) -> Void) throws -> JSONObject {
        var writer = JSONWriter()
        writer.object { json in write(age, &json) }
        return try #require(try JSONValue(parsing: writer.bytes).object)
    }

    @Test("They are of the newest candle's close, and stale once that is more than two days ago") func stale() throws {
        let opened = try #require(Timestamp(rfc3339: "2026-01-30T00:00:00Z"))
        let closed = try #require(Timestamp(rfc3339: "2026-01-31T00:00:00Z"))
        let ages: [(Double, Bool)] = [(0, false), (87_300, false), (172_800, false), (172_801, true), (10_000_000, true)]
        for (seconds, isStale) in ages {
            let age = CandleAge(newestOpenedAt: opened, now: closed.adding(seconds: seconds))
            #expect(age.asOf == closed)
            #expect(age.isStale == isStale, "\(seconds) s after the close")
        }
    }

    @Test("The API and the pages are told both; without candles the API says null and stale, a page nothing") func written() throws {
        let opened = try #require(Timestamp(rfc3339: "2026-01-30T00:00:00Z"))
        let age = CandleAge(newestOpenedAt: opened, now: opened.adding(seconds: 10 * 86_400))
        let told = try written(age) { CandleAge.write($0, to: &$1) }
        #expect(told["as_of"]?.string.flatMap(Timestamp.init(rfc3339:)) == age.asOf)
        #expect(told["is_stale"]?.boolean == true)
        let shown = try written(age) { CandleAge.writeShown($0, to: &$1) }
        #expect(shown["as_of_text"]?.string == "2026-01-31 00:00 UTC")
        #expect(shown["is_stale"]?.boolean == true)
        let none = try written(nil) { CandleAge.write($0, to: &$1) }
        #expect(none["as_of"] == .null)
        #expect(none["is_stale"]?.boolean == true)
        #expect(try written(nil) { CandleAge.writeShown($0, to: &$1) }.fields.isEmpty)
    }

    @Test("Both pages have a place for the notice", arguments: ["technical", "forecast"]) func notice(page: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../../Plugins/Analytics/pages/\(page).mustache")
        let text = try String(contentsOf: file, encoding: .utf8)
        let notice = try #require(text.firstMatch(of: /\{\{#is_stale\}\}(.+)\n?\{\{\/is_stale\}\}/))
        #expect(notice.1.contains("notice-warning") && notice.1.contains("{{t.\(page).stale}}") && notice.1.contains("{{as_of_text}}"))
    }
}
