import Ethereum
import EventLoop
import Foundation
import HostData
import HostNotary
import Logging
import PostgresClient

// One interval of many tenants through the notary's own store, from the rows that wait to the rows that are sealed: see README.md.

let tenantCount: Int64 = 5_000

func milliseconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - start) / .milliseconds(1)
}

func tell(_ name: String, _ value: Double) { print(name, value) }

/// Prints one `name value` a line.
func measure(_ database: Database, rounds: Int) async throws {
    try await HostMigrator(pool: database.host).migrate()
    _ = try await database.host.query(
        """
        INSERT INTO app.tenants (key, id, kind, name, slots)
        SELECT n << 32, 'tenant-' || n, 'provider', 'Tenant ' || n, 2 FROM generate_series(1::bigint, $1::bigint) n
        """, .int(tenantCount))
    let key = PrivateKey.random()
    let contract = Address(createdBy: key.address, nonce: 0)
    let store = NotaryStore(database: database, chainID: 84_532, contract: contract, notary: key.address, host: "bench")
    guard let lease = try await store.acquire(holder: UUID().uuidString, milliseconds: 3_600_000) else { throw BenchError("no lease") }
    for round in 1...rounds {
        let submitting = try await milliseconds { try await submit(store, round) }
        tell("leaves_submitted_per_second", Double(tenantCount) * 1_000 / submitting)
        try await seal(store, lease, key)
    }
}

/// One leaf of each tenant, as the plugin gives it: a tree's root under a salt.
func submit(_ store: NotaryStore, _ round: Int) async throws {
    try await withThrowingTaskGroup { group in
        for part: Int64 in 0..<8 {
            group.addTask {
                for number in stride(from: part + 1, through: tenantCount, by: 8) {
                    let state = TenantState(tenant: "tenant-\(number)", size: UInt64(round), root: .random())
                    _ = try await store.submit(tenant: TenantKey(rawValue: number << 32), key: "tree/\(round)", leaf: state.leafHash)
                }
            }
        }
        try await group.waitForAll()
    }
}

/// The next interval, as the sender makes it, without the questions to a node.
func seal(_ store: NotaryStore, _ lease: NotaryLease, _ key: PrivateKey) async throws {
    let stream = try await store.stream(lease)
    var leaves: [NotaryStore.WaitingLeaf] = []
    let reading = try await milliseconds { leaves = try await store.waitingLeaves(limit: BlindedInterval.maximumSize) }
    guard leaves.count == Int(tenantCount) else { throw BenchError("\(leaves.count) leaves wait") }
    var interval: BlindedInterval?
    var attempt: TransactionAttempt?
    let nonce = stream.nextNonce ?? 0
    let building = try await milliseconds {
        let made = try BlindedInterval(
            leaves: leaves.map(\.leaf), stream: stream.stream, previousLink: stream.link, sequence: stream.sequence + 1)
        let transaction = Transaction(
            chainID: store.chainID, nonce: nonce, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 20_000_000, gasLimit: 120_000,
            to: store.contract, data: NotaryContract.anchor(made.anchor).data)
        attempt = TransactionAttempt(try transaction.signed(by: key))
        interval = made
    }
    guard let interval, let attempt else { throw BenchError("no interval") }
    let storing = try await milliseconds {
        _ = try await store.seal(
            lease, interval, sequence: stream.sequence + 1, of: leaves, into: stream, nonce: nonce, attempt: attempt)
    }
    guard try await store.waitingLeaves(limit: 1).isEmpty else { throw BenchError("leaves wait still") }
    tell("waiting_read_milliseconds", reading)
    tell("tree_and_transaction_milliseconds", building)
    tell("sealed_stored_milliseconds", storing)
    tell("interval_of_5000_stored_milliseconds", reading + building + storing)
}

struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
    FileHandle.standardError.write(Data("usage: NotaryIntervalBenchmark FOLDER ROUNDS\n".utf8))
    exit(64)
}
do {
    let cluster = try await PrivateCluster.start(dataDirectory: arguments[1])
    let loops = try EventLoopGroup(count: 1, name: "bench")
    let database = Database(
        cluster.configuration, passwords: RolePasswords(secret: Array("benchmark-secret".utf8)), loops: loops)
    do {
        try await measure(database, rounds: rounds)
        await database.close()
        loops.shutdown()
        await cluster.stop()
    } catch {
        await database.close()
        loops.shutdown()
        await cluster.stop()
        throw error
    }
} catch {
    FileHandle.standardError.write(Data("NotaryIntervalBenchmark: \(error)\n".utf8))
    exit(1)
}
