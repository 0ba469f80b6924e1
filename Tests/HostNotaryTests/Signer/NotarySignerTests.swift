import Ethereum
import Foundation
import Testing

@testable import HostNotary

@Suite("Keys of the notary")
struct NotarySignerTests {
    private let key = PrivateKey.random()
    private let digest = Bytes32.random()
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("signer-\(UUID().uuidString)")

    private func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent(name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test("open by keystore and passphrase, in files that nobody else may read")
    func keystore() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let sealed = try Keystore(sealing: key, passphrase: Array("a b".utf8), cost: 4_096).json
        let store = try file("key.json", sealed)
        #expect(try KeyFiles.keystore(store, passphraseFile: file("right", "a b\n")).address == key.address)
        func problem(_ store: String, _ passphrase: String) -> String {
            do throws(NotarySettingsError) {
                _ = try KeyFiles.keystore(store, passphraseFile: passphrase)
                return ""
            } catch {
                return error.message
            }
        }
        #expect(problem(store, try file("wrong", "a c")).contains("passphrase"))
        #expect(problem(store, try file("open", "a b", mode: 0o640)).contains("chmod 600"))
        #expect(problem(try file("shared.json", sealed, mode: 0o604), try file("right", "a b")).contains("chmod 600"))
        #expect(problem(store, try file("empty", "\n")).contains("empty"))
        #expect(problem(store, folder.path).contains("no file"))
        #expect(problem(store, "/nowhere").contains("cannot be opened"))
        #expect(problem(try file("torn.json", String(sealed.prefix(200))), try file("right", "a b")).contains("JSON"))
    }

    @Test("stand in the environment on test chains alone", arguments: [(UInt64(84_532), true), (31_337, true), (8_453, false), (1, false)])
    func plain(chain: UInt64, isTaken: Bool) throws {
        let digits = Devkeys.first
        #expect(((try? KeyFiles.plain(digits, chainID: chain)) != nil) == isTaken)
        #expect((try? KeyFiles.plain("0x12", chainID: chain)) == nil)
    }

    private enum Devkeys { static let first = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80" }

    @Test("may stay in a program, whose signature is taken in every form and turned to the lower s")
    func command() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let signature = key.sign(digest)
        let high = try Self.highS(signature.s)
        for s in [signature.s.bytes, high] {
            for output in [signature.r.bytes + s, Self.der(signature.r.bytes, s)] {
                let raw = folder.appendingPathComponent("raw").path
                _ = try file("raw", "")
                try Data(output).write(to: URL(fileURLWithPath: raw))
                let asked = folder.appendingPathComponent("asked").path
                for body in [
                    "cat \(raw)", "printf '0x%s\\n' \(Hex.encode(output, prefixed: false))", "echo \(Hex.encode(output, prefixed: false))",
                ] {
                    let program = try file("sign", "cat > \(asked)\n\(body)\n")
                    let found = try await CommandSigner(["/bin/sh", program], address: key.address).sign(digest)
                    #expect(found == signature)
                    #expect(try String(contentsOfFile: asked, encoding: .utf8) == digest.hex + "\n")
                }
            }
        }
    }

