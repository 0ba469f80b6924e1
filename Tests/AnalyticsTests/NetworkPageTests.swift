import Foundation
import Testing

@Suite("Page of price and network")
struct NetworkPageTests {
    @Test("It renews itself on its event and by the clock, so that values turn stale where no event comes any more") func renewal() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Plugins/Analytics/pages/network.mustache")
        let text = try String(contentsOf: file, encoding: .utf8)
        let trigger = try #require(text.firstMatch(of: /hx-get="\/analytics\/network\/now" hx-trigger="([^"]+)"/)).1
        let parts = trigger.split(separator: ",").map { $0.drop { $0 == " " } }
        #expect(parts.contains { $0.hasPrefix("sse:analytics.market") })
        #expect(parts.contains("every 60s"))
    }
}
