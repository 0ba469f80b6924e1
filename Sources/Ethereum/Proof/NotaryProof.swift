/// All that anybody needs to check one record against the chain, and nothing of another tenant: the record's digest and salt, its way up
/// the tenant's tree, the tenant's way up the interval's tree, and where the interval's root was anchored. See docs/notary-proof.md.
package struct NotaryProof: Hashable, Sendable {
    package let record: NotaryRecord
    /// The record's own text, where it travels with the proof.
    package let body: String?
    /// The record's place among all of its tenant's.
    package let inTenant: InclusionProof
    /// The salt that hides the tenant in the interval.
    package let tenantSalt: Bytes32
    /// The tenant's place in the interval.
    package let inInterval: InclusionProof
    package let place: Place

    /// Where on which chain an interval's root stands. The rest, such as its block, is the contract's and the transaction's to tell: so a
    /// proof outlives a reordering of the chain.
    package struct Place: Hashable, Sendable {
        package let chainID: UInt64
        package let contract: Address
        /// The account that anchored.
        package let notary: Address
        package let stream: Bytes32
        package let transaction: Bytes32
        /// Nil but for a proof that was read from a file of version 1.
        package let told: Told?

        package init(chainID: UInt64, contract: Address, notary: Address, stream: Bytes32, transaction: Bytes32, told: Told? = nil) {
            self.chainID = chainID
            self.contract = contract
            self.notary = notary
            self.stream = stream
            self.transaction = transaction
            self.told = told
        }
    }

    /// What files of version 1 say beyond that; the chain has to say the same.
    package struct Told: Hashable, Sendable {
        package let previousLink: Bytes32
        package let manifest: Bytes32
        package let blockNumber: UInt64
        package let blockHash: Bytes32

        package init(previousLink: Bytes32, manifest: Bytes32, blockNumber: UInt64, blockHash: Bytes32) {
            self.previousLink = previousLink
            self.manifest = manifest
            self.blockNumber = blockNumber
            self.blockHash = blockHash
        }
    }

    package init(
        record: NotaryRecord, body: String? = nil, inTenant: InclusionProof, tenantSalt: Bytes32, inInterval: InclusionProof, place: Place
    ) {
        self.record = record
        self.body = body
        self.inTenant = inTenant
        self.tenantSalt = tenantSalt
        self.inInterval = inInterval
        self.place = place
    }

    /// The proof of a tenant's record from what is stored; `node` tells the hash of a stored subtree, of which a few dozen are asked for.
    /// - Parameter index: The record's place in its tenant's tree.
    package init(
        of record: NotaryRecord, at index: UInt64, body: String? = nil, receipt: TenantReceipt, place: Place,
        node: (MerkleNode) throws -> Bytes32
    ) throws {
        let size = receipt.state.size
        let path = try MerklePlan.inclusion(of: index, in: size).path(node)
        self.init(
            record: record, body: body, inTenant: InclusionProof(index: index, size: size, path: path), tenantSalt: receipt.state.salt,
            inInterval: receipt.inInterval, place: place)
        let root = try inTenant.root(leafHash: record.leafHash)
        guard root == receipt.state.root else {
            throw EthereumFault(
                .treeInconsistent,
                "record \(record.id) at place \(index) leads to the root \(root), \(receipt.state.root) was notarized: the record, its salt or a stored hash was changed since"
            )
        }
    }

    /// The interval's root that the record leads to, by arithmetic alone; throws where a path does not fit its tree, or the body is another
    /// one.
    /// - Parameter body: The record's bytes, for a proof that does not carry them; nil checks that a record with this digest was anchored.
    package func root(body: [UInt8]? = nil) throws -> Bytes32 {
        for bytes in [self.body.map { Array($0.utf8) }, body].compactMap({ $0 }) {
            let digest = MerkleHash.sha256(bytes)
            guard digest == record.bodyDigest else {
                throw EthereumFault(
                    .proofRefused,
                    "the record's bytes have the SHA-256 \(digest.hex), the proof is for \(record.bodyDigest.hex): another record, or a changed one"
                )
            }
        }
        let state = TenantState(tenant: record.tenant, size: inTenant.size, root: try tenantRoot(), salt: tenantSalt)
        return try climbed("the interval's tree", inInterval, from: state.leafHash)
    }

    /// The root of its tenant's tree that the record leads to; throws where the path does not fit the tree.
    package func tenantRoot() throws -> Bytes32 { try climbed("the record's tree", inTenant, from: record.leafHash) }

    private func climbed(_ name: String, _ proof: InclusionProof, from leaf: Bytes32) throws -> Bytes32 {
        do { return try proof.root(leafHash: leaf) } catch let problem as EthereumFault {
            throw EthereumFault(.proofRefused, "\(name): \(problem.message)")
        }
    }
}
