/// The JSON of a proof of version 1, which is read still and not written any more.
struct NotaryProofFile1: Codable {
    let format: String
    let version: Int
    let record: Record
    let tenant_tree: Tree
    let interval_tree: Tree
    let anchor: Place
    let body: String?

    struct Record: Codable {
        let tenant: String
        let kind: String
        let id: String
        let body_sha256: String
        let salt: String
    }

    struct Tree: Codable {
        let index: UInt64
        let size: UInt64
        /// Base64 of the sibling hashes, bottom up.
        let path: String
        let salt: String?
    }

    struct Place: Codable {
        let chain_id: UInt64
        let contract: String
        let notary: String
        let stream: String
        let previous_link: String
        let manifest: String
        let transaction: String
        let block_number: UInt64
        let block_hash: String
    }
}

extension NotaryProof {
    init(_ file: NotaryProofFile1) throws {
        guard let tenantSalt = file.tenant_tree.salt, file.interval_tree.salt == nil else {
            throw EthereumFault(.proofMalformed, "proof: tenant_tree.salt is needed, interval_tree has none")
        }
        typealias Text = NotaryProofText
        let anchor = file.anchor
        self.init(
            record: NotaryRecord(
                tenant: file.record.tenant, kind: file.record.kind, id: file.record.id,
                bodyDigest: try Text.digits(file.record.body_sha256, "record.body_sha256", prefixed: false),
                salt: try Text.digits(file.record.salt, "record.salt", prefixed: false)),
            body: file.body, inTenant: try file.tenant_tree.inclusion("tenant_tree"),
            tenantSalt: try Text.digits(tenantSalt, "tenant_tree.salt", prefixed: false),
            inInterval: try file.interval_tree.inclusion("interval_tree"),
            place: Place(
                chainID: anchor.chain_id, contract: try Text.address(anchor.contract, "anchor.contract"),
                notary: try Text.address(anchor.notary, "anchor.notary"), stream: try Text.digits(anchor.stream, "anchor.stream"),
                transaction: try Text.digits(anchor.transaction, "anchor.transaction"),
                told: Told(
                    previousLink: try Text.digits(anchor.previous_link, "anchor.previous_link"),
                    manifest: try Text.digits(anchor.manifest, "anchor.manifest"), blockNumber: anchor.block_number,
                    blockHash: try Text.digits(anchor.block_hash, "anchor.block_hash"))))
    }
}

extension NotaryProofFile1 {
    /// As a file of this version was written.
    init(_ proof: NotaryProof, _ told: NotaryProof.Told) {
        format = NotaryProofFile.format
        version = 1
        record = Record(
            tenant: proof.record.tenant, kind: proof.record.kind, id: proof.record.id, body_sha256: proof.record.bodyDigest.hex,
            salt: proof.record.salt.hex)
        tenant_tree = Tree(proof.inTenant, salt: proof.tenantSalt)
        interval_tree = Tree(proof.inInterval, salt: nil)
        anchor = Place(
            chain_id: proof.place.chainID, contract: proof.place.contract.description, notary: proof.place.notary.description,
            stream: proof.place.stream.description, previous_link: told.previousLink.description, manifest: told.manifest.description,
            transaction: proof.place.transaction.description, block_number: told.blockNumber, block_hash: told.blockHash.description)
        body = proof.body
    }
}

extension NotaryProofFile1.Tree {
    init(_ proof: InclusionProof, salt: Bytes32?) {
        self.init(index: proof.index, size: proof.size, path: NotaryProofText.base64(proof.path), salt: salt?.hex)
    }

    func inclusion(_ name: String) throws -> InclusionProof {
        InclusionProof(index: index, size: size, path: try NotaryProofText.hashes(base64: path, "\(name).path"))
    }
}
