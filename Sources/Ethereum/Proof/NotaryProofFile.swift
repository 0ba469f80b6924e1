/// What the files of all versions have in common.
enum NotaryProofFile {
    static let format = "hashinsight-notary-proof"
}

extension NotaryProof {
    /// Reads a proof of version 1 or 2, in its one form (``OneForm``). Throws ``EthereumFault``.
    package init(json: some Collection<UInt8>) throws {
        self = try OneForm.read(json, "proof") { head, decoder, data in
            switch (head.format, head.version) {
            case (NotaryProofFile.format, 1): return try NotaryProof(decoder.decode(NotaryProofFile1.self, from: data))
            case (NotaryProofFile.format, 2): return try NotaryProof(decoder.decode(NotaryProofFile2.self, from: data))
            default:
                throw EthereumFault(
                    .proofUnsupported,
                    "\(head.format.prefix(40)) of version \(head.version): \(NotaryProofFile.format) of version 1 and 2 is known")
            }
        } write: {
            try $0.json
        }
    }

    /// The proof's text in its one form; of version 2, but for a proof that was read from a file of version 1.
    package var json: String {
        get throws {
            if let told = place.told { try OneForm.text(NotaryProofFile1(self, told)) } else { try OneForm.text(NotaryProofFile2(self)) }
        }
    }
}
