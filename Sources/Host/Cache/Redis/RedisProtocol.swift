internal import CHiredis

/// Redis's protocol by hiredis: commands as bytes, and bytes as answers. No I/O. Not for several threads at once.
final class RedisProtocol {
    /// An answer of more bytes is none of ours: a value has a mebibyte at most.
    static let mostUnreadBytes = 4 << 20

    private let reader: UnsafeMutablePointer<redisReader>
    private var unreadBytes = 0

    init() { reader = redisReaderCreate() }

    deinit { redisReaderFree(reader) }

    /// A command as it goes to Redis. Its parts may hold any bytes.
    static func encode(_ command: RedisCommand) -> [UInt8] {
        var bytes = Array("*\(command.parts.count)\r\n".utf8)
        for part in command.parts {
            bytes += Array("$\(part.count)\r\n".utf8)
            bytes += part
            bytes += [13, 10]
        }
        return bytes
    }

    /// Takes bytes from Redis in.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(CacheError) {
        unreadBytes += bytes.count
        guard unreadBytes <= Self.mostUnreadBytes,
            redisReaderFeed(reader, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count) == REDIS_OK
        else { throw CacheError(.away, "Redis gave an answer that is too long") }
    }

    /// The next answer; nil if more bytes are needed.
    func next() throws(CacheError) -> RedisReply? {
        var found: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &found) == REDIS_OK else {
            throw CacheError(.away, "what answers is not Redis: \(withUnsafeBytes(of: reader.pointee.errstr) { Self.text($0) })")
        }
        guard let found else { return nil }
        defer { freeReplyObject(found) }
        unreadBytes = 0
        return RedisReply(found.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.prefix(100), as: UTF8.self)
    }
}

/// A command and its arguments, as bytes.
struct RedisCommand: Sendable {
    var parts: [[UInt8]]

    init(_ words: String...) { parts = words.map { Array($0.utf8) } }

    /// Adds an argument.
    func with(_ bytes: [UInt8]) -> RedisCommand {
        var command = self
        command.parts.append(bytes)
        return command
    }

    func with(_ text: String) -> RedisCommand { with(Array(text.utf8)) }

    /// Of all parts together.
    var bytes: Int { parts.reduce(0) { $0 + $1.count } }
}
