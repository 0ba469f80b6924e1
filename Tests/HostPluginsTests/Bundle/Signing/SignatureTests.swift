import Crypto
import Foundation
import Glibc
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A signature")
struct SignatureTests {
    private let key = SigningKey()

    private var policy: BundlePolicy {
        BundlePolicy(trustedKeys: [TrustedKey(name: "release", key: key.key.publicKey)], isDevelopment: false)
    }

    private func contents(_ files: [String: [UInt8]], executable: Set<String> = [], signature: [UInt8]? = nil) -> BundleContents {
        BundleContents(files.map { ($0.key, $0.value, executable.contains($0.key)) }, signature: signature)
    }

    /// `signature.json` of files.
    private func sign(_ files: [String: [UInt8]]) throws -> [UInt8] {
        try BundleSignature(signing: contents(files).list, with: key.key).bytes
    }

    /// What is wrong with files beside a signature; empty if it is accepted.
    private func refusal(_ files: [String: [UInt8]], executable: Set<String> = [], _ signature: [UInt8]?, by policy: BundlePolicy? = nil)
        -> String
    {
        do throws(BundleError) {
            _ = try (policy ?? self.policy).trust(contents(files, executable: executable, signature: signature), directory: "B.plugin")
            return ""
        } catch {
            return error.description
        }
    }

    @Test("that holds names who vouches for the bundle")
    func good() throws {
        let trust = try policy.trust(contents(BundleTests.whole, signature: try sign(BundleTests.whole)), directory: "B.plugin")
        #expect(trust == .signed(by: "release", keyId: key.id))
        #expect(key.id.count == 16)
    }

