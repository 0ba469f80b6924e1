import PluginKit

/// The newest blocks as the page shows them.
extension NetworkPageRoutes {
    static func write(_ round: BlocksRound, to json: inout JSONWriter) {
        json.field("source", BlocksRound.query.source.title)
        if let at = round.known?.collectedAt { DisplayTime.write("collected", at, to: &json) }
        json.field("is_stale", round.isStale)
        json.field("mean_fees", MinedBlock.meanFeesSatoshis(round.blocks).map(bitcoins))
        json.array("items") { json in
            for block in round.blocks {
                json.object { json in
                    json.field("height", DisplayNumber.text(Double(block.height), 0))
                    DisplayTime.write("mined", block.minedAt, to: &json)
                    json.field("pool", block.pool)
                    json.field("transactions", DisplayNumber.text(Double(block.transactions), 0))
                    json.field("filled", DisplayNumber.text(Double(block.weight) / Double(MinedBlock.mostWeight) * 100, 0))
                    json.field("fees", block.feesSatoshis.map { bitcoins(Double($0)) })
                    json.field("share", block.feeSharePercent.map { DisplayNumber.text($0, 2) })
                }
            }
        }
    }

    private static func bitcoins(_ satoshis: Double) -> String { DisplayNumber.text(satoshis / 100_000_000, 4) }
}
