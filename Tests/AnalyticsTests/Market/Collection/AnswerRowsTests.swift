import PluginKit
import Testing

@testable import Analytics

@Suite("What the database refuses of an answer")
struct AnswerRowsTests {
    private let rows = AnswerRows(source: .binance, content: .candles, count: 1, calls: [], inVain: nil)

    @Test("A refusal of the values is the provider's failure", arguments: ["21000", "22003", "22P05", "23514", "23505"])
    func values(state: String) throws {
        let failure = try #require(rows.refusal(PluginError(.conflict, "a row is too odd", sqlState: state)))
        #expect(failure.source == .binance && failure.code == .malformed)
        #expect(failure.message == "The database does not take its candles: a row is too odd")
    }

    @Test("What says nothing of the values is not", arguments: ["08006", "40001", "53100", "57014", "42501", nil] as [String?])
    func others(state: String?) {
        for code in [PluginError.Code.unavailable, .deadline, .overQuota, .internal] {
            #expect(rows.refusal(PluginError(code, "away", sqlState: state)) == nil)
        }
    }
}
