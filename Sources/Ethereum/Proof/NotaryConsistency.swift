/// That a tenant's tree begins with all records of an older one in their places, so that none was taken away or changed in between: one file,
/// beside a proof out of each. See docs/notary-proof.md.
package struct NotaryConsistency: Hashable, Sendable {
    package let tenant: String
    package let proof: ConsistencyProof

    package init(tenant: String, proof: ConsistencyProof) {
        self.tenant = tenant
        self.proof = proof
    }

    /// Reads a file of version 1, in its one form (``OneForm``). Throws ``EthereumFault``.
    package init(json: some Collection<UInt8>) throws {
        self = try OneForm.read(json, "consistency") { head, decoder, data in
            guard head.format == File.format, head.version == 1 else {
                throw EthereumFault(
                    .proofUnsupported, "\(head.format.prefix(40)) of version \(head.version): \(File.format) of version 1 is expected")
            }
            let file = try decoder.decode(File.self, from: data)
            return NotaryConsistency(
                tenant: file.tenant,
                proof: ConsistencyProof(
                    oldSize: file.old, size: file.new, path: try NotaryProofText.hashes(base64url: file.path, "path")))
        } write: {
            try $0.json
        }
    }

    /// The file's text in its one form.
    package var json: String {
        get throws {
            try OneForm.text(
                File(
                    format: File.format, new: proof.size, old: proof.oldSize, path: NotaryProofText.base64url(proof.path), tenant: tenant,
                    version: 1))
        }
    }

    /// Throws ``EthereumFault`` (`proofRefused`) unless the tree of `newer` begins with the tree of `older`. By arithmetic alone: that both
    /// roots were anchored, each proof shows for itself.
    package func verify(older: NotaryProof, newer: NotaryProof) throws {
        for found in [older, newer] where found.record.tenant != tenant {
            throw EthereumFault(.proofRefused, "the consistency is of \(tenant)'s tree, a proof of \(found.record.tenant)'s")
        }
        guard proof.oldSize == older.inTenant.size, proof.size == newer.inTenant.size else {
            throw EthereumFault(
                .proofRefused,
                "the consistency leads from \(proof.oldSize) to \(proof.size) records, the proofs stand among \(older.inTenant.size) and \(newer.inTenant.size)"
            )
        }
        do { try proof.verify(oldRoot: older.tenantRoot(), root: newer.tenantRoot()) } catch let fault as EthereumFault {
            throw EthereumFault(.proofRefused, "the newer tree does not begin with the older: \(fault.message)")
        }
    }

    private struct File: Codable {
        static let format = "hashinsight-notary-consistency"

        let format: String
        let new: UInt64
        let old: UInt64
        /// The hashes of RFC 9162, 2.1.4.
        let path: String
        let tenant: String
        let version: Int
    }
}
