import Crypto
import CryptoExtras
import TestSupport
import Testing

@testable import Ethereum

@Suite("Files of IPFS")
struct UnixFSTests {
    private struct File: Decodable {
        struct Profile: Decodable {
            let cidVersion: Int
            let chunkSize: Int
            let maxLinks: Int
            let rawLeaves: Bool
        }
        struct Content: Decodable {
            let utf8: String?
            let hex: String?
            let counter: Bool?
            let `repeat`: UInt8?
            let chacha20_seed: String?
        }
        struct Case: Decodable {
            let name: String
            let data: Content
            let length: Int
            let sha256: String
            let profile: String
            let cid: String
            let cumulativeSize: UInt64
            let blocks: UInt64
        }
        let profiles: [String: Profile]
        let files: [Case]
    }
    private let file: File

    init() throws { file = try Vectors.read("cid_unixfs", as: File.self) }

    @Test("Files up to 174 MiB have the identifiers of Kubo, in every profile, whatever the pieces they come in")
    func files() throws {
        #expect(file.files.count == 61)
        var random = SeededRandom(3)
        for example in file.files {
            var builder = UnixFSBuilder(try profile(example.profile))
            var digest = SHA256()
            var given = 0
            while given < example.length {
                let piece = Self.piece(
                    example.data, from: given, count: min(example.length - given, .random(in: 1...2_000_000, using: &random)))
                digest.update(data: piece)
                builder.append(piece) { _, _ in }
                given += piece.count
            }
            #expect(Hex.encode(Array(digest.finalize()), prefixed: false) == example.sha256, "\(example.name)")
            let made = builder.finish { _, _ in }
            #expect(made.cid.description == example.cid, "\(example.name), \(example.profile)")
            #expect(made.contentBytes == UInt64(example.length))
            #expect(made.cumulativeBytes == example.cumulativeSize, "\(example.name), \(example.profile)")
            #expect(made.blocks == example.blocks, "\(example.name), \(example.profile)")
        }
    }

    @Test("The blocks are those worked out by hand, each under its own identifier, children first")
    func blocks() throws {
        let hello = Array("hello world".utf8)
        var blocks: [[UInt8]] = []
        _ = UnixFSBuilder.file(hello, .v0From2015) { cid, block in
            blocks.append(block)
            #expect(cid == CID(hashing: block, as: .dagPB, version: .v0))
        }
        #expect(blocks.map { Hex.encode($0, prefixed: false) } == ["0a110802120b68656c6c6f20776f726c64180b"])

        let worked = try Vectors.read("cid_unixfs", as: Worked.self).worked
        let example = try #require(worked.first { $0.key.hasPrefix("two raw leaves") }?.value)
        var seen: [(CID, [UInt8])] = []
        let bytes = Self.piece(.init(utf8: nil, hex: nil, counter: true, repeat: nil, chacha20_seed: nil), from: 0, count: 262_145)
        let made = UnixFSBuilder.file(bytes, try profile("v1-256k-174-raw")) { seen.append(($0, $1)) }
        #expect(seen.map(\.0.description) == (example.links ?? []).map(\.cid) + [try #require(example.cid)])
        #expect(seen.last.map { Hex.encode($0.1, prefixed: false) } == example.dagpb_block)
        #expect(made.cid == seen.last?.0)
    }

    @Test("Two files that differ in one bit have different identifiers")
    func oneBit() {
        var random = SeededRandom(9)
        for _ in 0..<20 {
            let bytes = Damage.bytes(.random(in: 1...3000, using: &random), &random)
            var changed = bytes
            changed[.random(in: bytes.indices, using: &random)] ^= 1
            for profile in [UnixFSProfile.v0From2015, UnixFSProfile(version: .v1, chunkBytes: 100, maximumLinks: 3, rawLeaves: true)] {
                #expect(UnixFSBuilder.file(bytes, profile).cid != UnixFSBuilder.file(changed, profile).cid)
            }
        }
    }

    @Test("The identifier may be asked for in between: it is that of the bytes so far")
    func between() {
        let profile = UnixFSProfile(version: .v1, chunkBytes: 10, maximumLinks: 3, rawLeaves: false)
        var builder = UnixFSBuilder(profile)
        let bytes = (0..<400).map { UInt8($0 % 251) }
        for count in bytes.indices {
            #expect(builder.finish { _, _ in } == UnixFSBuilder.file(bytes[..<count], profile))
            builder.append([bytes[count]]) { _, _ in }
        }
    }

    private struct Worked: Decodable {
        struct Example: Decodable {
            struct Link: Decodable {
                let cid: String
            }
            let links: [Link]?
            let dagpb_block: String
            let cid: String?
        }
        let worked: [String: Example]
    }

    private func profile(_ name: String) throws -> UnixFSProfile {
        let found = try #require(file.profiles[name])
        return UnixFSProfile(
            version: found.cidVersion == 0 ? .v0 : .v1, chunkBytes: found.chunkSize, maximumLinks: found.maxLinks,
            rawLeaves: found.rawLeaves)
    }

    private static func piece(_ content: File.Content, from start: Int, count: Int) -> [UInt8] {
        if let text = content.utf8 { return Array(Array(text.utf8)[start..<start + count]) }
        if let byte = content.repeat { return [UInt8](repeating: byte, count: count) }
        if let seed = content.chacha20_seed {
            // The key stream is cut at its blocks of 64 bytes.
            let block = start / 64
            let zeros = [UInt8](repeating: 0, count: count + start - 64 * block)
            let stream = try! Insecure.ChaCha20CTR.encrypt(
                zeros, using: SymmetricKey(data: Array(SHA256.hash(data: Array(seed.utf8)))),
                counter: try! .init(offset: UInt32(block)), nonce: try! .init(data: [UInt8](repeating: 0, count: 12)))
            return Array(stream.suffix(count))
        }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            for index in 0..<count { buffer[index] = UInt8((start + index) % 251) }
            written = count
        }
    }
}
