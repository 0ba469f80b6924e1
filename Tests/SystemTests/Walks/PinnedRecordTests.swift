import Crypto
import Foundation
import TestSupport
import Testing

extension SystemTests {
    @Suite("A pinned record") struct PinnedRecordTests {
        @Test(
            "From a request to a node and a folder: its identifier is on its page, whoever has the key reads it there, and erased it is gone"
        )
        func outlives() async throws {
            let node = PinningPeer(.kubo)
            let installation = try Installation()
            try installation.writeNotarizing()
            let folder = installation.folder + "/pins"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let environment = ["KUBO_RPC": node.url, "PINNING_FOLDER": folder]
            var host = try await installation.start(environment: environment).ready()
            do {
                var member = try await host.login("alpha")
                let text = "what our miners delivered in the third quarter"
                let made = try await member.post("/api/v1/blockchain/records", ["kind": "report", "id": "R-1", "body": .text(text)])
                #expect(made.status == 201, "\(made.text)")
                let path = "/api/v1/blockchain/records/\(made.json["id"].text)"
                try await pinned(member, path, places: ["folder", "kubo"])
                let record = try await member.get(path).json
                let cid = record["cid"].text

                // The bytes as the node and the folder give them lead to the identifier, and with the key to the record.
                let bytes = try #require(node.bytes(cid))
                #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(cid)"))) == bytes)
                #expect(PinningPeer.identifier(of: bytes) == cid)
                #expect(!String(decoding: bytes, as: UTF8.self).contains("R-1"))
                let key = try await member.get(path + "/evidence").json
                #expect(key["cid"].text == cid)
                #expect(try open(bytes, key) == text)
                let page = try await member.get("/blockchain/records/\(made.json["id"].text)").text
                #expect(page.contains(cid) && page.contains("kubo") && page.contains("folder"), "\(page)")
                // A neighbour finds nothing.
                #expect(try await host.login("beta").get(path + "/evidence").status == 404)
                let metrics = try await host.client.get("/metrics").text
                #expect(metrics.contains(#"hashinsight_pinning_objects_total{provider="kubo",outcome="pinned"} 1"#))

                // Killed while the node does not answer; what waited goes out after the next start, once.
                node.fault(.hold)
                let second = try await member.post("/api/v1/blockchain/records", ["kind": "report", "id": "R-2", "body": "two"])
                let secondPath = "/api/v1/blockchain/records/\(second.json["id"].text)"
                try await eventually("the node was asked", patience: .seconds(60)) {
                    node.asked.count { $0.contains("/block/put") } >= 2 ? true : nil
                }
                await host.crash()
                host = try await installation.start(environment: environment).ready()
                member = try await host.login("alpha")
                try await pinned(member, secondPath, places: ["folder", "kubo"])
                #expect(node.pinCount == 2)

                let owner = try await host.login("alpha")
                #expect(try await owner.delete(path).status == 204)
                try await eventually("what was erased is unpinned", patience: .seconds(60)) {
                    try await owner.get(path).json["pin_state"].text == "removed" ? true : nil
                }
                #expect(!node.pinned.contains(cid) && node.pinCount == 1)
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(cid)"))
                #expect(try await owner.get(path + "/evidence").status == 404)
            } catch {
                await host.stop()
                node.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            node.stop()
            installation.remove()
        }

        private func pinned(_ member: Client, _ path: String, places: [String]) async throws {
            try await eventually("\(path) is pinned at \(places)", patience: .seconds(90)) {
                let record = try await member.get(path).json
                let found = record["pins"].items.filter { $0["state"].text == "pinned" }.map { $0["provider"].text }
                return found.sorted() == places ? true : nil
            }
        }

        /// As somebody would who has the two files and no host.
        private func open(_ bytes: [UInt8], _ key: JSON) throws -> String {
            let sealed = try #require(Data(base64Encoded: JSON(parsing: Data(bytes))["sealed"].text))
            let secret = SymmetricKey(data: Self.bytes(key["key"].text))
            let tied = Self.bytes(key["additional_data"].text)
            let opened = try AES.GCM.open(.init(combined: sealed), using: secret, authenticating: tied)
            #expect(SHA256.hash(data: opened).map { String(format: "%02x", $0) }.joined() == key["body_sha256"].text)
            return String(decoding: opened, as: UTF8.self)
        }

        private static func bytes(_ digits: String) -> [UInt8] {
            stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(digits.dropFirst($0).prefix(2), radix: 16) }
        }
    }
}
