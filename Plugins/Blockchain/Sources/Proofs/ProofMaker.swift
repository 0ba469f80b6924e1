import Ethereum
import PluginKit

/// Puts a record's proof together from what is stored, and looks whether all of it still fits.
struct ProofMaker: Sendable {
    let context: PluginContext

    private var store: RecordStore { RecordStore(context: context) }

    /// The proof of a record that stands in a block. Throws `.conflict` before that, for an erased record, and where what is stored was changed.
    /// - Parameter withBody: Puts the record's text into the proof, if it is text.
    func proof(_ id: Int64, withBody: Bool) async throws -> NotaryProof {
        let record = try await store.detail(id)
        guard record.erasedAt == nil else {
            throw PluginError(.conflict, "This record was erased: nobody can tell any more what its leaf stood for.")
        }
        let (interval, place) = try Self.anchored(record)
        guard let inclusion = interval.inclusion, let index = record.place, let digest = record.bodyDigest, let salt = record.salt else {
            throw PluginError(.internal, "A record in a block without its place there.")
        }
        let body = withBody ? try await store.body(id).flatMap { String(validating: $0, as: UTF8.self) } : nil
        let tenant = try await store.tenant()
        let hashes = try await LedgerStore(context: context).hashes(of: MerklePlan.inclusion(of: index, in: interval.size).nodes)
        do {
            return try NotaryProof(
                of: NotaryRecord(tenant: tenant, kind: record.kind, id: record.recordID, bodyDigest: digest, salt: salt), at: index,
                body: body,
                receipt: TenantReceipt(
                    state: TenantState(tenant: tenant, size: interval.size, root: interval.root, salt: interval.salt), inInterval: inclusion
                ),
                place: place, node: { try Self.hash($0, hashes) })
        } catch let fault as EthereumFault {
            throw PluginError(.conflict, "The stored record no longer leads to what was notarized: \(fault.message)")
        }
    }

    /// That the tree which a record's proof stands in begins with all records of an older proof's. Throws `.conflict` before the record stands
    /// in a block, and where what is stored was changed.
    /// - Parameter old: How many records the older proof stands among.
    func consistency(_ id: Int64, from old: Int64) async throws -> NotaryConsistency {
        let interval = try await Self.anchored(store.detail(id)).interval
        guard let old = UInt64(exactly: old), old > 0, old <= interval.size else {
            throw PluginError(
                .invalidArgument,
                "from: a whole number from 1 to \(interval.size) is expected, as many records as this one's proof stands among.")
        }
        let (plan, root) = (try MerklePlan.consistency(from: old, to: interval.size), MerklePlan.root(at: old))
        let hashes = try await LedgerStore(context: context).hashes(of: plan.nodes + root.nodes)
        do {
            let proof = ConsistencyProof(oldSize: old, size: interval.size, path: try plan.path { try Self.hash($0, hashes) })
            for oldRoot in try root.path({ try Self.hash($0, hashes) }) { try proof.verify(oldRoot: oldRoot, root: interval.root) }
            return NotaryConsistency(tenant: try await store.tenant(), proof: proof)
        } catch let fault as EthereumFault {
            throw PluginError(.conflict, "The stored tree no longer leads to what was notarized: \(fault.message)")
        }
    }

    /// What does not fit any more, for a person; nil if the stored record leads to what was notarized.
    func damage(_ id: Int64) async throws -> String? {
        let record = try await store.detail(id)
        guard let digest = record.bodyDigest else { throw PluginError(.conflict, "This record was erased; there is nothing to compare.") }
        let stored: [UInt8]?
        do { stored = try await store.body(id) } catch let error as PluginError where error.code == .conflict { return error.message }
        guard let body = stored else { return "The record's bytes are gone." }
        guard MerkleHash.sha256(body) == digest else { return "The record's bytes are others than those that were notarized." }
        guard let interval = record.interval, let index = record.place, let salt = record.salt else { return nil }
        let tenant = try await store.tenant()
        let leaf = NotaryRecord(tenant: tenant, kind: record.kind, id: record.recordID, bodyDigest: digest, salt: salt).leafHash
        do {
            let root = try await inclusion(of: index, in: interval.size).root(leafHash: leaf)
            guard root == interval.root else { return "The record leads to the root \(root), \(interval.root) was notarized." }
            guard let inclusion = interval.inclusion, let found = interval.intervalRoot else { return nil }
            let state = TenantState(tenant: tenant, size: interval.size, root: root, salt: interval.salt)
            let reached = try inclusion.root(leafHash: state.leafHash)
            return reached == found ? nil : "The record leads to the interval's root \(reached), \(found) was anchored."
        } catch let fault as EthereumFault {
            return fault.message
        }
    }

    /// The interval that holds a record, and where it stands on the chain. Throws `.conflict` before it does.
    private static func anchored(_ record: RecordDetail) throws -> (interval: TreeInterval, place: NotaryProof.Place) {
        guard let interval = record.interval, let place = interval.place else {
            throw PluginError(.conflict, "This record is \(record.state); its proof is there once it stands in a block.")
        }
        return (interval, place)
    }

    private func inclusion(of index: UInt64, in size: UInt64) async throws -> InclusionProof {
        let plan = try MerklePlan.inclusion(of: index, in: size)
        let hashes = try await LedgerStore(context: context).hashes(of: plan.nodes)
        return InclusionProof(index: index, size: size, path: try plan.path { try Self.hash($0, hashes) })
    }

    private static func hash(_ node: MerkleNode, _ hashes: [MerkleNode: Bytes32]) throws -> Bytes32 {
        guard let hash = hashes[node] else {
            throw EthereumFault(.treeInconsistent, "the stored tree lacks the subtree \(node.index) of level \(node.level)")
        }
        return hash
    }
}
