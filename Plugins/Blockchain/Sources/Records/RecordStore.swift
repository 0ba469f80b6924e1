import Crypto
import Ethereum
import PluginKit

/// Writes and erases records. What was notarized is never changed: a record's name stands for its bytes from the first time on.
struct RecordStore: Sendable {
    let context: PluginContext

    static let notFound = PluginError(.notFound, "There is no such record.")

    /// Stores records that are not there yet, in one transaction; gives how many were.
    func add(_ records: [NewRecord]) async throws -> Int {
        guard !records.isEmpty else { return 0 }
        let (tenant, secret) = (try await tenant(), try await secret())
        let calls = try records.map { record in
            let salted = NotaryRecord(tenant: tenant, kind: record.kind, id: record.id, body: record.body)
            let seal = try BodySeal(record, under: secret)
            return Database.Call(
                "records_insert", .text(record.kind), .text(record.id), .bytes(salted.bodyDigest.bytes), .bytes(salted.salt.bytes),
                .bytes(seal.sealed), .bytes(seal.key), .boolean(seal.isKeySealed), .integer(Int64(record.body.count)),
                .bytes(salted.leafHash.bytes))
        }
        return try await context.database.batch(calls).count { $0.affected == 1 }
    }

    /// Stores one and gives its id, and whether it is new. Throws `.conflict` if the name stands for other bytes, or was erased.
    func add(_ record: NewRecord) async throws -> (id: Int64, isNew: Bool) {
        let isNew = try await add([record]) == 1
        let row = try await context.database.query("record_named", .text(record.kind), .text(record.id)).one()
        let digest = try row["body_sha256"] as [UInt8]?
        guard digest == MerkleHash.sha256(record.body).bytes else {
            throw PluginError(
                .conflict,
                digest == nil
                    ? "The record \(record.kind) \(record.id) was erased; give the new one another id."
                    : "The record \(record.kind) \(record.id) was notarized with other bytes before; give the new one another id.")
        }
        return (try row["id"], isNew)
    }

    /// One record with the interval that holds it. Throws `.notFound`.
    func detail(_ id: Int64) async throws -> RecordDetail {
        guard let row = try await context.database.query("record_detail", .integer(id)).first else { throw Self.notFound }
        return try RecordDetail(row)
    }

    /// The record's bytes; nil once they are erased. Throws `.notFound`, and as ``BodySeal/opened(kind:id:under:)``.
    func body(_ id: Int64) async throws -> [UInt8]? {
        try await sealed(id).map { try $0.seal.opened(kind: $0.kind, id: $0.recordID, under: $0.secret) }
    }

    /// What opens the record's bytes where they are pinned; nil once it is erased. Throws as `body`.
    func evidence(_ id: Int64) async throws -> EvidenceKey? {
        try await sealed(id).map {
            EvidenceKey(
                cid: $0.cid, kind: $0.kind, recordID: $0.recordID, bodyDigest: $0.digest,
                key: try $0.seal.ownKey(kind: $0.kind, id: $0.recordID, under: $0.secret))
        }
    }

    private struct Sealed {
        let seal: BodySeal
        let secret: SymmetricKey?
        let kind: String
        let recordID: String
        let digest: [UInt8]
        let cid: String?
    }

    private func sealed(_ id: Int64) async throws -> Sealed? {
        guard let row = try await context.database.query("record_body", .integer(id)).first else { throw Self.notFound }
        guard let sealed = try row["sealed_body"] as [UInt8]?, let key = try row["body_key"] as [UInt8]?,
            let digest = try row["body_sha256"] as [UInt8]?
        else { return nil }
        let seal = BodySeal(sealed: sealed, key: key, isKeySealed: try row["key_sealed"])
        return Sealed(
            seal: seal, secret: try await seal.isKeySealed ? secret() : nil, kind: try row["kind"], recordID: try row["record_id"],
            digest: digest, cid: try row.text("cid"))
    }

    /// Takes salt, key and bytes away: nobody can tell any more what the record's leaf stood for, nor read what is pinned of it. Throws
    /// `.notFound`, `.conflict`.
    func erase(_ id: Int64) async throws {
        guard try await context.database.execute("record_erase", .integer(id)) == 0 else {
            // The job does it again until it is done.
            do throws(PluginError) { try await context.notary.unpin(key: EvidenceFile.pinKey(id)) } catch {}
            return
        }
        _ = try await detail(id)
        throw PluginError(.conflict, "This record was erased before.")
    }

    /// Seals keys of records that came while the tenant had no secret; gives how many.
    func sealKeys() async throws -> Int {
        let rows = try await context.database.query("records_unsealed")
        guard !rows.isEmpty else { return 0 }
        let secret = try await secret()
        let calls = try rows.map { row in
            let key = try row["body_key"] as [UInt8]
            let sealed = try BodySeal.sealed(key, kind: row["kind"], id: row["record_id"], under: secret)
            return Database.Call("record_reseal", .integer(try row["id"]), .bytes(key), .bytes(sealed))
        }
        return try await context.database.batch(calls).count { $0.affected == 1 }
    }

    /// The tenant's id, as proofs name it.
    func tenant() async throws -> String { try await context.database.query("tenant").one()["id"] }

    // The host makes one where nobody has set it: without it nothing is stored.
    private func secret() async throws(PluginError) -> SymmetricKey {
        do throws(PluginError) { return BodySeal.key(of: try await context.secrets["record_key"]) } catch {
            guard error.code == .notFound else { throw error }
            throw PluginError(.unavailable, "The host has made no secret record_key, so records cannot be sealed.")
        }
    }
}
