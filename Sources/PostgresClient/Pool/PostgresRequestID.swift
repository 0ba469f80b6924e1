/// Names one request that was started.
package struct PostgresRequestID: Sendable, Hashable {
    let number: UInt64
}
