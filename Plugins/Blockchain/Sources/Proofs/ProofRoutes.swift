import Ethereum
import PluginKit

/// Proofs: made, downloaded, and checked, for a record that is stored here or for any proof file.
struct ProofRoutes: Sendable {
    let context: PluginContext
    // A proof with its record.
    private static let maximumProofBytes = 4_194_304

    @ListBuilder<Route> var routes: [Route] {
        Route("record_proof", proof)
        Route("record_consistency", consistency)
        Route("verify_record") { request in
            let id = try request.integerParameter("id")
            let damage = try await ProofMaker(context: context).damage(id)
            let record = try await RecordStore(context: context).detail(id)
            return .json { json in
                json.object { json in
                    json.field("holds", damage == nil)
                    json.field("problem", damage)
                    json.field("state", record.state)
                }
            }
        }
        Route("verify_proof", verify)
    }

    @Sendable private func proof(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let proof = try await ProofMaker(context: context).proof(id, withBody: request.text("body") != "0")
        return Self.file(try proof.json, "proof-\(id).json")
    }

    @Sendable private func consistency(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let from = try request.integer("from") else {
            throw PluginError(.invalidArgument, "from: how many records the older proof stands among is expected (tree.size in its file).")
        }
        let found = try await ProofMaker(context: context).consistency(id, from: from)
        return Self.file(try found.json, "consistency-\(found.proof.oldSize)-\(found.proof.size).json")
    }

    private static func file(_ json: String, _ name: String) -> Response {
        var response = Response.bytes(Array(json.utf8), contentType: "application/json")
        response.headers.append(("content-disposition", "attachment; filename=\"\(name)\""))
        return response
    }

    /// The body is the proof file. Says whether its arithmetic holds, and how far the chain has it if it is one of this tenant's.
    @Sendable private func verify(_ request: Request) async throws -> Response {
        let bytes = try request.body(atMost: Self.maximumProofBytes)
        do {
            let proof = try NotaryProof(json: bytes)
            let root = try proof.root()
            let row = try await context.database.query("interval_of_root", .bytes(root.bytes)).first
            let ours = try row.map { try Self.isOurs(proof.place, $0) } == true ? row : nil
            let link = try ours.map { row in
                Anchor(
                    stream: proof.place.stream, previousLink: try Bytes32(row["previous_link"] as [UInt8]), root: root,
                    size: UInt256(proof.inInterval.size), manifest: try Bytes32(row["manifest"] as [UInt8])
                ).link
            }
            return try .json { json in
                try json.object { json in
                    json.field("holds", true)
                    json.field("version", Int64(proof.place.told == nil ? 2 : 1))
                    json.field("root", root.description)
                    json.field("link", link?.description)
                    json.field("kind", proof.record.kind)
                    json.field("record_id", proof.record.id)
                    json.field("body_sha256", proof.record.bodyDigest.hex)
                    json.field("state", try ours?.text("state") ?? "unknown")
                }
            }
        } catch let fault as EthereumFault {
            return .json { json in
                json.object { json in
                    json.field("holds", false)
                    json.field("code", fault.code.rawValue)
                    json.field("problem", fault.message)
                }
            }
        }
    }

    /// Whether it names the chain and transaction that the tenant's own interval stands in.
    private static func isOurs(_ place: NotaryProof.Place, _ row: Row) throws -> Bool {
        try row.integer("chain_id") == Int64(exactly: place.chainID) && row["transaction"] as [UInt8]? == place.transaction.bytes
            && place.told.map { told in
                try row.integer("block_number") == Int64(exactly: told.blockNumber)
                    && row["block_hash"] as [UInt8]? == told.blockHash.bytes
            } ?? true
    }
}
