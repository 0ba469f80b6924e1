import PluginKit

/// What keeps a miner from being changed or deleted, as `miner_hindrances` tells it.
enum MinerHindrance {
    /// The refusal by the first hindrance.
    ///
    /// - Parameters:
    ///   - field: What a plan keeps as it is.
    ///   - wish: What can be done when the plan has ended.
    static func refusal(_ rows: Rows, field: String, of wish: String) throws -> PluginError {
        guard let row = rows.first else {
            return PluginError(.conflict, "The miner, its site or its plan changed meanwhile; nothing was written. Try again.")
        }
        switch try row["hindrance"] as String {
        case "address": return MinerDraft.crossed(with: try row["name"])
        case "plan":
            return PluginError(
                .conflict,
                "\(field): the plan \"\(try row["name"] as String)\" holds this miner. \(wish) when the plan has ended: recover it first.")
        default:
            return PluginError(
                .conflict, "\(field): a curtailment of your provider holds this miner. \(wish) when that has ended: ask your provider.")
        }
    }
}
