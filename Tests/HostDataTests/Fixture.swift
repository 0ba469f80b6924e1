import EventLoop
import PostgresClient
import TestSupport

/// A pool of a role that is no superuser, as the host's, over an empty database.
func withPool(_ body: (PostgresPool) async throws -> Void) async throws {
    let configuration = try await TestPostgres.shared.makeDatabase()
    let loops = try EventLoopGroup(count: 1, name: "test")
    let pool = PostgresPool(configuration, options: PostgresPoolOptions(), loops: loops) { _ in }
    do { try await body(pool) } catch {
        await pool.close()
        loops.shutdown()
        throw error
    }
    await pool.close()
    loops.shutdown()
}
