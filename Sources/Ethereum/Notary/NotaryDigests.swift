/// The digests of the batch design, each with a label of its own so that none can be taken for another.
package enum NotaryDigests {
    /// What stands for a record in its tenant's tree: without the salt it tells nothing, so deleting the salt erases it.
    package static func record(tenant: String, kind: String, id: String, bodyDigest: Bytes32, salt: Bytes32) -> Bytes32 {
        let texts = tenant.utf8.count + kind.utf8.count + id.utf8.count
        return SaltedDigest.make(salt: salt, messageBytes: 13 + 12 + texts + 32) { message in
            message.append("notary/leaf/1")
            message.appendCounted(tenant)
            message.appendCounted(kind)
            message.appendCounted(id)
            message.append(bodyDigest)
        }
    }

    /// What stands for a tenant in the interval's tree: without the salt nobody can tell which tenant, or how large it is.
    package static func tenant(_ tenant: String, size: UInt64, root: Bytes32, salt: Bytes32) -> Bytes32 {
        SaltedDigest.make(salt: salt, messageBytes: 15 + 4 + tenant.utf8.count + 8 + 32) { message in
            message.append("notary/tenant/1")
            message.appendCounted(tenant)
            message.append(size)
            message.append(root)
        }
    }
}
