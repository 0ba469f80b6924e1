import PluginKit

/// Gathers records, gives them their places in the tenant's tree, has the tree notarized and the
/// records pinned, and follows that to its end.
struct NotarizeJob: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings

    var job: Job {
        Job("notarize") { _ in
            let resealed = try await RecordStore(context: context).sealKeys()
            let gathered = try await Gatherer(context: context, settings: settings).gather()
            let ledger = LedgerStore(context: context)
            let appended = try await ledger.append()
            try await ledger.notarize(tenant: try await RecordStore(context: context).tenant())
            let outcome = try await IntervalFollower(context: context).follow()
            let pins = try await RecordPinner(context: context, settings: settings).follow()
            return JobSummary { json in
                json.field("gathered", gathered.count)
                if let problem = gathered.problem { json.field("gather_problem", problem) }
                if resealed > 0 { json.field("keys_sealed", resealed) }
                json.field("appended", appended)
                json.field("submitted", outcome.submitted)
                json.field("changed", outcome.changed)
                json.field("finalized", outcome.finalized)
                json.field("pinned", pins.pinned)
                json.field("unpinned", pins.removed)
                if let problem = pins.problem { json.field("pin_problem", problem) }
                if let problem = outcome.problem { json.field("problem", problem) }
            }
        }
    }
}
