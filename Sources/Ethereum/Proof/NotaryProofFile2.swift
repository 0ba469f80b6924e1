/// The JSON of a proof of version 2: each digest and each path one text of base64url, and nothing that the chain tells anyway.
struct NotaryProofFile2: Codable {
    let format: String
    let version: Int
    let record: Record
    let tree: Tree
    let interval: Interval
    let anchor: Place
    let body: String?

    struct Record: Codable {
        let tenant: String
        let kind: String
        let id: String
        let sha256: String
        let salt: String
    }

    struct Tree: Codable {
        let index: UInt64
        let size: UInt64
        /// The sibling hashes, bottom up.
        let path: String
        let salt: String
    }

    /// A full tree: n hashes lead up from one of 2ⁿ leaves.
    struct Interval: Codable {
        let index: UInt64
        let path: String
    }

    struct Place: Codable {
        let chain: UInt64
        let contract: String
        let notary: String
        let stream: String
        let transaction: String
    }
}

extension NotaryProof {
    init(_ file: NotaryProofFile2) throws {
        typealias Text = NotaryProofText
        let path = try Text.hashes(base64url: file.interval.path, "interval.path")
        self.init(
            record: NotaryRecord(
                tenant: file.record.tenant, kind: file.record.kind, id: file.record.id,
                bodyDigest: try Text.word(file.record.sha256, "record.sha256"), salt: try Text.word(file.record.salt, "record.salt")),
            body: file.body,
            inTenant: InclusionProof(
                index: file.tree.index, size: file.tree.size, path: try Text.hashes(base64url: file.tree.path, "tree.path")),
            tenantSalt: try Text.word(file.tree.salt, "tree.salt"),
            inInterval: InclusionProof(index: file.interval.index, size: 1 << UInt64(path.count), path: path),
            place: Place(
                chainID: file.anchor.chain, contract: try Text.address(file.anchor.contract, "anchor.contract"),
                notary: try Text.address(file.anchor.notary, "anchor.notary"), stream: try Text.word(file.anchor.stream, "anchor.stream"),
                transaction: try Text.word(file.anchor.transaction, "anchor.transaction")))
    }
}

extension NotaryProofFile2 {
    init(_ proof: NotaryProof) throws {
        let (inTenant, inInterval, place) = (proof.inTenant, proof.inInterval, proof.place)
        guard inInterval.size == 1 << UInt64(inInterval.path.count) else {
            throw EthereumFault(
                .intervalInvalid,
                "an interval's tree is full; \(inInterval.path.count) hashes do not lead up from one of \(inInterval.size)")
        }
        format = NotaryProofFile.format
        version = 2
        record = Record(
            tenant: proof.record.tenant, kind: proof.record.kind, id: proof.record.id,
            sha256: NotaryProofText.base64url([proof.record.bodyDigest]), salt: NotaryProofText.base64url([proof.record.salt]))
        tree = Tree(
            index: inTenant.index, size: inTenant.size, path: NotaryProofText.base64url(inTenant.path),
            salt: NotaryProofText.base64url([proof.tenantSalt]))
        interval = Interval(index: inInterval.index, path: NotaryProofText.base64url(inInterval.path))
        anchor = Place(
            chain: place.chainID, contract: place.contract.description, notary: place.notary.description,
            stream: NotaryProofText.base64url([place.stream]), transaction: NotaryProofText.base64url([place.transaction]))
        body = proof.body
    }
}
