import TestSupport
import Testing

@testable import HostCache

@Suite("Redis's protocol")
struct RedisProtocolTests {
    private func read(_ pieces: [[UInt8]]) -> (replies: [RedisReply], isWhole: Bool) {
        let talk = RedisProtocol()
        var replies: [RedisReply] = []
        for piece in pieces {
            do {
                try piece.withUnsafeBytes { try talk.feed($0) }
                while let reply = try talk.next() { replies.append(reply) }
            } catch {
                return (replies, false)
            }
        }
        return (replies, true)
    }

    @Test("Answers are read in whatever pieces they come") func pieces() {
        let bytes = Array("*3\r\n:-7\r\n$3\r\na\r\n\r\n$-1\r\n+OK\r\n-ERR no\r\n".utf8)
        let expected: [RedisReply] = [.array([.integer(-7), .bytes(Array("a\r\n".utf8)), .none]), .status("OK"), .refused("ERR no")]
        for count in 1...bytes.count {
            let pieces = stride(from: 0, to: bytes.count, by: count).map { Array(bytes[$0..<min($0 + count, bytes.count)]) }
            let found = read(pieces)
            #expect(found.replies == expected && found.isWhole)
        }
    }

    @Test("Parts of a command are counted, whatever bytes they hold") func commands() {
        let command = RedisCommand("SET", "k\r\n").with([0, 255])
        #expect(RedisProtocol.encode(command) == Array("*3\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$2\r\n".utf8) + [0, 255, 13, 10])
    }

    @Test("An answer without end and what is no answer are refused") func hostile() {
        #expect(!read([Array("HTTP/1.1 400 Bad Request\r\n".utf8)]).isWhole)
        let flood = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        #expect(!read([Array("$900000000\r\n".utf8)] + Array(repeating: flood, count: 65)).isWhole)
    }

    @Test("Random bytes never trap") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let alphabet = Array("*$:+-0123456789\r\n".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 1...60, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            #expect(read([bytes]).replies.count <= bytes.count, "seed \(seed)")
        }
    }
}
