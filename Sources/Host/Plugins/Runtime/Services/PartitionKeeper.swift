/// Knows where rows of a partitioned table go.
package protocol PartitionKeeper: Sendable {
    /// The partition that holds rows from `startMicros` on, as `schema.table`; made if it is missing.
    ///
    /// - Parameter startMicros: Begin of the partition's time, Unix microseconds, a multiple of `everySeconds` from 1970 on.
    func partition(plugin: String, table: String, startMicros: Int64, everySeconds: Int) async throws -> String
}
