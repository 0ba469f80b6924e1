import EventLoop
import PostgresClient
import Synchronization
import TestSupport

/// A fresh database and a pool on it, closed when `body` ends.
func withPool<Value: Sendable>(
    _ change: (inout PostgresPoolOptions) -> Void = { _ in }, _ body: (PostgresPool) async throws -> Value
) async throws -> Value {
    try await withPool(TestPostgres.shared.makeDatabase(), change, body)
}

/// A pool on a given database, closed when `body` ends.
func withPool<Value: Sendable>(
    _ configuration: PostgresConfiguration, _ change: (inout PostgresPoolOptions) -> Void = { _ in },
    _ body: (PostgresPool) async throws -> Value
) async throws -> Value {
    var options = PostgresPoolOptions()
    options.defaultDeadlineNanos = 20_000_000_000
    change(&options)
    let loops = try EventLoopGroup(count: 1, name: "test")
    let pool = PostgresPool(configuration, options: options, loops: loops)
    do {
        let value = try await body(pool)
        await pool.close()
        loops.shutdown()
        return value
    } catch {
        await pool.close()
        loops.shutdown()
        throw error
    }
}

/// The error of a call, or nil if it worked.
func failure<Value>(_ body: () async throws -> Value) async -> PostgresError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? PostgresError ?? PostgresError(.protocol, "not a PostgresError: \(error)")
    }
}

/// A mutex on the heap, so that closures can share it.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    func change(_ body: (inout sending Value) -> Void) { mutex.withLock { body(&$0) } }
}

/// Nanoseconds from now, as a deadline.
func deadline(_ milliseconds: UInt64) -> UInt64 { EventLoop.nowNanos() + milliseconds * 1_000_000 }
