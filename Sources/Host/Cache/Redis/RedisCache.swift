/// Values in Redis, for all hosts of an installation.
package final class RedisCache: RemoteCache {
    private let client: RedisClient
    private let prefix: String

    /// - Parameter installation: Tells installations that share a Redis apart; the same on all hosts of one. Letters and digits.
    package init(_ address: RedisAddress, installation: String) {
        client = RedisClient(address)
        prefix = "hashinsight:\(installation):"
    }

    /// As ``RemoteCache/place``.
    package var place: String { client.address.description }

    /// As ``CacheBackend/get(_:leaseMillis:)``.
    package func get(_ key: CacheKey, leaseMillis: Int64) async throws(CacheError) -> CacheLookup {
        let names = names(key.partition)
        let lease = Int64.random(in: 1 ... .max)
        let reply = try await run(.get, [names.value + key.name, names.lease + key.name], [Self.bytes(leaseMillis), Self.bytes(lease)])
        guard reply.count == 4, let state = reply[0].integer.flatMap(CacheLookup.State.init), let bytes = reply[1].bytes,
            let age = reply[2].integer, let isGiven = reply[3].integer
        else { throw unexpected }
        return CacheLookup(state: state, bytes: bytes, ageMillis: age, lease: isGiven == 1 ? lease : nil)
    }

    /// As ``CacheBackend/put(_:_:lease:within:)``.
    package func put(
        _ key: CacheKey, _ value: CacheValue, lease: Int64?, within limits: CacheLimits
    ) async throws(CacheError) -> CacheUse? {
        let names = names(key.partition)
        let reply = try await run(
            .put, names.keys(key.name),
            [
                Array(key.name.utf8), value.bytes, Self.bytes(value.freshMillis), Self.bytes(value.keepMillis),
                lease.map(Self.bytes) ?? [], Self.bytes(Int64(limits.entries)), Self.bytes(Int64(limits.bytes)),
                Self.bytes(Int64(key.name.utf8.count + value.bytes.count)), Array(names.value.utf8),
            ])
        guard reply.count == 3, let isKept = reply[0].integer, let entries = reply[1].integer, let bytes = reply[2].integer else {
            throw unexpected
        }
        return isKept == 1 ? CacheUse(entries: Int(clamping: entries), bytes: Int(clamping: bytes)) : nil
    }

    /// As ``CacheBackend/remove(_:)``.
    package func remove(_ key: CacheKey) async throws(CacheError) {
        _ = try await run(.remove, names(key.partition).keys(key.name), [Array(key.name.utf8)])
    }

    /// As ``CacheBackend/release(_:lease:)``.
    package func release(_ key: CacheKey, lease: Int64) async throws(CacheError) {
        _ = try await run(.release, [names(key.partition).lease + key.name], [Self.bytes(lease)])
    }

    /// As ``CacheBackend/clear(_:)``.
    package func clear(_ partition: CachePartition) async throws(CacheError) {
        let names = names(partition)
        _ = try await run(.clear, names.index, [Array(names.value.utf8), Array(names.lease.utf8)])
    }

    /// As ``RemoteCache/probe()``: by a write, which is gone after a second.
    package func probe() async throws(CacheError) {
        // A write, since a replica that only reads is of no use.
        let reply = try await client.send(RedisCommand("SET", prefix + "probe", "1", "PX", "1000"))
        if case .refused(let words) = reply { throw CacheError(.away, "\(place) refuses: \(words)") }
        guard reply == .status("OK") else { throw unexpected }
    }

    /// As ``RemoteCache/close()``.
    package func close() { client.close() }

    /// The names of a partition's keys begin with these; no name of one can be a name of another.
    struct Names {
        let value: String
        let lease: String
        /// Index, sizes and sum.
        let index: [String]

        init(prefix: String, _ partition: CachePartition) {
            let base = "\(prefix){\(partition)}:"
            value = base + "v:"
            lease = base + "l:"
            index = ["x", "s", "b"].map { base + $0 }
        }

        func keys(_ name: String) -> [String] { [value + name, lease + name] + index }
    }

    func names(_ partition: CachePartition) -> Names { Names(prefix: prefix, partition) }

    private func run(_ script: RedisScript, _ keys: [String], _ arguments: [[UInt8]]) async throws(CacheError) -> [RedisReply] {
        func command(_ verb: String, _ text: String) -> RedisCommand {
            var command = RedisCommand(verb, text, "\(keys.count)")
            command.parts += keys.map { Array($0.utf8) } + arguments
            return command
        }
        var reply = try await client.send(command("EVALSHA", script.digest))
        if case .refused(let words) = reply, words.hasPrefix("NOSCRIPT") { reply = try await client.send(command("EVAL", script.text)) }
        if case .refused(let words) = reply { throw CacheError(.away, "\(place) refuses: \(words)") }
        guard let fields = reply.array else { throw unexpected }
        return fields
    }

    private var unexpected: CacheError { CacheError(.away, "\(place) gave an answer that was not expected") }

    private static func bytes(_ number: Int64) -> [UInt8] { Array("\(number)".utf8) }
}
