import PluginKit
import Testing

@testable import Analytics

@Suite("What mempool.space says of the newest blocks")
struct ChainReplyTests {
    private func blocks(_ text: String) throws -> [MinedBlock] { try MempoolReply.recentBlocks(Fixture.reply(.mempoolSpace, text: text)) }

    private func failure(_ text: String) throws -> ProviderFailure { try #require(throws: ProviderFailure.self) { try blocks(text) } }

    private func block(_ height: String = "840000", weight: String = "3993281", transactions: String = "3050", extras: String? = nil)
        -> String
    {
        "{\"height\":\(height),\"timestamp\":1713571767,\"tx_count\":\(transactions),\"weight\":\(weight)"
            + (extras.map { ",\"extras\":\($0)" } ?? "") + "}"
    }

    @Test("Blocks are read newest first with what they hold, without fees where the provider tells none") func plain() throws {
        let blocks = try MempoolReply.recentBlocks(try Fixture.reply(.mempoolSpace, "mempool_blocks"))
        #expect(blocks.map(\.height) == [1_472_246, 1_472_245])
        #expect(blocks[0].minedAt == Timestamp(unixMicros: 1_630_642_018_000_000))
        #expect(blocks.allSatisfy { $0.transactions == 2 && $0.weight == 16_901 && $0.feesSatoshis == nil && $0.pool == nil })
        #expect(MinedBlock.meanFeesSatoshis(blocks) == nil)
    }

    @Test("Fees and finders come with the extras; the share is that of the subsidy of the block's height and the fees") func extras() throws
    {
        let blocks = try MempoolReply.recentBlocks(try Fixture.reply(.mempoolSpace, "mempool_blocks_extras"))
        #expect(blocks.map(\.feesSatoshis) == [1_615_000_000, 3_762_678_416, nil])
        #expect(blocks.map(\.pool) == ["Foundry USA", "ViaBTC", nil])
        // Block 840,000 is the first with 3.125 BTC.
        #expect(abs(try #require(blocks[1].feeSharePercent) - 3_762_678_416 / 4_075_178_416.0 * 100) < 1e-9)
        #expect(blocks[2].feeSharePercent == nil)
        #expect(MinedBlock.meanFeesSatoshis(blocks) == 2_688_839_208)
    }

    @Test("What is no block, no chain or more than is due is refused") func refused() throws {
        for text in [
            "[]", "{}", "7", "[7]", "[{}]", "[\(block("null"))]", "[\(block(weight: "4000001"))]", "[\(block(weight: "0"))]",
            "[\(block(transactions: "0"))]", "[\(block(transactions: "1.5"))]", "[\(block(extras: "7"))]",
            "[\(block(extras: "{\"totalFees\":-1}"))]", "[\(block(extras: "{\"totalFees\":\"much\"}"))]",
            "[\(block(extras: "{\"totalFees\":100000000001}"))]", "[\(block(extras: "{\"totalFees\":5,\"reward\":312500006}"))]",
            "[\(block(extras: "{\"pool\":{}}"))]", "[\(block(extras: "{\"pool\":7}"))]",
            "[\(block("840000")),\(block("840000"))]", "[\(block("840000")),\(block("840001"))]", "[\(block("840000")),\(block("839998"))]",
            "[" + (0...100).map { block(String(840_000 - $0)) }.joined(separator: ",") + "]",
        ] { #expect(try failure(text).code == .malformed, "\(text.prefix(120))") }
        #expect(try failure("[\(block("-1"))]").code == .implausible)
        #expect(try failure("[\(block("99999999"))]").code == .implausible)
        // Texts for numbers, and a miner that claimed less than it was due.
        let read = try blocks("[\(block("\"840000\"", extras: "{\"totalFees\":\"5\",\"reward\":0,\"pool\":{\"name\":\" \"}}"))]")
        #expect(read.map(\.feesSatoshis) == [5] && read.map(\.pool) == [nil])
    }
}
