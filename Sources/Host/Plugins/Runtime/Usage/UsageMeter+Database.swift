import HostTenancy
import PostgresClient

extension UsageMeter {
    /// What is left of a call's quota.
    /// - Throws: ``PluginCallError`` with `overQuota` if that is nothing.
    func left(_ quota: Quota, of spent: Int) throws(PluginCallError) -> Int {
        let limit = self[quota].limit
        guard spent < limit else { throw overQuota(quota, used: spent) }
        return limit - spent
    }

    /// Counts what a batch answered, and what its call has now had. The batch has been committed: the error keeps its rows from the plugin.
    func answered(_ results: ArraySlice<QueryResult>, for caller: PluginCall?) -> PluginCallError? {
        let now = monotonicNanos()
        var (rows, bytes) = (0, 0)
        for result in results {
            self[.rows].noteLargest(result.rows.rowCount, atNanos: now)
            self[.bytes].noteLargest(result.rows.bytes.count, atNanos: now)
            rows += result.rows.rowCount
            bytes += result.rows.bytes.count
        }
        guard let caller else { return nil }
        let allRows = caller.rowsAnswered.add(rows, ordering: .relaxed).newValue
        let allBytes = caller.bytesAnswered.add(bytes, ordering: .relaxed).newValue
        self[.rowsPerCall].noteLargest(allRows, atNanos: now)
        self[.bytesPerCall].noteLargest(allBytes, atNanos: now)
        if allRows > self[.rowsPerCall].limit { return overQuota(.rowsPerCall, used: allRows, atNanos: now) }
        if allBytes > self[.bytesPerCall].limit { return overQuota(.bytesPerCall, used: allBytes, atNanos: now) }
        return nil
    }

    /// Which quota a result was beyond; nil for any other failure.
    func excess(_ error: PostgresError, for caller: PluginCall?) -> PluginCallError? {
        func quota(_ single: Quota, _ whole: Quota, _ spent: Int, _ found: Int) -> PluginCallError {
            // The smaller of the two was in force.
            let isWhole = caller != nil && self[whole].limit - spent < self[single].limit
            return overQuota(isWhole ? whole : single, used: isWhole ? spent + found : found)
        }
        switch error.excess {
        case .rows(let found): return quota(.rows, .rowsPerCall, caller?.rowsAnswered.load(ordering: .relaxed) ?? 0, found)
        case .bytes(let found): return quota(.bytes, .bytesPerCall, caller?.bytesAnswered.load(ordering: .relaxed) ?? 0, found)
        case nil: break
        }
        // The server keeps no count of what it would have taken: more than the limit.
        switch error.sqlState {
        case "53400": return overQuota(.statementDiskBytes, used: self[.statementDiskBytes].limit + 1)
        // A value, an array or the whole process. "Out of shared memory", of locks, has the same code and is no statement's.
        case "54000": return overQuota(.statementMemoryBytes, used: self[.statementMemoryBytes].limit + 1)
        case "53200" where !error.message.contains("shared"):
            return overQuota(.statementMemoryBytes, used: self[.statementMemoryBytes].limit + 1)
        default: return nil
        }
    }

    /// Refuses a write before it waits for its turn, where that is known already; deletes are never refused.
    ///
    /// - Parameter canMeasure: Whether the storage can be measured when the write's turn comes; then only a figure that need not be is a
    ///   ground to refuse.
    /// - Throws: ``PluginCallError`` with `overQuota` if the tenant's storage is used up.
    func refuseIfFull(canMeasure: Bool) throws(PluginCallError) {
        if !(canMeasure && storage.mustMeasure()) { try mustHaveRoom() }
    }

    /// Lets a write of so many bytes through and counts them until the next measurement.
    /// - Throws: ``PluginCallError`` with `overQuota` if the tenant's storage is used up.
    func mayGrow(by bytes: Int) throws(PluginCallError) {
        try mustHaveRoom()
        storage.add(bytes)
    }

    private func mustHaveRoom() throws(PluginCallError) {
        let cell = self[.storageBytes]
        let used = cell.used(atNanos: 0)
        guard used < cell.limit else { throw overQuota(.storageBytes, used: used) }
    }
}
