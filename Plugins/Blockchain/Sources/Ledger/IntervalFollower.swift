import Ethereum
import PluginKit

/// Gives the host's notary what was written down, and keeps what it tells until it is final.
struct IntervalFollower: Sendable {
    let context: PluginContext

    struct Outcome: Sendable {
        var submitted = 0
        var changed = 0
        var finalized = 0
        /// Why nothing goes on, for a person.
        var problem: String?
    }

    /// Looks at each interval that is not final.
    func follow() async throws -> Outcome {
        var outcome = Outcome()
        for row in try await context.database.query("intervals_open") {
            let size: Int64 = try row["size"]
            let (leaf, state) = (try row["leaf"] as [UInt8], try row["state"] as String)
            // The size names the tree: the same key and leaf, however often a run is repeated.
            let key = "tree/\(size)"
            do throws(PluginError) {
                guard let receipt = try await context.notary.receipt(key: key) else {
                    try await context.notary.submit(key: key, leaf: leaf)
                    _ = try await context.database.batch([IntervalUpdate.call(size, nil)])
                    outcome.submitted += 1
                    continue
                }
                if let problem = IntervalUpdate.problem(receipt, leaf: leaf) { throw PluginError(.internal, problem) }
                _ = try await context.database.batch([IntervalUpdate.call(size, receipt)])
                if IntervalUpdate.name(receipt.state) != state { outcome.changed += 1 }
                if receipt.state == .finalized { outcome.finalized += 1 }
            } catch {
                try await context.database.execute("interval_problem", .integer(size), .text(String(error.message.prefix(500))))
                outcome.problem = error.message
                // The others would fare no better.
                if error.code == .unavailable || error.code == .overQuota { return outcome }
            }
        }
        return outcome
    }
}