    @Test("is broken by each single byte of each file, which is named")
    func everyByte() throws {
        let signature = try sign(BundleTests.whole)
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        let disk = contents(BundleTests.whole)
        let signed = try BundleSignature(reading: signature).list
        for (path, bytes) in BundleTests.whole {
            let asked = Int.random(in: bytes.indices, using: &random)
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= UInt8.random(in: 1...255, using: &random)
                let files = disk.list.files.map {
                    $0.path == path ? BundleFile(path: path, sizeBytes: changed.count, sha256: BundleFile.digest(changed)) : $0
                }
                #expect(signed.differences(onDisk: BundleFileList(files)).map(\.path) == [path], "byte \(place), seed \(seed)")
                // The whole way for one byte of each file: the rest of it is the same for all.
                guard place == asked else { continue }
                let error = #expect(throws: BundleError.self, "\(path) byte \(place), seed \(seed)") {
                    try policy.trust(BundleFileList(files), signature: signature, directory: "B.plugin")
                }
                #expect(error?.issues.map(\.path) == [path], "byte \(place), seed \(seed)")
            }
        }
    }

    @Test("is broken on the disk by a changed byte, an added, removed or renamed file, and by a mode")
    func onDisk() throws {
        let folder = try BundleTests.Folder(BundleTests.whole.merging(["signature.json": try sign(BundleTests.whole)]) { $1 })
        func refusal() -> String {
            do throws(BundleError) {
                _ = try policy.trust(try BundleContents.read(folder.path), directory: folder.path)
                return ""
            } catch {
                return error.description
            }
        }
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        #expect(refusal() == "")
        for (path, bytes) in BundleTests.whole {
            let place = "\(folder.path)/\(path)"
            var changed = bytes
            changed[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            try Data(changed).write(to: URL(fileURLWithPath: place))
            #expect(refusal().contains("\(path): was changed"), "seed \(seed)")
            try FileManager.default.removeItem(atPath: place)
            #expect(refusal().contains("\(path): is missing"))
            try Data(bytes).write(to: URL(fileURLWithPath: place + "x"))
            #expect(refusal().contains("\(path): is missing") && refusal().contains("\(path)x: was added"))
            try FileManager.default.moveItem(atPath: place + "x", toPath: place)
            chmod(place, 0o755)
            #expect(refusal().contains("\(path): became executable"))
            chmod(place, 0o644)
            #expect(refusal() == "")
        }
        try Data([1]).write(to: URL(fileURLWithPath: folder.path + "/static/more.js"))
        #expect(refusal().contains("static/more.js: was added"))
    }

    @Test("of another bundle does not fit, nor does a manifest that was swapped")
    func swapped() throws {
        var other = BundleTests.whole
        other["plugin.yaml"] = Array(Manifests.hosting.replacing("role: guest", with: "role: owner").utf8)
        #expect(refusal(other, try sign(BundleTests.whole)).contains("plugin.yaml: was changed"))
        #expect(refusal(BundleTests.whole, try sign(other)).contains("plugin.yaml: was changed"))
    }

    @Test("by a key that is not trusted names the key; one under a trusted key's name does not hold")
    func wrongKey() throws {
        let stranger = SigningKey()
        let foreign = try BundleSignature(signing: contents(BundleTests.whole).list, with: stranger.key).bytes
        #expect(refusal(BundleTests.whole, foreign).contains("signed with the key \(stranger.id), which is not trusted here"))
        let posing = String(decoding: foreign, as: UTF8.self).replacing(stranger.id, with: key.id)
        #expect(refusal(BundleTests.whole, Array(posing.utf8)).contains("the signature is not that of the key \(key.id)"))
    }

    @Test("is asked for outside of development mode; there it may be missing or a stranger's, but never broken")
    func development() throws {
        let lax = BundlePolicy(trustedKeys: policy.trustedKeys, isDevelopment: true)
        #expect(refusal(BundleTests.whole, nil).contains("signature.json: missing"))
        #expect(refusal(BundleTests.whole, nil, by: lax) == "")
        let foreign = try BundleSignature(signing: contents(BundleTests.whole).list, with: SigningKey().key).bytes
        #expect(try lax.trust(contents(BundleTests.whole, signature: foreign), directory: "B") == .unsigned)
        let changed = BundleTests.whole.merging(["static/a.css": [1]]) { $1 }
        #expect(refusal(changed, try sign(BundleTests.whole), by: lax).contains("static/a.css: was changed"))
        #expect(refusal(changed, foreign, by: lax).contains("static/a.css: was changed"))
    }

    @Test("that is cut off anywhere is refused")
    func truncated() throws {
        let signature = try sign(BundleTests.whole)
        for length in signature.indices {
            #expect(refusal(BundleTests.whole, Array(signature[..<length])).contains("signature.json: "), "\(length) bytes")
        }
    }

    @Test("has one spelling: another blank, line's end, order or escape is refused, by its own name")
    func spelling() throws {
        let signature = String(decoding: try sign(BundleTests.whole), as: UTF8.self)
        let lax = BundlePolicy(trustedKeys: [], isDevelopment: true)
        for changed in [
            signature + "\n", " " + signature, String(signature.dropLast()), signature.replacing("\": ", with: "\":  ", maxReplacements: 1),
            signature.replacing("\n", with: "\r\n"), signature.replacing("ed25519", with: "ed2551\\u0039"),
            signature.replacing("  \"format\": 1,\n", with: "").replacing("\n}\n", with: ",\n  \"format\": 1\n}\n"),
        ] {
            #expect(changed != signature)
            for policy in [policy, lax] {
                #expect(
                    refusal(BundleTests.whole, Array(changed.utf8), by: policy).contains("signature.json: is not written as plugins sign"))
            }
        }
    }

    @Test("may be any bytes: it is refused, never a crash")
    func fuzz() throws {
        let signature = try sign(BundleTests.whole)
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        for _ in 0..<4_000 {
            var bytes = signature
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
                default: bytes.swapAt(place, Int.random(in: bytes.indices, using: &random))
                }
            }
            guard bytes != signature else { continue }
            #expect(refusal(BundleTests.whole, bytes).contains("signature.json: "), "seed \(seed)")
        }
    }

    @Test(
        "with a list of files that is none is refused",
        arguments: [
            ("\"path\": \"data/", "\"path\": \"../data/"), ("\"path\": \"data/", "\"path\": \"/data/"),
            ("\"path\": \"data/", "\"path\": \"zdata/"), ("\"size\": ", "\"size\": -"), ("\"format\": 1", "\"format\": 2"),
            ("ed25519", "rsa"), ("\"key_id\"", "\"key\""), ("\"executable\": false", "\"executable\": 0"),
        ])
    func malformed(_ old: String, _ new: String) throws {
        let text = String(decoding: try sign(BundleTests.whole), as: UTF8.self)
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        #expect(refusal(BundleTests.whole, Array(changed.utf8)).contains("signature.json: "))
    }
}
