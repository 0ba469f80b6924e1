internal import FoundationEssentials

/// The JSON of a proof, as it stands.
struct NotaryProofFile: Codable {
    static let format = "hashinsight-notary-proof"
    static let version = 1

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

    /// Read before the rest, so that a newer file is told as such.
    struct Head: Decodable {
        let format: String
        let version: Int
    }
}

extension NotaryProof {
    /// Reads a proof. It has to be written in its one form (names in alphabetical order, no space, lower-case digits), so that two
    /// programs can never read it in two ways and any changed bit shows.
    package init(json: some Collection<UInt8>) throws {
        var bytes = Array(json)
        // Editors end a file with a line end.
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let file: NotaryProofFile
        do {
            let head = try JSONDecoder().decode(NotaryProofFile.Head.self, from: Data(bytes))
            guard head.format == NotaryProofFile.format, head.version == NotaryProofFile.version else {
                throw EthereumFault(
                    .proofUnsupported,
                    "\(head.format.prefix(40)) of version \(head.version): \(NotaryProofFile.format) of version \(NotaryProofFile.version) is known"
                )
            }
            file = try JSONDecoder().decode(NotaryProofFile.self, from: Data(bytes))
        } catch let problem as DecodingError {
            throw EthereumFault(.proofMalformed, "proof: \(problem.place)")
        }
        try self.init(file)
        guard Array(try self.json.utf8) == bytes else {
            throw EthereumFault(
                .proofMalformed,
                "proof: it is not in its one form (names in alphabetical order and each once, no other names, no space, lower-case digits)")
        }
    }

    /// The proof's text in its one form.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(NotaryProofFile(self)), as: UTF8.self)
        }
    }

    private init(_ file: NotaryProofFile) throws {
        guard let tenantSalt = file.tenant_tree.salt, file.interval_tree.salt == nil else {
            throw EthereumFault(.proofMalformed, "proof: tenant_tree.salt is needed, interval_tree has none")
        }
        self.init(
            record: NotaryRecord(
                tenant: file.record.tenant, kind: file.record.kind, id: file.record.id,
                bodyDigest: try Self.word(file.record.body_sha256, "record.body_sha256", prefixed: false),
                salt: try Self.word(file.record.salt, "record.salt", prefixed: false)),
            body: file.body, inTenant: try Self.inclusion(file.tenant_tree, "tenant_tree"),
            tenantSalt: try Self.word(tenantSalt, "tenant_tree.salt", prefixed: false),
            inInterval: try Self.inclusion(file.interval_tree, "interval_tree"),
            place: Place(
                chainID: file.anchor.chain_id, contract: try Self.address(file.anchor.contract, "anchor.contract"),
                notary: try Self.address(file.anchor.notary, "anchor.notary"), stream: try Self.word(file.anchor.stream, "anchor.stream"),
                previousLink: try Self.word(file.anchor.previous_link, "anchor.previous_link"),
                manifest: try Self.word(file.anchor.manifest, "anchor.manifest"),
                transaction: try Self.word(file.anchor.transaction, "anchor.transaction"), blockNumber: file.anchor.block_number,
                blockHash: try Self.word(file.anchor.block_hash, "anchor.block_hash")))
    }

    private static func word(_ text: String, _ name: String, prefixed: Bool = true) throws -> Bytes32 {
        do { return try Bytes32(hex: text, prefixed: prefixed) } catch let problem as EthereumFault { throw fault(name, problem.message) }
    }

    private static func address(_ text: String, _ name: String) throws -> Address {
        do { return try Address(text, checksum: .required) } catch let problem as EthereumFault { throw fault(name, problem.message) }
    }

    private static func inclusion(_ tree: NotaryProofFile.Tree, _ name: String) throws -> InclusionProof {
        guard let bytes = Data(base64Encoded: tree.path).map({ Array($0) }), bytes.count.isMultiple(of: 32), bytes.count <= 64 * 32 else {
            throw fault("\(name).path", "base64 of up to 64 hashes of 32 bytes is expected")
        }
        let path = try stride(from: 0, to: bytes.count, by: 32).map { try Bytes32(bytes[$0..<$0 + 32]) }
        return InclusionProof(index: tree.index, size: tree.size, path: path)
    }

    private static func fault(_ name: String, _ problem: String) -> EthereumFault {
        EthereumFault(.proofMalformed, "proof: \(name): \(problem)")
    }
}

extension NotaryProofFile {
    init(_ proof: NotaryProof) {
        format = Self.format
        version = Self.version
        record = Record(
            tenant: proof.record.tenant, kind: proof.record.kind, id: proof.record.id, body_sha256: proof.record.bodyDigest.hex,
            salt: proof.record.salt.hex)
        tenant_tree = Tree(proof.inTenant, salt: proof.tenantSalt)
        interval_tree = Tree(proof.inInterval, salt: nil)
        anchor = Place(
            chain_id: proof.place.chainID, contract: proof.place.contract.description, notary: proof.place.notary.description,
            stream: proof.place.stream.description, previous_link: proof.place.previousLink.description,
            manifest: proof.place.manifest.description, transaction: proof.place.transaction.description,
            block_number: proof.place.blockNumber, block_hash: proof.place.blockHash.description)
        body = proof.body
    }
}

extension NotaryProofFile.Tree {
    init(_ proof: InclusionProof, salt: Bytes32?) {
        self.init(
            index: proof.index, size: proof.size, path: Data(proof.path.flatMap(\.bytes)).base64EncodedString(), salt: salt?.hex)
    }
}