    @Test("of a program are not believed: failure, silence, slowness and another's signature have their reasons")
    func badCommand() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func fault(_ body: String) async throws -> SignerFault? {
            // Read by the shell: the kernel runs no file that a process, which another test makes at that moment, has open for writing.
            let program = try file("sign", "\(body)\n")
            let signer = try CommandSigner(["/bin/sh", program, "argument"], address: key.address, limitSeconds: 1)
            do throws(SignerFault) {
                _ = try await signer.sign(digest)
                return nil
            } catch {
                return error
            }
        }
        #expect(try await fault("exit 3")?.message.contains("exit code 3") == true)
        #expect(try await fault("kill -9 $$")?.message.contains("signal 9") == true)
        #expect(try await fault("exec sleep 30")?.message.contains("within 1 s") == true)
        #expect(try await fault("true")?.code == .wrongSignature)
        // It answers, closes its output, and lives on; or something that it started holds the output.
        let child = folder.appendingPathComponent("child").path
        let lived = try await fault("echo 00; exec >&- 2>&-; sleep 1000 & echo $! > \(child); wait")
        #expect(lived?.code == .commandFailed && lived?.message.contains("has answered, but did not end within 1 s") == true)
        let number = try #require(
            pid_t(try String(contentsOfFile: child, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        // Killed with it; whoever takes up orphans may not have looked yet.
        var stat = "R"
        for _ in 0..<500 where stat != "Z" && stat != "" {
            let line = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
            stat = line.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(stat == "Z" || stat == "")
        #expect(try await fault("sleep 1000 & exit 0")?.message.contains("did not end its answer within 1 s") == true)
        let other = PrivateKey.random().sign(digest)
        #expect(try await fault("echo \(Hex.encode(other.r.bytes + other.s.bytes, prefixed: false))")?.code == .wrongSignature)
        #expect(throws: NotarySettingsError.self) { try CommandSigner(["relative"], address: key.address) }
        #expect(throws: NotarySettingsError.self) { try CommandSigner([], address: key.address) }
    }

    @Test("and chain are settings that say what is missing, and nothing at all without them")
    func settings() throws {
        func read(_ values: [String: String]) throws -> NotarySettings? { try NotarySettings { values[$0] } }
        #expect(try read([:]) == nil)
        #expect(try read(["BASE_L2_RPC": "https://sepolia.base.org"]) == nil)
        #expect(try read(["NOTARY_CONTRACT": "\(key.address)", "BLOCKCHAIN_PRIVATE_KEY": "0x1"]) == nil)
        let whole = [
            "BASE_L2_RPC": "http://127.0.0.1:1/a, https://sepolia.base.org", "NOTARY_CONTRACT": "\(key.address)",
            "BLOCKCHAIN_PRIVATE_KEY": Devkeys.first,
        ]
        let settings = try #require(try read(whole))
        #expect(settings.nodes.count == 2 && settings.chainID == 84_532 && settings.intervalSeconds == 3_600)
        #expect(try settings.signer().address == PrivateKey(hex: Devkeys.first).address)
        for (name, value) in [
            ("BASE_L2_RPC", "ftp://x"), ("BASE_L2_RPC", "https://a.org https://a.org"), ("NOTARY_CONTRACT", "0x12"),
            ("BASE_L2_RPC", "https://a.org, http://sepolia.base.org/key"), ("BASE_L2_RPC", "http://1.1.1.1:8545"),
            ("NOTARY_CHAIN_ID", "x"), ("NOTARY_INTERVAL_SECONDS", "0"), ("NOTARY_KEYSTORE", "/x"), ("NOTARY_MAX_FEE_MWEI", "0"),
        ] {
            #expect(throws: NotarySettingsError.self, "\(name)=\(value)") { try read(whole.merging([name: value]) { $1 }) }
        }
        let clear = #expect(throws: NotarySettingsError.self) {
            try read(whole.merging(["BASE_L2_RPC": "https://a.org, http://sepolia.base.org/key-of-mine"]) { $1 })
        }
        #expect(clear?.message.contains("BASE_L2_RPC: address 2 cannot be used: ") == true)
        #expect(clear?.message.contains("http://sepolia.base.org:80 would be asked in clear text") == true)
        #expect(clear?.message.contains("key-of-mine") == false)
        #expect(try read(whole.merging(["BASE_L2_RPC": "http://10.1.2.3:8545 http://localhost:8545"]) { $1 })?.nodes.count == 2)
        func warnsBelowGwei(_ values: [String: String]) throws -> UInt256? {
            try read(whole.merging(values) { $1 })?.lowBalance.quotientAndRemainder(dividingBy: 1_000_000_000).quotient
        }
        #expect(try warnsBelowGwei([:]) == 1_000_000)
        #expect(try warnsBelowGwei(["NOTARY_MAX_FEE_MWEI": "11"]) == 1_000_000)
        #expect(try warnsBelowGwei(["NOTARY_MAX_FEE_MWEI": "50000"]) == 50_000_000)
        #expect(try warnsBelowGwei(["NOTARY_MAX_FEE_MWEI": "50000", "NOTARY_LOW_BALANCE_GWEI": "7"]) == 7)
        let mainnet = try #require(try read(whole.merging(["NOTARY_CHAIN_ID": "8453"]) { $1 }))
        #expect(throws: NotarySettingsError.self) { try mainnet.signer() }
    }

    /// n − s.
    private static func highS(_ s: Bytes32) throws -> [UInt8] {
        let order = try Hex.decode("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
        var borrow = 0
        var result = [UInt8](repeating: 0, count: 32)
        for index in (0..<32).reversed() {
            var difference = Int(order[index]) - Int(s.bytes[index]) - borrow
            borrow = difference < 0 ? 1 : 0
            if difference < 0 { difference += 256 }
            result[index] = UInt8(difference)
        }
        return result
    }

    private static func der(_ r: [UInt8], _ s: [UInt8]) -> [UInt8] {
        func integer(_ bytes: [UInt8]) -> [UInt8] {
            var minimal = Array(bytes.drop { $0 == 0 })
            if minimal.first ?? 0 > 127 { minimal.insert(0, at: 0) }
            return [2, UInt8(minimal.count)] + minimal
        }
        let body = integer(r) + integer(s)
        return [0x30, UInt8(body.count)] + body
    }
}
