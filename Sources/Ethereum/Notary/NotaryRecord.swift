/// A record and its salt: what a tenant has notarized.
package struct NotaryRecord: Hashable, Sendable {
    package let tenant: String
    /// Such as `invoice`, `telemetry-rollup`.
    package let kind: String
    package let id: String
    /// SHA-256 of the record's bytes.
    package let bodyDigest: Bytes32
    /// Random, of this record alone.
    package let salt: Bytes32

    package init(tenant: String, kind: String, id: String, bodyDigest: Bytes32, salt: Bytes32) {
        self.tenant = tenant
        self.kind = kind
        self.id = id
        self.bodyDigest = bodyDigest
        self.salt = salt
    }

    package init(tenant: String, kind: String, id: String, body: some Collection<UInt8>, salt: Bytes32 = .random()) {
        self.init(tenant: tenant, kind: kind, id: id, bodyDigest: MerkleHash.sha256(body), salt: salt)
    }

    /// What goes into the tenant's tree.
    package var leafHash: Bytes32 {
        MerkleHash.leaf(NotaryDigests.record(tenant: tenant, kind: kind, id: id, bodyDigest: bodyDigest, salt: salt))
    }
}
